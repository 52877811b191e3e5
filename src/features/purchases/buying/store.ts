import type { Context } from '../../../kernel/feature.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { Purchase } from '../domain/purchase.ts';
import { lockPurchase } from '../store.ts';
import type { Arrival, Buying, BuyingEvent, BuyLine, Invoice, Order } from './domain/buying.ts';

type C = Context<Tables>;

function quantity(decimal: string | null): Quantity {
  return decimal === null ? 0n : (parseQuantity(decimal) ?? 0n);
}

/** A purchase with its order, deliveries and papers; its row is locked. */
export async function lockBuying(context: C, id: string): Promise<Buying | null> {
  const purchase = await lockPurchase(context, id);
  return purchase ? readBuying(context, purchase) : null;
}

export async function readBuying(context: C, purchase: Purchase): Promise<Buying> {
  const { order, agreed } = await readOrder(context, purchase.id);
  const arrivals = await readArrivals(context, purchase.id);
  const came = arrivals.flatMap((arrival) => arrival.lines);
  const lines = purchase.lines
    .filter((line) => !line.fromStock)
    .map((line): BuyLine => {
      const own = came.filter(({ lineId }) => lineId === line.id);
      const said = agreed.get(line.id);
      return {
        id: line.id,
        name: line.name,
        spec: line.spec,
        unit: line.unit,
        quantity: line.quantity,
        stockItemId: line.stockItemId,
        approvedFen: line.amountFen,
        agreedFen: said?.amountFen ?? null,
        dropped: said?.dropped ?? 0n,
        arrived: own.reduce((sum, one) => sum + one.arrived, 0n),
        accepted: own.reduce((sum, one) => sum + (one.accepted ?? 0n), 0n),
        rejected: own.reduce((sum, one) => sum + (one.rejected ?? 0n), 0n),
      };
    });
  const [invoices, last] = [
    await readInvoices(context, purchase.id),
    await lastOf(context, purchase.id),
  ];
  return { purchase, lines, order, arrivals, invoices, last };
}

async function readOrder({ tx, school }: C, purchaseId: string) {
  const row = await tx
    .selectFrom('purchase_order')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirst();
  if (!row) return { order: null, agreed: new Map<string, never>() };
  const lines = await tx
    .selectFrom('purchase_order_line')
    .select(['line_id', 'amount_fen', 'dropped'])
    .where('school_id', '=', school.id)
    .where('order_id', '=', row.id)
    .execute();
  const order: Order = {
    id: row.id,
    byId: row.by_id,
    at: row.at,
    supplier: row.supplier,
    note: row.note,
  };
  return {
    order,
    agreed: new Map(
      lines.map((line) => [
        line.line_id,
        { amountFen: line.amount_fen, dropped: quantity(line.dropped) },
      ]),
    ),
  };
}

async function readArrivals({ tx, school }: C, purchaseId: string): Promise<Arrival[]> {
  const rows = await tx
    .selectFrom('purchase_arrival')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .orderBy('position')
    .execute();
  if (rows.length === 0) return [];
  const lines = await tx
    .selectFrom('purchase_arrival_line')
    .selectAll()
    .where('school_id', '=', school.id)
    .where(
      'arrival_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byArrival = Map.groupBy(lines, (line) => line.arrival_id);
  return rows.map((row) => ({
    id: row.id,
    position: row.position,
    at: row.at,
    byId: row.by_id,
    note: row.note,
    acceptedAt: row.accepted_at,
    acceptedBy: row.accepted_by,
    opinion: row.opinion,
    lines: (byArrival.get(row.id) ?? []).map((line) => ({
      lineId: line.line_id,
      arrived: quantity(line.arrived),
      accepted: line.accepted === null ? null : quantity(line.accepted),
      rejected: line.rejected === null ? null : quantity(line.rejected),
      amountFen: line.amount_fen,
      reason: line.reason,
    })),
  }));
}

async function readInvoices({ tx, school }: C, purchaseId: string): Promise<Invoice[]> {
  const rows = await tx
    .selectFrom('purchase_invoice')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .orderBy('at')
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    number: row.number,
    dated: row.dated,
    amountFen: row.amount_fen,
    byId: row.by_id,
    at: row.at,
  }));
}

async function lastOf({ tx, school }: C, purchaseId: string): Promise<Buying['last']> {
  const row = await tx
    .selectFrom('purchase_event')
    .select(['kind', 'actor_id', 'at'])
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { kind: row.kind, actorId: row.actor_id, at: row.at } : null;
}

/** Whose invoice a number is already. */
export async function invoiceUsedBy(
  { tx, school }: C,
  number: string,
): Promise<{ readonly id: string; readonly number: string } | null> {
  const row = await tx
    .selectFrom('purchase_invoice as i')
    .innerJoin('purchase as p', (join) =>
      join.onRef('p.school_id', '=', 'i.school_id').onRef('p.id', '=', 'i.purchase_id'),
    )
    .select(['p.id', 'p.number'])
    .where('i.school_id', '=', school.id)
    .where('i.number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

/** What happened to the goods and papers. Their history is the purchase's. */
export async function saveEffect(
  context: C,
  { purchase, lines, order }: Buying,
  { effect }: BuyingEvent,
): Promise<void> {
  const { tx, school } = context;
  const purchaseId = purchase.id;
  switch (effect.kind) {
    case 'order': {
      const agreed = lines.map(
        (line) => [line.id, effect.agreed.get(line.id) ?? line.agreedFen, line.dropped] as const,
      );
      await saveOrder(context, purchaseId, effect.order, agreed);
      return;
    }
    case 'drop': {
      if (order === null) return;
      const now = new Map(effect.dropped.map((one) => [one.id, one.quantity]));
      const agreed = lines.map(
        (line) => [line.id, line.agreedFen, line.dropped + (now.get(line.id) ?? 0n)] as const,
      );
      await saveOrder(context, purchaseId, order, agreed);
      return;
    }
    case 'arrive':
      return insertArrival(context, purchaseId, effect.arrival);
    case 'receive':
      for (const arrival of effect.arrivals) await saveVerdict(context, arrival);
      return undefined;
    case 'invoice': {
      for (const number of new Set([effect.instead, effect.invoice.number]))
        await tx
          .deleteFrom('purchase_invoice')
          .where('school_id', '=', school.id)
          .where('purchase_id', '=', purchaseId)
          .where('number', '=', number ?? '')
          .execute();
      const { number, dated, amountFen, byId, at } = effect.invoice;
      await tx
        .insertInto('purchase_invoice')
        .values({
          school_id: school.id,
          number,
          purchase_id: purchaseId,
          dated,
          amount_fen: amountFen,
          by_id: byId,
          at,
        })
        .execute();
      return undefined;
    }
    case 'unorder':
      return order ? deleteOrder(context, order.id) : undefined;
    case 'unarrive':
      await tx
        .deleteFrom('purchase_arrival_line')
        .where('school_id', '=', school.id)
        .where('arrival_id', '=', effect.arrivalId)
        .execute();
      await tx
        .deleteFrom('purchase_arrival')
        .where('school_id', '=', school.id)
        .where('id', '=', effect.arrivalId)
        .execute();
      return undefined;
    case 'none':
      return undefined;
    default:
      return effect satisfies never;
  }
}

async function saveOrder(
  context: C,
  purchaseId: string,
  order: Order,
  lines: readonly (readonly [id: string, amountFen: number | null, dropped: Quantity])[],
): Promise<void> {
  const { tx, school } = context;
  await deleteOrder(context, order.id);
  const amounts = lines.map(([, amountFen]) => amountFen).filter((one) => one !== null);
  await tx
    .insertInto('purchase_order')
    .values({
      school_id: school.id,
      id: order.id,
      purchase_id: purchaseId,
      supplier: order.supplier,
      amount_fen: amounts.length < lines.length ? null : amounts.reduce((sum, one) => sum + one, 0),
      due: null,
      note: order.note,
      by_id: order.byId,
      at: order.at,
    })
    .execute();
  await tx
    .insertInto('purchase_order_line')
    .values(
      lines.map(([id, amountFen, dropped]) => ({
        school_id: school.id,
        order_id: order.id,
        line_id: id,
        amount_fen: amountFen,
        dropped: formatQuantity(dropped),
      })),
    )
    .execute();
}

async function deleteOrder({ tx, school }: C, orderId: string): Promise<void> {
  await tx
    .deleteFrom('purchase_order_line')
    .where('school_id', '=', school.id)
    .where('order_id', '=', orderId)
    .execute();
  await tx
    .deleteFrom('purchase_order')
    .where('school_id', '=', school.id)
    .where('id', '=', orderId)
    .execute();
}

async function insertArrival(
  { tx, school }: C,
  purchaseId: string,
  arrival: Arrival,
): Promise<void> {
  await tx
    .insertInto('purchase_arrival')
    .values({
      school_id: school.id,
      id: arrival.id,
      purchase_id: purchaseId,
      position: arrival.position,
      at: arrival.at,
      by_id: arrival.byId,
      note: arrival.note,
      accepted_at: null,
      accepted_by: null,
      opinion: null,
    })
    .execute();
  await tx
    .insertInto('purchase_arrival_line')
    .values(
      arrival.lines.map((line) => ({
        school_id: school.id,
        arrival_id: arrival.id,
        line_id: line.lineId,
        arrived: formatQuantity(line.arrived),
        accepted: null,
        rejected: null,
        amount_fen: null,
        reason: null,
      })),
    )
    .execute();
}

async function saveVerdict({ tx, school }: C, arrival: Arrival): Promise<void> {
  await tx
    .updateTable('purchase_arrival')
    .set({
      accepted_at: arrival.acceptedAt,
      accepted_by: arrival.acceptedBy,
      opinion: arrival.opinion,
    })
    .where('school_id', '=', school.id)
    .where('id', '=', arrival.id)
    .execute();
  for (const line of arrival.lines)
    await tx
      .updateTable('purchase_arrival_line')
      .set({
        accepted: formatQuantity(line.accepted ?? 0n),
        rejected: formatQuantity(line.rejected ?? 0n),
        amount_fen: line.amountFen,
        reason: line.reason,
      })
      .where('school_id', '=', school.id)
      .where('arrival_id', '=', arrival.id)
      .where('line_id', '=', line.lineId)
      .execute();
}
