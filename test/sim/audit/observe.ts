/**
 * Triggers of the simulation's own database that write down what the product's tables forget: which
 * messages there ever were, and whether a line of history was altered.
 */
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../src/tables.ts';
import type { Finding } from './people.ts';

/** Nobody changes or deletes a line of these. */
const HISTORIES = [
  'stock_movement',
  'stock_change',
  'purchase_event',
  'repair_event',
  'issue_event',
  'duty_history',
  'schedule_history',
  'person_change',
];

/** After the migrations, before the school begins. */
export async function observe(db: Kysely<Tables>): Promise<void> {
  await sql`create table sim_message (id text primary key, lane text not null, thread text not null,
    kind text not null, card_key text, urgent boolean not null, repeated boolean not null,
    expires_at timestamptz, created_at timestamptz not null,
    serial bigint generated always as identity)`.execute(db);
  await sql`create table sim_line (id text primary key, serial bigint generated always as identity)`.execute(
    db,
  );
  await sql`create table sim_rewritten (what text not null, id text not null)`.execute(db);
  await sql`create function sim_message_is_new() returns trigger language plpgsql as $$
    begin
      insert into sim_message values (new.id, new.lane, new.thread, new.kind, new.card_key,
        new.danger or new.insist, new.repeated, new.expires_at, new.created_at)
      on conflict (id) do update set expires_at = excluded.expires_at,
        urgent = sim_message.urgent or excluded.urgent, repeated = excluded.repeated;
      return null;
    end $$`.execute(db);
  await sql`create trigger sim_message_is_new after insert or update on outbox_message
    for each row execute function sim_message_is_new()`.execute(db);
  await sql`create function sim_is_rewritten() returns trigger language plpgsql as $$
    begin
      insert into sim_rewritten values (tg_table_name || ' ' || lower(tg_op), old.id);
      return null;
    end $$`.execute(db);
  await sql`create function sim_is_written() returns trigger language plpgsql as $$
    begin
      insert into sim_line (id) values (new.id);
      return null;
    end $$`.execute(db);
  for (const table of HISTORIES) {
    await sql`create trigger sim_is_rewritten after update or delete on ${sql.table(table)}
      for each row execute function sim_is_rewritten()`.execute(db);
    await sql`create trigger sim_is_written after insert on ${sql.table(table)}
      for each row execute function sim_is_written()`.execute(db);
  }
}

const lineShape = z.array(z.object({ id: z.string(), serial: z.number() }));

/**
 * Lines in the order in which they were really written: two replicas whose clocks differ make ids that
 * sort otherwise. What stood before the observer comes first.
 */
export async function inOrder<Line extends { readonly id: string }>(
  db: Kysely<Tables>,
  lines: readonly Line[],
): Promise<Line[]> {
  const { rows } = await sql`select id, serial from sim_line`.execute(db);
  const serial = new Map(lineShape.parse(rows).map((line) => [line.id, line.serial]));
  const of = ({ id }: Line) => serial.get(id) ?? 0;
  return lines.toSorted((a, b) => of(a) - of(b) || (a.id < b.id ? -1 : 1));
}

export async function auditHistories(db: Kysely<Tables>): Promise<Finding[]> {
  const { rows } = await sql<{ what: string; id: string }>`select * from sim_rewritten`.execute(db);
  return rows.map(({ what, id }) => ({ invariant: 'L3', what: `${what} of ${id}` }));
}

const messageShape = z.object({
  id: z.string(),
  lane: z.string(),
  thread: z.string(),
  kind: z.string(),
  card_key: z.string().nullable(),
  urgent: z.boolean(),
  repeated: z.boolean(),
  expires_at: z.instanceof(Temporal.Instant).nullable(),
  created_at: z.instanceof(Temporal.Instant),
  serial: z.number(),
});
export type Said = z.infer<typeof messageShape>;

/** Every message that ever was to be said, in its order. */
export async function everSaid(db: Kysely<Tables>): Promise<Said[]> {
  const { rows } = await sql`select * from sim_message order by id`.execute(db);
  return z.array(messageShape).parse(rows);
}
