/** At night nobody is rung but for a danger, or because somebody has just said or done something. */
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../../src/tables.ts';
import type { Finding } from './people.ts';

/** The sender's clock may be ten minutes ahead or behind, so the first and the last quarter of the night are left out. */
const NIGHT = { from: '22:15', until: '06:15' };
const LATELY = '15 minutes';
/** What people said and tapped is forgotten after 30 days. */
const REMEMBERED = '20 days';

/** What was begun to be said in quiet hours, of its own accord. Updates of cards ring nobody. */
export async function auditQuietHours(db: Kysely<Tables>): Promise<Finding[]> {
  const { rows } = await sql<{ id: string; card: string | null; at: string }>`
    select m.id, m.card_key as card, (m.created_at at time zone 'Asia/Shanghai')::text as at from sim_message m
    where m.created_at > (select max(created_at) from sim_message) - ${REMEMBERED}::interval and not m.urgent and m.kind in ('send', 'text', 'reply', 'file')
      and ((m.created_at at time zone 'Asia/Shanghai')::time >= ${NIGHT.from}::time
        or (m.created_at at time zone 'Asia/Shanghai')::time < ${NIGHT.until}::time)
      and not exists (select 1 from inbox i where i.done_at between m.created_at - ${LATELY}::interval
        and m.created_at + ${LATELY}::interval)
      and not exists (select 1 from tap t where t.at between m.created_at - ${LATELY}::interval
        and m.created_at + ${LATELY}::interval)
      -- The platform would not change the message of a card any more, so that it came as another one.
      and not exists (select 1 from sim_message u where u.card_key = m.card_key and u.kind = 'update'
        and u.created_at between m.created_at - ${LATELY}::interval and m.created_at)
      -- What has never arrived comes when it next changes.
      and not exists (select 1 from dead_letter d where d.card_key = m.card_key)
    order by m.serial`.execute(db);
  return rows.map(({ id, card, at }) => ({
    invariant: 'S6',
    what: `${card ?? id} was begun at ${at}`,
  }));
}
