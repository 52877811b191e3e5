import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, parseQuantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import type { Line, Purchase, PurchaseEvent, State } from './domain/purchase.ts';
import { readSteps, writeSteps } from './steps-store.ts';
import type { PurchasesTables } from './tables.ts';

type C = Context<Tables>;
type Row = Selectable<PurchasesTables['purchase']>;
const strings = z.array(z.string());

/** Two more queries, however many purchases there are. */
async function complete(context: C, rows: readonly Row[]): Promise<Purchase[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const lines = await context.tx
    .selectFrom('purchase_line')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('purchase_id', 'in', ids)
    .orderBy('position')
    .execute();
  const linesOf = Map.groupBy(lines, (line) => line.purchase_id);
  const stepsOf = await readSteps(context, rows);
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    requesterId: row.requester_id,
    unit: row.unit,
    lines: (linesOf.get(row.id) ?? []).map(toLine),
    reason: row.reason,
    neededBy: row.needed_by,
    totalFen: row.total_fen,
    budgetFen: row.budget_fen,
    approvedFen: row.approved_fen,
    round: row.round,
    steps: stepsOf.get(row.id) ?? [],
    resumeState: row.resume_state,
    after: row.after,
    ownOfPrincipal: row.own_of_principal,
    near: strings.parse(row.near),
    said: row.said,
    origin: row.origin,
    originId: row.origin_id,
    createdAt: row.created_at,
    submittedAt: row.submitted_at,
    approvedAt: row.approved_at,
    receivedAt: row.received_at,
    reimbursedAt: row.reimbursed_at,
    reimbursedBy: row.reimbursed_by,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    buyerId: row.buyer_id,
  }));
}

function toLine(row: Selectable<PurchasesTables['purchase_line']>): Line {
  return {
    id: row.id,
    name: row.name,
    spec: row.spec,
    unit: row.unit,
    quantity: parseQuantity(row.quantity) ?? 0n,
    priceFen: row.price_fen,
    amountFen: row.amount_fen,
    stockItemId: row.stock_item_id,
    fromStock: row.from_stock,
  };
}

function toRow(p: Purchase) {
  return {
    number: p.number,
    version: p.version,
    state: p.state,
    requester_id: p.requesterId,
    unit: p.unit,
    reason: p.reason,
    needed_by: p.neededBy,
    total_fen: p.totalFen,
    budget_fen: p.budgetFen,
    approved_fen: p.approvedFen,
    round: p.round,
    resume_state: p.resumeState,
    after: p.after,
    own_of_principal: p.ownOfPrincipal,
    near: JSON.stringify(p.near),
    said: p.said,
    origin: p.origin,
    origin_id: p.originId,
    created_at: p.createdAt,
    submitted_at: p.submittedAt,
    approved_at: p.approvedAt,
    received_at: p.receivedAt,
    reimbursed_at: p.reimbursedAt,
    reimbursed_by: p.reimbursedBy,
    ended_at: p.endedAt,
    ended_by: p.endedBy,
    buyer_id: p.buyerId,
  } satisfies Partial<Insertable<PurchasesTables['purchase']>>;
}

/** A purchase, its row locked: taps on it wait for each other. */
export async function lockPurchase(context: C, id: string): Promise<Purchase | null> {
  const rows = await context.tx
    .selectFrom('purchase')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('id', '=', id)
    .forUpdate()
    .execute();
  return (await complete(context, rows)).at(0) ?? null;
}

export async function purchaseByNumber(context: C, number: string): Promise<Purchase | null> {
  const rows = await context.tx
    .selectFrom('purchase')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('number', '=', number)
    .execute();
  return (await complete(context, rows)).at(0) ?? null;
}

export interface Search {
  readonly states?: readonly State[];
  readonly requesterId?: string;
  readonly buyerId?: string;
  readonly ids?: readonly string[];
  readonly origin?: { readonly kind: Purchase['origin']; readonly id: string };
  readonly messageId?: string;
  readonly since?: Temporal.Instant;
  readonly limit?: number;
}

/** Purchases that fit every given condition, newest first; 50 at most unless told. */
export async function findPurchases(context: C, by: Search): Promise<Purchase[]> {
  if (by.ids?.length === 0) return [];
  let query = context.tx
    .selectFrom('purchase')
    .selectAll()
    .where('school_id', '=', context.school.id);
  if (by.states) query = query.where('state', 'in', [...by.states]);
  if (by.requesterId) query = query.where('requester_id', '=', by.requesterId);
  if (by.buyerId) query = query.where('buyer_id', '=', by.buyerId);
  if (by.ids) query = query.where('id', 'in', [...by.ids]);
  if (by.origin)
    query = query.where('origin', '=', by.origin.kind).where('origin_id', '=', by.origin.id);
  if (by.messageId) query = query.where('message_id', '=', by.messageId);
  if (by.since) query = query.where('created_at', '>', by.since);
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(by.limit ?? 50)
    .execute();
  return complete(context, rows);
}

export async function insertPurchase(
  context: C,
  purchase: Purchase,
  said: { readonly messageId: string | null; readonly chatId: string | null },
  event: PurchaseEvent,
): Promise<void> {
  const { tx, school } = context;
  await tx
    .insertInto('purchase')
    .values({
      school_id: school.id,
      id: purchase.id,
      message_id: said.messageId,
      chat_id: said.chatId,
      ...toRow(purchase),
    })
    .execute();
  await writeLines(context, purchase);
  await addEvent(context, purchase, event);
}

/** Writes the new state and the line of history that explains it. The row is locked already. */
export async function savePurchase(
  context: C,
  purchase: Purchase,
  event: PurchaseEvent,
): Promise<void> {
  const { tx, school } = context;
  await tx
    .updateTable('purchase')
    .set(toRow(purchase))
    .where('school_id', '=', school.id)
    .where('id', '=', purchase.id)
    .execute();
  if (event.changes.lines) await writeLines(context, purchase);
  if (event.changes.steps) await writeSteps(context, purchase);
  await addEvent(context, purchase, event);
}

/** Lines keep their ids over an edit; those that are gone are in the history. */
async function writeLines({ tx, school }: C, purchase: Purchase): Promise<void> {
  await tx
    .deleteFrom('purchase_line')
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchase.id)
    .execute();
  if (purchase.lines.length === 0) return;
  await tx
    .insertInto('purchase_line')
    .values(
      purchase.lines.map((line, position) => ({
        school_id: school.id,
        id: line.id,
        purchase_id: purchase.id,
        position,
        name: line.name,
        spec: line.spec,
        unit: line.unit,
        quantity: formatQuantity(line.quantity),
        price_fen: line.priceFen,
        amount_fen: line.amountFen,
        stock_item_id: line.stockItemId,
        from_stock: line.fromStock,
      })),
    )
    .execute();
}

async function addEvent(
  { tx, school, newId }: C,
  purchase: Purchase,
  event: PurchaseEvent,
): Promise<void> {
  await tx
    .insertInto('purchase_event')
    .values({
      school_id: school.id,
      id: newId(),
      purchase_id: purchase.id,
      kind: event.kind,
      at: event.at,
      actor_id: event.actorId,
      behalf_of: event.behalfOf,
      detail: event.detail,
      version: purchase.version,
      changes: JSON.stringify(event.changes, asText),
    })
    .execute();
}

/** Quantities are bigints, which JSON does not know. */
function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? formatQuantity(value) : value;
}

export type HistoryRow = Pick<
  Selectable<PurchasesTables['purchase_event']>,
  'kind' | 'at' | 'actor_id' | 'behalf_of' | 'detail'
>;

/** Oldest first. */
export async function historyOf({ tx, school }: C, purchaseId: string): Promise<HistoryRow[]> {
  return tx
    .selectFrom('purchase_event')
    .select(['kind', 'at', 'actor_id', 'behalf_of', 'detail'])
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .orderBy('id')
    .execute();
}
