import { sql } from 'kysely';
import type { Platform } from '../../src/playground/platform/index.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { LOGISTICS, PEOPLE, STAFF, textOf } from '../harness.ts';

/** What the database holds and what people see, without ids and times of day: one line a thing. */
export async function outcomeOf(
  { db }: Database<Tables>,
  platform: Platform,
): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', number, state, version, worker_id is not null) as line from repair_ticket
    union all select concat_ws(' ', t.number, e.kind) from repair_event e join repair_ticket t on t.id = e.ticket_id
    union all select concat_ws(' ', t.number, 'photo') from repair_photo p join repair_ticket t on t.id = p.ticket_id
    union all select concat_ws(' ', 'attachment', state, shown_key is not null) from attachment
    union all select concat_ws(' ', number, state, version, total_fen, round) from purchase
    union all select concat_ws(' ', 'step', role, state, decided_by is not null) from purchase_step
    union all select concat_ws(' ', 'purchase', kind) from purchase_event
    union all select concat_ws(' ', 'line', name, quantity) from purchase_line
    union all select concat_ws(' ', 'timer', name) from timer
    union all select concat_ws(' ', 'counter', name, value) from counter
    union all select concat_ws(' ', 'question', name) from question
    union all select concat_ws(' ', 'person', name) from person
    union all select concat_ws(' ', 'stock', name) from stock_item
    union all select concat_ws(' ', 'inbox', state) from inbox
    union all select 'unsent' from outbox_message
    union all select 'dead letter ' || reason from dead_letter`.execute(db);
  const places = [...Object.values(PEOPLE), LOGISTICS, STAFF];
  const shown = places.flatMap((place) =>
    platform.messagesOf(place).map((message) => {
      const pictures = JSON.stringify(message.content).split('"img_key"').length - 1;
      const words = textOf(message)
        .replaceAll(/\d\d:\d\d/g, '时')
        .replaceAll('\n', ' ');
      return `${place} ${message.kind} ${pictures} ${words}`;
    }),
  );
  return [...rows.map(({ line }) => line), ...shown].toSorted();
}

/** The lines that only one of the two has, marked with whose they are. */
export function difference(expected: readonly string[], actual: readonly string[]): string[] {
  const rest = [...actual];
  const missing = expected.filter((line) => {
    const at = rest.indexOf(line);
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
  return [...missing.map((line) => `- ${line}`), ...rest.map((line) => `+ ${line}`)];
}
