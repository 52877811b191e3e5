import { sql } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import type { Period } from '../../../kernel/period.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { AccountMovement } from '../domain/account.ts';
import type { MovementKind } from '../domain/movement.ts';
import { fromStore } from '../store.ts';

type C = Context<Tables>;

const span = ({ calendar }: C, { from, to }: Period) => ({
  from: calendar.at(from, '00:00'),
  until: calendar.at(to.add({ days: 1 }), '00:00'),
});

/** What was there before a time, by item: what is there now without what came since, which years do not lengthen. */
export async function onHandBefore(
  context: C,
  { from }: Period,
): Promise<ReadonlyMap<string, Quantity>> {
  const rows = await context.tx
    .selectFrom('stock_item as i')
    .leftJoin('stock_movement as m', (join) =>
      join
        .onRef('m.school_id', '=', 'i.school_id')
        .onRef('m.item_id', '=', 'i.id')
        .on('m.at', '>=', context.calendar.at(from, '00:00')),
    )
    .select(['i.id', sql<string>`i.on_hand - coalesce(sum(m.quantity), 0)`.as('before')])
    .where('i.school_id', '=', context.school.id)
    .groupBy(['i.school_id', 'i.id'])
    .execute();
  return new Map(rows.map((row) => [row.id, fromStore(row.before)]));
}

export interface LedgerMovement extends AccountMovement {
  readonly id: string;
  /** What it is itself, where it takes another back. */
  readonly ownKind: MovementKind;
  readonly onHand: Quantity;
  readonly byId: string | null;
  readonly why: string | null;
  readonly number: string | null;
  readonly at: Temporal.Instant;
}

/** Every movement of a time, oldest first. One of a school's year is some thousand. */
export async function movementsOf(context: C, period: Period): Promise<LedgerMovement[]> {
  const { from, until } = span(context, period);
  const rows = await context.tx
    .selectFrom('stock_movement as m')
    .leftJoin('stock_movement as c', (join) =>
      join.onRef('c.school_id', '=', 'm.school_id').onRef('c.id', '=', 'm.corrects_id'),
    )
    .selectAll('m')
    .select(['c.kind as corrected_kind', 'c.price_fen as corrected_price'])
    .where('m.school_id', '=', context.school.id)
    .where('m.at', '>=', from)
    .where('m.at', '<', until)
    .orderBy('m.at')
    .orderBy('m.item_id')
    .orderBy('m.number')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    itemId: row.item_id,
    kind: row.corrected_kind ?? row.kind,
    ownKind: row.kind,
    quantity: fromStore(row.quantity),
    onHand: fromStore(row.on_hand),
    priceFen: row.price_fen ?? row.corrected_price,
    byId: row.by_person_id,
    why: row.why,
    number: row.link_number,
    at: row.at,
  }));
}

/** What one cost when it last came in until the end of a time, by item. */
export async function pricesUntil(
  context: C,
  period: Period,
): Promise<ReadonlyMap<string, number>> {
  const rows = await context.tx
    .selectFrom('stock_item as i')
    .innerJoinLateral(
      // From the newest of each item backwards: a search that ends soon, however long the history is.
      (eb) =>
        eb
          .selectFrom('stock_movement')
          .select('price_fen')
          .whereRef('school_id', '=', 'i.school_id')
          .whereRef('item_id', '=', 'i.id')
          .where('kind', '=', 'receipt')
          .where('price_fen', 'is not', null)
          .where('at', '<', span(context, period).until)
          .orderBy('number', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['i.id as item_id', 'last.price_fen'])
    .where('i.school_id', '=', context.school.id)
    .execute();
  return new Map(
    rows.flatMap((row) => (row.price_fen === null ? [] : [[row.item_id, row.price_fen]])),
  );
}
