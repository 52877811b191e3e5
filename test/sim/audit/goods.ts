/** Goods and money behind the papers: what was accepted, handed out and paid is what was booked. */
import type { Kysely } from 'kysely';
import type { Tables } from '../../../src/tables.ts';
import { inOrder } from './observe.ts';
import type { Finding, PeopleThen } from './people.ts';

/** The price may exceed what was approved by a tenth, and by ¥200 at most. */
const TOLERANCE = { percent: 10, fen: 200_00 };

export async function auditGoods(db: Kysely<Tables>, people: PeopleThen): Promise<Finding[]> {
  return [
    ...(await shelves(db)),
    ...(await purchases(db)),
    ...(await issues(db)),
    ...(await hands(db, people)),
  ];
}

/** Of each item: numbered without a gap, each line follows from the one before, nothing below nothing. */
async function shelves(db: Kysely<Tables>): Promise<Finding[]> {
  const found: Finding[] = [];
  const items = await db.selectFrom('stock_item').selectAll().execute();
  const movements = await db
    .selectFrom('stock_movement')
    .selectAll()
    .orderBy('item_id')
    .orderBy('number')
    .execute();
  const of = Map.groupBy(movements, (row) => row.item_id);
  for (const item of items) {
    let sum = 0;
    let number = 0;
    for (const row of of.get(item.id) ?? []) {
      sum = milli(sum + Number(row.quantity));
      number += 1;
      const where = `${item.name}, movement ${row.number}`;
      if (row.number !== number) found.push({ invariant: 'L3', what: `${where}: a gap before` });
      if (milli(Number(row.on_hand)) !== sum)
        found.push({ invariant: 'L1', what: `${where}: ${row.on_hand} on hand, not ${sum}` });
      if (sum < 0) found.push({ invariant: 'L2', what: `${where}: ${sum} on hand` });
    }
    if (milli(Number(item.on_hand)) !== sum)
      found.push({ invariant: 'L1', what: `${item.name}: ${item.on_hand} on hand, not ${sum}` });
  }
  return found;
}

async function purchases(db: Kysely<Tables>): Promise<Finding[]> {
  const found: Finding[] = [];
  const booked = await sums(db, 'purchase');
  const accepted = new Map<string, number>();
  const lines = await db
    .selectFrom('purchase_arrival_line as l')
    .innerJoin('purchase_arrival as a', 'a.id', 'l.arrival_id')
    .select(['a.purchase_id', 'l.accepted', 'a.accepted_at'])
    .execute();
  for (const row of lines)
    accepted.set(
      row.purchase_id,
      milli((accepted.get(row.purchase_id) ?? 0) + Number(row.accepted ?? 0)),
    );
  const orders = await db.selectFrom('purchase_order').selectAll().execute();
  for (const one of await db.selectFrom('purchase').selectAll().execute()) {
    const [good, shelf] = [accepted.get(one.id) ?? 0, booked.get(one.id) ?? 0];
    if (good !== shelf)
      found.push({ invariant: 'A6', what: `${one.number}: ${good} found good, ${shelf} booked` });
    const order = orders.find((row) => row.purchase_id === one.id);
    const [approved, paid] = [one.approved_fen, order?.amount_fen ?? null];
    if (one.state !== 'reimbursed' || approved === null || paid === null) continue;
    const more = paid - approved;
    if (more > TOLERANCE.fen || more * 100 > approved * TOLERANCE.percent)
      found.push({ invariant: 'A5', what: `${one.number}: ${paid} fen for ${approved} approved` });
  }
  return found;
}

async function issues(db: Kysely<Tables>): Promise<Finding[]> {
  const found: Finding[] = [];
  const booked = await sums(db, 'issue');
  const lines = await db.selectFrom('issue_line').selectAll().execute();
  for (const [id, own] of Map.groupBy(lines, (row) => row.request_id)) {
    const out = milli(own.reduce((sum, row) => sum + Number(row.issued) - Number(row.returned), 0));
    const moved = milli(-(booked.get(id) ?? 0));
    if (out !== moved)
      found.push({ invariant: 'L5', what: `${id}: ${out} are out, ${moved} were booked` });
    for (const row of own)
      if (Number(row.returned) > Number(row.issued))
        found.push({ invariant: 'L5', what: `${id}: ${row.returned} back of ${row.issued}` });
  }
  return found;
}

/** Nobody serves oneself, and whoever got it signs for it. */
async function hands(db: Kysely<Tables>, people: PeopleThen): Promise<Finding[]> {
  const found: Finding[] = [];
  const requests = await db.selectFrom('issue_request').selectAll().execute();
  const rows = await db.selectFrom('issue_event').selectAll().execute();
  const events = await inOrder(db, rows);
  for (const [at, event] of events.entries()) {
    const request = requests.find(({ id }) => id === event.subject_id);
    if (!request) continue;
    const own = event.actor_id === request.requester_id;
    const handed = events
      .slice(at)
      .some((other) => other.subject_id === event.subject_id && other.kind === 'handOver');
    if (handed) continue;
    const what = `${request.number} ${event.kind} at ${event.at.toString()} by ${event.actor_id}`;
    if (event.kind === 'issue' && own)
      found.push({ invariant: 'A2', what: `${what}, who asked for it` });
    if (event.kind !== 'sign' || own) continue;
    const online = people.at(request.requester_id, event.at).every(({ openId }) => openId !== null);
    if (online) found.push({ invariant: 'A2', what: `${what}, who did not get it` });
  }
  return found;
}

async function sums(db: Kysely<Tables>, kind: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('stock_movement')
    .select(['link_id', 'quantity'])
    .where('link_kind', '=', kind)
    .execute();
  const found = new Map<string, number>();
  for (const { link_id: id, quantity } of rows)
    if (id !== null) found.set(id, milli((found.get(id) ?? 0) + Number(quantity)));
  return found;
}

function milli(value: number): number {
  return Math.round(value * 1000) / 1000;
}
