import { sql } from 'kysely';
import { history, itself, of, type Subject } from '../invariant.ts';

/** Duty, the plan and its checks. */
export const days: readonly Subject[] = [
  {
    table: 'duty_shift',
    key: ['id'],
    feeds: [history('duty_history', 'shift_id'), itself('duty_shift')],
    invariants: [
      {
        name: 'duty.person',
        says: '值班表上有已调走或不存在的人',
        // A shift of somebody who has left is taken out of the roster, and the gap is told.
        wrong: ({ now }) => sql`t.state = 'standing' and t.start_at > ${now}::timestamptz
          and not exists (select 1 from person p where ${of('p')} and p.id = t.person_id and p.active)`,
      },
      {
        name: 'duty.history',
        says: '值班安排与它的记录对不上',
        wrong:
          () => sql`t.person_id is distinct from (select e.changes->>'personId' from duty_history e
            where ${of('e')} and e.shift_id = t.id and jsonb_exists(e.changes, 'personId')
            order by e.id desc limit 1)
          or (t.state = 'cancelled') is distinct from coalesce((select e.changes->>'state' = 'cancelled'
            from duty_history e where ${of('e')} and e.shift_id = t.id
            and jsonb_exists(e.changes, 'state') order by e.id desc limit 1), false)`,
      },
      {
        name: 'duty.signed',
        says: '值班签到不合规定',
        // In time; by the person, or by another for somebody without an account.
        wrong: () => sql`t.end_at <= t.start_at
          or (t.signed_in_at is null) <> (t.signed_in_by is null)
          or t.signed_in_at >= t.end_at or t.signed_in_at < t.start_at - interval '30 minutes'
          or t.signed_off_at < t.signed_in_at
          or not exists (select 1 from person p where ${of('p')} and p.id = coalesce(t.signed_in_by, t.person_id))`,
      },
    ],
  },
  {
    table: 'schedule_post',
    key: ['item', 'slot'],
    feeds: [{ table: 'schedule_post', mark: 'at', is: 'instant', subject: ['item', 'slot'] }],
    invariants: [
      {
        name: 'schedule.posted',
        says: '安排的提醒提前发出，或没有发出又没有写明原因',
        wrong: () => sql`t.at < t.due_at or t.outcome not in ('posted', 'late', 'skipped')
          or (t.outcome = 'skipped' and coalesce(t.reason, '') = '')`,
      },
    ],
  },
  {
    table: 'schedule_task',
    key: ['item_id', 'slot'],
    feeds: [history('schedule_history', 'item_id', 'slot')],
    invariants: [
      {
        name: 'schedule.history',
        says: '安排的完成情况与它的记录对不上',
        wrong: () => sql`(t.state = 'done') is distinct from coalesce((select h.what = 'complete'
            from schedule_history h where ${of('h')} and h.item_id = t.item_id and h.slot = t.slot
            and h.what in ('complete', 'undo') order by h.id desc limit 1), false)
          or (t.state = 'done') <> (t.done_at is not null)`,
      },
    ],
  },
  {
    table: 'person',
    key: ['id'],
    feeds: [history('person_change', 'person_id'), itself('person')],
    invariants: [
      {
        name: 'people.history',
        says: '人员的身份与变更记录对不上',
        wrong:
          () => sql`(select (c.after->>'active' = t.active::text and c.after->'roles' = t.roles)
          from person_change c where ${of('c')} and c.person_id = t.id order by c.id desc limit 1) is not true`,
      },
      {
        name: 'people.work',
        says: '已调走的人名下还有未完成的报修或往后的值班',
        // Seen from the person, whose leaving changes nothing about the work.
        wrong: ({ now }) => sql`not t.active and (
          exists (select 1 from repair_ticket r where ${of('r')} and r.worker_id = t.id
            and r.state in ('assigned', 'working', 'suspended'))
          or exists (select 1 from duty_shift d where ${of('d')} and d.person_id = t.id
            and d.state = 'standing' and d.start_at > ${now}::timestamptz))`,
      },
    ],
  },
];
