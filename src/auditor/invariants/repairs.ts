import { sql } from 'kysely';
import { gapless, history, itself, lastSaid, of, type Subject } from '../invariant.ts';

const said = (field: string) => lastSaid('repair_event', 'ticket_id', field);

export const repairs: Subject = {
  table: 'repair_ticket',
  key: ['id'],
  feeds: [history('repair_event', 'ticket_id'), itself('repair_ticket')],
  invariants: [
    {
      name: 'repairs.history',
      says: '报修单的状态与它的记录对不上',
      wrong: () => sql`t.state <> coalesce(${said('state')},
          case when t.state in ('unassigned', 'assigned') then t.state else '' end)
        or t.worker_id is distinct from ${said('workerId')}
        or not exists (select 1 from repair_event e where ${of('e')} and e.ticket_id = t.id)`,
    },
    {
      name: 'repairs.number',
      says: '报修单的编号不连续',
      wrong: () => gapless('repair_ticket'),
    },
    {
      name: 'repairs.receipt',
      says: '有报修没有给报修人回执',
      // More than three of one message have a list instead. What could not be delivered is told of elsewhere.
      wrong: ({ now }) => sql`t.message_id is not null
        and t.reported_at > ${now}::timestamptz - interval '25 days'
        and exists (select 1 from person p where ${of('p')} and p.id = t.reporter_id
          and p.open_id is not null
          and not exists (select 1 from card c where ${of('c')}
            and c.key = 'repairs:' || t.id || ':reporter:' || p.open_id
            and (c.message_id is not null
              or exists (select 1 from outbox_message m where ${of('m')} and m.card_key = c.key)
              or exists (select 1 from dead_letter d where ${of('d')} and d.card_key = c.key))))
        and (select count(*) from repair_ticket s where ${of('s')} and s.message_id = t.message_id) <= 3`,
    },
    {
      name: 'repairs.signed',
      says: '报修单由维修人自己验收',
      wrong: () => sql`t.state = 'accepted' and t.ended_by = t.worker_id`,
    },
    {
      name: 'repairs.ended',
      says: '已结束的报修单缺少结束时间',
      wrong:
        () => sql`(t.state in ('accepted', 'acceptedByDefault', 'withdrawn', 'refused', 'merged'))
          <> (t.ended_at is not null)
        or (t.state = 'merged' and not exists (select 1 from repair_ticket m where ${of('m')}
          and m.id = t.merged_into))`,
    },
    {
      name: 'people.tasks',
      says: '有未完成的报修还在已调走的人名下',
      wrong: () => sql`t.state in ('assigned', 'working', 'suspended') and exists (
        select 1 from person p where ${of('p')} and p.id = t.worker_id and not p.active)`,
    },
  ],
};
