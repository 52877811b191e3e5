import type { Insertable, Selectable } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import type { RequestEvent } from './domain/command.ts';
import type { Exemption, Line, Request, State } from './domain/request.ts';
import type { IssuesTables } from './tables.ts';

type Row = Selectable<IssuesTables['issue_request']>;
type LineRow = Selectable<IssuesTables['issue_line']>;
type C = Context<Tables>;

/** A decimal of the store. Anything else would be a broken database. */
export function fromStore(decimal: string): Quantity {
  const quantity = parseQuantity(decimal);
  if (quantity === null) throw new Error(`the store holds ${decimal}, which is no quantity`);
  return quantity;
}

/** One more query, however many requests there are. */
async function withLines({ tx, school }: C, rows: readonly Row[]): Promise<Request[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const lines = await tx
    .selectFrom('issue_line')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('request_id', 'in', ids)
    .orderBy('position')
    .execute();
  const byRequest = Map.groupBy(lines, (line) => line.request_id);
  return rows.map((row) => toRequest(row, (byRequest.get(row.id) ?? []).map(toLine)));
}

function toLine(row: LineRow): Line {
  return {
    itemId: row.item_id,
    name: row.name,
    spec: row.spec,
    unit: row.unit,
    wanted: fromStore(row.wanted),
    issued: fromStore(row.issued),
    bought: fromStore(row.bought),
    returned: fromStore(row.returned),
    tradeIn: row.trade_in,
  };
}

function toRequest(row: Row, lines: readonly Line[]): Request {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    requesterId: row.requester_id,
    lines,
    reason: row.reason,
    neededBy: row.needed_by,
    requestedAt: row.requested_at,
    oldInBy: row.old_in_by,
    oldInAt: row.old_in_at,
    exemption:
      row.exemption_state === null
        ? null
        : {
            state: row.exemption_state,
            reason: row.exemption_reason ?? '',
            by: row.exemption_by,
          },
    purchaseNumber: row.purchase_number,
    issuedBy: row.issued_by,
    issuedAt: row.issued_at,
    signedBy: row.signed_by,
    signedAt: row.signed_at,
    endedBy: row.ended_by,
    endedAt: row.ended_at,
    closing: row.closing,
  };
}

function toRow(r: Request) {
  return {
    number: r.number,
    version: r.version,
    state: r.state,
    requester_id: r.requesterId,
    reason: r.reason,
    needed_by: r.neededBy,
    requested_at: r.requestedAt,
    old_in_by: r.oldInBy,
    old_in_at: r.oldInAt,
    exemption_state: r.exemption?.state ?? null,
    exemption_reason: r.exemption?.reason ?? null,
    exemption_by: r.exemption?.by ?? null,
    purchase_number: r.purchaseNumber,
    issued_by: r.issuedBy,
    issued_at: r.issuedAt,
    signed_by: r.signedBy,
    signed_at: r.signedAt,
    ended_by: r.endedBy,
    ended_at: r.endedAt,
    closing: r.closing,
  } satisfies Partial<Insertable<IssuesTables['issue_request']>>;
}

/** A request, its row locked: taps on it wait for each other. */
export async function lockRequest(context: C, id: string): Promise<Request | null> {
  const rows = await context.tx
    .selectFrom('issue_request')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('id', '=', id)
    .forUpdate()
    .execute();
  return (await withLines(context, rows)).at(0) ?? null;
}

export interface Search {
  readonly states?: readonly State[];
  readonly number?: string;
  readonly requesterId?: string;
  readonly messageId?: string;
  readonly exemption?: Exemption['state'];
  readonly since?: Temporal.Instant;
  readonly limit?: number;
}

/** Requests that fit every given condition, newest first; 50 at most unless told. */
export async function findRequests(context: C, by: Search): Promise<Request[]> {
  let query = context.tx
    .selectFrom('issue_request')
    .selectAll()
    .where('school_id', '=', context.school.id);
  if (by.states) query = query.where('state', 'in', [...by.states]);
  if (by.number !== undefined) query = query.where('number', '=', by.number);
  if (by.requesterId) query = query.where('requester_id', '=', by.requesterId);
  if (by.messageId) query = query.where('message_id', '=', by.messageId);
  if (by.exemption) query = query.where('exemption_state', '=', by.exemption);
  if (by.since) query = query.where('requested_at', '>', by.since);
  const rows = await query
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(by.limit ?? 50)
    .execute();
  return withLines(context, rows);
}

export async function insertRequest(
  context: C,
  request: Request,
  messageId: string | null,
): Promise<void> {
  const { tx, school } = context;
  await tx
    .insertInto('issue_request')
    .values({ school_id: school.id, id: request.id, message_id: messageId, ...toRow(request) })
    .execute();
  await insertLines(context, request);
}

async function insertLines({ tx, school }: C, request: Request): Promise<void> {
  await tx
    .insertInto('issue_line')
    .values(
      request.lines.map((line, position) => ({
        school_id: school.id,
        request_id: request.id,
        position,
        item_id: line.itemId,
        name: line.name,
        spec: line.spec,
        unit: line.unit,
        ...amountsOf(line),
        trade_in: line.tradeIn,
      })),
    )
    .execute();
}

function amountsOf({ wanted, issued, bought, returned }: Line) {
  return {
    wanted: formatQuantity(wanted),
    issued: formatQuantity(issued),
    bought: formatQuantity(bought),
    returned: formatQuantity(returned),
  };
}

/** Writes the new state and the line of history that explains it. The row is locked already. */
export async function saveRequest(
  context: C,
  request: Request,
  event: RequestEvent,
): Promise<void> {
  const { tx, school } = context;
  await tx
    .updateTable('issue_request')
    .set(toRow(request))
    .where('school_id', '=', school.id)
    .where('id', '=', request.id)
    .execute();
  if (event.kind === 'amend') {
    // Lines may be gone, so the positions of the others have changed.
    await tx
      .deleteFrom('issue_line')
      .where('school_id', '=', school.id)
      .where('request_id', '=', request.id)
      .execute();
    await insertLines(context, request);
  } else if (event.changes.lines)
    for (const [position, line] of request.lines.entries())
      await tx
        .updateTable('issue_line')
        .set(amountsOf(line))
        .where('school_id', '=', school.id)
        .where('request_id', '=', request.id)
        .where('position', '=', position)
        .execute();
  await addEvent(context, request.id, event);
}

/** One line of history, of a request or of a list. */
export async function addEvent(
  { tx, school, newId }: C,
  subjectId: string,
  event: Pick<RequestEvent, 'at' | 'actorId' | 'behalfOf' | 'detail'> & {
    readonly kind: string;
    readonly changes: object;
  },
): Promise<void> {
  await tx
    .insertInto('issue_event')
    .values({
      school_id: school.id,
      id: newId(),
      subject_id: subjectId,
      kind: event.kind,
      at: event.at,
      actor_id: event.actorId,
      behalf_of: event.behalfOf,
      detail: event.detail,
      changes: JSON.stringify(event.changes, (_, value: unknown) =>
        typeof value === 'bigint' ? formatQuantity(value) : value,
      ),
    })
    .execute();
}

/** How many pictures of old things were sent. */
export async function photosOf({ tx, school }: C, requestId: string): Promise<number> {
  const row = await tx
    .selectFrom('issue_photo')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('school_id', '=', school.id)
    .where('request_id', '=', requestId)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export type HistoryRow = Pick<
  Selectable<IssuesTables['issue_event']>,
  'id' | 'kind' | 'at' | 'actor_id' | 'behalf_of' | 'detail'
>;

/** History, oldest first. */
export async function historyOf({ tx, school }: C, subjectId: string): Promise<HistoryRow[]> {
  return tx
    .selectFrom('issue_event')
    .select(['id', 'kind', 'at', 'actor_id', 'behalf_of', 'detail'])
    .where('school_id', '=', school.id)
    .where('subject_id', '=', subjectId)
    .orderBy('id')
    .execute();
}

const PAGE = 500;

/** Requests made from `from` until before `until`, oldest first, in pages. */
export async function* requestedBetween(
  context: C,
  from: Temporal.Instant,
  until: Temporal.Instant,
): AsyncGenerator<Request[]> {
  const { tx, school } = context;
  let after: Row | undefined;
  for (;;) {
    const last = after;
    const rows = await tx
      .selectFrom('issue_request')
      .selectAll()
      .where('school_id', '=', school.id)
      .where('requested_at', '>=', last?.requested_at ?? from)
      .where('requested_at', '<', until)
      .$if(last !== undefined, (query) =>
        query.where((eb) =>
          eb.or([
            eb('requested_at', '>', last?.requested_at ?? from),
            eb('id', '>', last?.id ?? ''),
          ]),
        ),
      )
      .orderBy('requested_at')
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield await withLines(context, rows);
    after = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
