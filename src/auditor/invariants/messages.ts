import { sql } from 'kysely';
import { itself, of, type Subject } from '../invariant.ts';

/** What came in and what goes out. */
export const messages: readonly Subject[] = [
  {
    table: 'inbox',
    key: ['id'],
    feeds: [itself('inbox', 'received_at', 'instant')],
    live: sql`t.state = 'waiting'`,
    invariants: [
      {
        name: 'intake.answered',
        says: '有消息收到5分钟还没有处理',
        // The first of its lane: the others wait for it. A failure is tried again for a while.
        wrong: ({ now, upSince }) => sql`t.state = 'waiting'
          and greatest(t.received_at, ${upSince}::timestamptz)
            < ${now}::timestamptz - case when t.attempts = 0 then interval '5 minutes' else interval '30 minutes' end
          and not exists (select 1 from inbox e where ${of('e')} and e.lane = t.lane
            and e.state = 'waiting' and (e.stamp, e.id) < (t.stamp, t.id))`,
      },
      {
        name: 'intake.outcome',
        says: '有消息的处理结果记录不完整',
        wrong: () => sql`t.state not in ('waiting', 'done', 'quarantined')
          or (t.state = 'done' and t.done_at is null)
          or (t.state = 'quarantined' and t.error is null)
          or (t.state <> 'done' and t.payload is null)`,
      },
    ],
  },
  {
    table: 'outbox_message',
    key: ['id'],
    feeds: [itself('outbox_message')],
    live: sql`true`,
    invariants: [
      {
        name: 'outbox.expired',
        says: '有过时的消息还在重发',
        wrong: ({ now, upSince }) => sql`t.attempts > 0 and t.expires_at is not null
          and greatest(t.expires_at, ${upSince}::timestamptz) < ${now}::timestamptz - interval '2 hours'`,
      },
      {
        name: 'outbox.once',
        says: '有消息既在等待发送，又已记为未送达',
        wrong: () => sql`exists (select 1 from dead_letter d where ${of('d')} and d.id = t.id
          and d.settled_at is null)
          or (t.kind in ('send', 'update') and not exists (select 1 from card c where ${of('c')}
            and c.key = t.card_key))
          or (t.kind = 'send' and exists (select 1 from outbox_message m where ${of('m')}
            and m.card_key = t.card_key and m.kind = 'send' and m.id < t.id))`,
      },
      {
        name: 'outbox.lane',
        says: '有待发送的消息没有排上队',
        wrong:
          () => sql`not exists (select 1 from outbox_lane l where ${of('l')} and l.lane = t.lane
          and l.due_at is not null)`,
      },
    ],
  },
  {
    table: 'outbox_lane',
    key: ['lane'],
    feeds: [],
    live: sql`t.due_at is not null`,
    invariants: [
      {
        name: 'outbox.served',
        says: '有消息到点10分钟还没有发送',
        // The lease is by the database's own clock.
        wrong: ({
          now,
          upSince,
        }) => sql`t.due_at is not null and greatest(t.due_at, ${upSince}::timestamptz)
            < ${now}::timestamptz - interval '10 minutes'
          and (t.lease_until is null or t.lease_until < now())`,
      },
    ],
  },
];
