/** Rows that cannot be, one kind for each invariant of the auditor. */
import { sql } from 'kysely';
import type { Database } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';

export const NOW = Temporal.Instant.from('2026-11-24T02:00:00Z');
/** Each corruption in a school of its own. */
export let school = 's';
export function ofSchool(name: string): void {
  school = name;
}
const START = Temporal.Instant.fromEpochMilliseconds(0);

/** A UUIDv7 of an instant. */
export function idOf(at: Temporal.Instant, serial: number): string {
  const hex = at.epochMilliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(serial).padStart(12, '0')}`;
}

type Row = Readonly<Record<string, unknown>>;

/** Writes rows past every rule, as a bug or a hand would; what a row does not say is filled by its type. */
export async function plant(
  database: Database<Tables>,
  table: string,
  ...rows: Row[]
): Promise<void> {
  const { rows: columns } = await sql<{ name: string; type: string }>`
    select column_name as name, data_type as type from information_schema.columns
    where table_name = ${table} and is_nullable = 'NO' and column_default is null
      and table_schema = current_schema()`.execute(database.db);
  for (const given of rows) {
    const row: Record<string, unknown> = { school_id: school, ...given };
    for (const { name, type } of columns) row[name] ??= FILL[type];
    const names = Object.keys(row);
    await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(names.map((name) => row[name]))})`.execute(database.db);
  }
}
const FILL: Row = {
  text: 'x',
  integer: 1,
  bigint: 1,
  boolean: false,
  numeric: '1',
  jsonb: '[]',
  date: '2026-11-24',
  'timestamp with time zone': NOW.toString(),
};

export const looking = (database: Database<Tables>, now = NOW) => ({
  db: database.db,
  schoolId: school,
  now,
  upSince: START,
});

type Plant = (
  db: Database<Tables>,
  at: Temporal.Instant,
  id: (n: number) => string,
) => Promise<void>;

export const ticket = (id: string, more: Row = {}): Row => ({
  id,
  number: 'BX2611-0001',
  state: 'assigned',
  worker_id: 'w',
  ...more,
});
const report = (id: string, of: string, changes = '{"workerId":"w"}'): Row => ({
  id,
  ticket_id: of,
  kind: 'report',
  changes,
});
const counter: Row = { name: 'BX2611', value: 9 };
const purchase = (id: string, more: Row = {}): Row => ({
  id,
  number: 'CG2611-0001',
  version: 1,
  state: 'draft',
  requester_id: 'a',
  total_fen: 0,
  near: '[]',
  ...more,
});
const asked = (id: string, of: string, more: Row = {}): Row => ({
  id,
  purchase_id: of,
  version: 1,
  changes: '{"state":"draft"}',
  ...more,
});
const buying: Row = { name: 'CG2611', value: 9 };
const step = (of: string, position: number, state: string, more: Row = {}): Row => ({
  purchase_id: of,
  round: 1,
  position,
  state,
  mode: 'any',
  ...more,
});

/** A row, or a few, that cannot be, for each invariant that the history of a row can break. */
export const CORRUPTIONS: Readonly<Record<string, Plant>> = {
  'repairs.history': async (db, at, id) => {
    await plant(db, 'counter', counter);
    await plant(db, 'repair_ticket', ticket(id(1), { state: 'working', reported_at: at }));
    await plant(db, 'repair_event', report(id(2), id(1), '{"workerId":"w","state":"done"}'));
  },
  'repairs.number': async (db, _, id) => {
    await plant(db, 'counter', counter);
    await plant(db, 'repair_ticket', ticket(id(1), { number: 'BX2611-0003' }));
    await plant(db, 'repair_event', report(id(2), id(1)));
  },
  'repairs.receipt': async (db, _, id) => {
    await plant(db, 'counter', counter);
    await plant(db, 'person', { id: 'p', open_id: 'ou_p', roles: '[]', active: true });
    await plant(db, 'repair_ticket', ticket(id(1), { reporter_id: 'p', message_id: 'om_1' }));
    await plant(db, 'repair_event', report(id(2), id(1)));
  },
  'repairs.signed': async (db, at, id) => {
    await plant(
      db,
      'repair_ticket',
      ticket(id(1), { state: 'accepted', ended_by: 'w', ended_at: at.toString() }),
    );
    await plant(db, 'repair_event', report(id(2), id(1), '{"workerId":"w","state":"accepted"}'));
  },
  'repairs.ended': async (db, _, id) => {
    await plant(db, 'repair_ticket', ticket(id(1), { state: 'withdrawn' }));
    await plant(db, 'repair_event', report(id(2), id(1), '{"workerId":"w","state":"withdrawn"}'));
  },
  'people.tasks': async (db, _, id) => {
    await plant(db, 'person', { id: 'w', roles: '[]', active: false });
    await plant(db, 'repair_ticket', ticket(id(1)));
    await plant(db, 'repair_event', report(id(2), id(1)));
  },
  'people.work': async (db, _, id) => {
    await plant(db, 'person', { id: id(1), roles: '[]', active: false });
    // Given long ago, so that nothing but the leaving is new.
    const old = idOf(NOW.subtract({ hours: 24 * 200 }), 7);
    await plant(db, 'repair_ticket', ticket(old, { worker_id: id(1), state: 'working' }));
  },
  'purchases.history': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1), { state: 'approved' }));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
  },
  'purchases.number': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
  },
  'approvals.version': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)), asked(id(3), id(1)));
  },
  'approvals.decider': async (db, at, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(
      db,
      'purchase_step',
      step(id(1), 0, 'approved', { decided_by: 'a', decided_at: at.toString() }),
    );
  },
  'approvals.order': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(db, 'purchase_step', step(id(1), 0, 'waiting'), step(id(1), 1, 'active'));
  },
  'approvals.signature': async (db, at, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(
      db,
      'purchase_step',
      step(id(1), 0, 'approved', { decided_by: 'b', decided_at: at.toString() }),
    );
  },
  'money.total': async (db, _, id) => {
    await plant(db, 'counter', buying);
    await plant(db, 'purchase', purchase(id(1), { total_fen: 100 }));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(db, 'purchase_line', { id: id(3), purchase_id: id(1), amount_fen: 99 });
  },
  'purchases.paid': async (db, at, id) => {
    await plant(
      db,
      'purchase',
      purchase(id(1), { state: 'reimbursed', reimbursed_at: at.toString(), reimbursed_by: 'b' }),
    );
    await plant(db, 'purchase_event', asked(id(2), id(1), { changes: '{"state":"reimbursed"}' }));
  },
  'purchases.accepted': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1), { buyer_id: 'b' }));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(db, 'purchase_arrival', { id: id(3), purchase_id: id(1), accepted_by: 'b' });
  },
  'stock.receipts': async (db, _, id) => {
    await plant(db, 'purchase', purchase(id(1)));
    await plant(db, 'purchase_event', asked(id(2), id(1)));
    await plant(db, 'purchase_arrival', { id: id(3), purchase_id: id(1) });
    await plant(db, 'purchase_arrival_line', { arrival_id: id(3), line_id: id(4), accepted: '2' });
  },
  'purchases.invoice': (db, at) =>
    plant(db, 'purchase_invoice', { number: 'a 1', at: at.toString() }),
  'stock.sum': async (db, _, id) => {
    await plant(db, 'stock_item', { id: id(1), on_hand: '5', movements: 1, aliases: '[]' });
    await plant(db, 'stock_movement', {
      id: id(2),
      item_id: id(1),
      number: 1,
      quantity: '4',
      on_hand: '4',
    });
  },
  'stock.chain': async (db, _, id) => {
    await plant(db, 'stock_item', { id: id(1), on_hand: '5', movements: 1, aliases: '[]' });
    await plant(db, 'stock_movement', {
      id: id(2),
      item_id: id(1),
      number: 1,
      quantity: '4',
      on_hand: '5',
    });
  },
  'stock.source': async (db, _, id) => {
    await plant(db, 'stock_item', { id: id(1), on_hand: '4', movements: 1, aliases: '[]' });
    await plant(db, 'stock_movement', {
      id: id(2),
      item_id: id(1),
      number: 1,
      quantity: '4',
      on_hand: '4',
      link_kind: 'purchase',
      link_id: 'none',
    });
  },
  'issues.history': async (db, _, id) => {
    await plant(db, 'issue_request', { id: id(1), state: 'issued' });
    await plant(db, 'issue_event', {
      id: id(2),
      subject_id: id(1),
      changes: '{"state":"requested"}',
    });
  },
  'issues.moved': async (db, _, id) => {
    await plant(db, 'issue_request', { id: id(1), state: 'requested' });
    await plant(db, 'issue_event', {
      id: id(2),
      subject_id: id(1),
      changes: '{"state":"requested"}',
    });
    await plant(db, 'issue_line', { request_id: id(1), issued: '2', returned: '0' });
  },
  'issues.list': async (db, _, id) => {
    await plant(db, 'issue_list', { id: id(1), state: 'open' });
    await plant(db, 'issue_list_line', { list_id: id(1), each: '2' });
    await plant(db, 'issue_list_recipient', { list_id: id(1), person_id: 'a' });
  },
  'duty.person': (db, _, id) =>
    plant(db, 'duty_shift', {
      id: id(1),
      person_id: 'gone',
      state: 'standing',
      start_at: NOW.add({ hours: 5 }).toString(),
      end_at: NOW.add({ hours: 9 }).toString(),
    }),
  'duty.history': (db, at, id) =>
    plant(db, 'duty_shift', {
      id: id(1),
      person_id: 'gone',
      state: 'standing',
      start_at: at.toString(),
      end_at: at.add({ hours: 9 }).toString(),
    }),
  'duty.signed': (db, at, id) =>
    plant(db, 'duty_shift', {
      id: id(1),
      state: 'standing',
      start_at: at.toString(),
      end_at: at.add({ hours: 4 }).toString(),
      signed_in_by: 'x',
      signed_in_at: at.add({ hours: 5 }).toString(),
    }),
  'schedule.posted': (db, at) =>
    plant(db, 'schedule_post', { outcome: 'skipped', at: at.toString(), due_at: at.toString() }),
  'schedule.history': async (db, at, id) => {
    await plant(db, 'schedule_task', {
      item_id: 'M',
      slot: '2026-11',
      state: 'done',
      done_at: at.toString(),
    });
    await plant(db, 'schedule_history', {
      id: id(1),
      item_id: 'M',
      slot: '2026-11',
      what: 'defer',
    });
  },
  'people.history': async (db, _, id) => {
    await plant(db, 'person', { id: id(1), roles: '["admin"]', active: true });
    await plant(db, 'person_change', {
      id: id(2),
      person_id: id(1),
      after: '{"active":true,"roles":["teacher"]}',
    });
  },
  'intake.outcome': (db, at) =>
    plant(db, 'inbox', { id: 'om', state: 'done', received_at: at.toString() }),
  'intake.answered': (db, at) =>
    plant(db, 'inbox', {
      id: 'om',
      state: 'waiting',
      attempts: 0,
      payload: '{}',
      received_at: at.toString(),
    }),
  'outbox.expired': (db, at, id) =>
    plant(db, 'outbox_message', {
      id: id(1),
      kind: 'text',
      attempts: 3,
      expires_at: at.subtract({ hours: 3 }).toString(),
    }),
  'outbox.once': async (db, at, id) => {
    await plant(db, 'outbox_message', { id: id(1), kind: 'text' });
    await plant(db, 'dead_letter', { id: id(1), at: at.toString() });
  },
  'outbox.lane': (db, _, id) => plant(db, 'outbox_message', { id: id(1), kind: 'text' }),
  'outbox.served': (db, at) => plant(db, 'outbox_lane', { due_at: at.toString() }),
};
