import { sql } from 'kysely';
import { history, itself, lastSaid, of, type Subject } from '../invariant.ts';

const said = (field: string) => lastSaid('issue_event', 'subject_id', field);
const moved = sql`(select coalesce(-sum(m.quantity), 0) from stock_movement m where ${of('m')}
  and m.link_kind = 'issue' and m.link_id = t.id)`;

/** What was handed out, one by one and by lists. */
export const issues: readonly Subject[] = [
  {
    table: 'issue_request',
    key: ['id'],
    feeds: [history('issue_event', 'subject_id'), itself('issue_request')],
    invariants: [
      {
        name: 'issues.history',
        says: '领用单的状态与它的记录对不上',
        wrong: () => sql`t.state is distinct from ${said('state')}
          or (t.state = 'signed' and (t.signed_at is null or t.issued_at is null or t.issued_by = t.signed_by))`,
      },
      {
        name: 'issues.moved',
        says: '领用单的数量与库存流水对不上',
        wrong: () => sql`exists (select 1 from issue_line l where ${of('l')} and l.request_id = t.id
            and l.returned > l.issued)
          or ${moved} <> (select coalesce(sum(l.issued - l.returned), 0) from issue_line l
            where ${of('l')} and l.request_id = t.id)`,
      },
    ],
  },
  {
    table: 'issue_list',
    key: ['id'],
    feeds: [history('issue_event', 'subject_id'), itself('issue_list')],
    invariants: [
      {
        name: 'issues.list',
        says: '发放单的数量与库存流水对不上',
        // Everything is out while it is open; when it ends, what nobody signed for has come back.
        wrong: () => sql`${moved} <> (select coalesce(sum(l.each), 0) from issue_list_line l
            where ${of('l')} and l.list_id = t.id)
          * (select count(*) from issue_list_recipient r where ${of('r')} and r.list_id = t.id
            and (t.state = 'open' or (t.state = 'closed' and r.signed_at is not null)))`,
      },
    ],
  },
];
