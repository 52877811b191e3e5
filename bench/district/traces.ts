import type { Size, Step } from './frame.ts';

/** What the bot keeps of its own talk: cards, inputs, taps, questions, timers, numbers given out. */
export function traces({ until }: Size): Step[] {
  const now = `'${until}'::timestamptz`;
  return [
    {
      table: 'card',
      statement: `insert into card (school_id, key, recipient, content, version, live, message_id, sent_at)
        select school_id, key, jsonb_build_object('kind', 'person', 'openId', who),
          jsonb_build_object('template', template, 'values', jsonb_build_object('v', 4, 'id', id, 'number', number, 'fault', repeat('教学楼的灯坏了', 10), 'history', jsonb_build_array('报修', '接单', '完工'))),
          4, live, 'om_' || md5('c' || key), at
        from (select t.school_id, t.id, t.number, t.at, k.who, k.template, 'repairs:' || t.id || k.suffix as key,
            t.state in ('unassigned', 'assigned', 'working', 'suspended', 'done') as live
          from district_ticket t join person r on r.school_id = t.school_id and r.id = t.reporter
          cross join lateral (values (':logistics', 'ou_director', 'repair-logistics'),
            (':reporter:' || r.open_id, r.open_id, 'repair-reporter'), (':worker:ou_elec', 'ou_elec', 'repair-worker')) as k(suffix, who, template)
          union all
          select p.school_id, p.id, p.number, p.at, k.who, k.template, 'purchases:' || p.id || k.suffix,
            p.state in ('approving', 'approved', 'ordered', 'received', 'returned', 'draft')
          from district_purchase p cross join (values (':requester:ou_t10', 'ou_t10', 'purchase-request'), (':approver:ou_head3', 'ou_head3', 'purchase-approval'),
            (':buyer:ou_buyer', 'ou_buyer', 'purchase-buying')) as k(suffix, who, template)
          union all
          select i.school_id, i.id, i.number, i.at, 'ou_store', 'issue-request', 'issues:' || i.id || ':keeper:ou_store', i.state in ('requested', 'issued')
          from district_issue i) cards`,
    },
    {
      table: 'card_message',
      statement: `insert into card_message (school_id, message_id, key, sent_at, closed)
        select school_id, message_id, key, sent_at, false from card where live or sent_at > ${now} - interval '45 days'
        union all
        select school_id, message_id || g, key, sent_at - interval '1 hour', true from card cross join generate_series(1, 2) g
        where sent_at > ${now} - interval '45 days'`,
    },
    {
      table: 'district_input',
      statement: `create unlogged table district_input as
        select s.n, s.id as school_id, at, row_number() over () as row, 'oc_direct_ou_t' || (10 + floor(random() * s.teachers)::int) as chat
        from district_school s cross join generate_series(${now} - interval '30 days', ${now} - interval '1 hour', interval '1 hour') h
        cross join lateral generate_series(1, floor(s.weight * 4 * random())::int) g
        cross join lateral (select h + random() * interval '50 minutes' as at) t`,
    },
    {
      table: 'inbox',
      statement: `insert into inbox (school_id, id, lane, stamp, received_at, payload, state, attempts, due_at, done_at)
        select school_id, 'm:om_' || md5('i' || n || '/' || row), chat || ' ' || chat, (extract(epoch from at) * 1000)::bigint, at,
          case when at > ${now} - interval '7 days' then '{"schema":"2.0","text":"' || repeat('教学楼的灯坏了', 40) || '"}' end,
          'done', 0, at, at + interval '1 second' from district_input`,
    },
    {
      table: 'tap',
      statement: `insert into tap (school_id, event_id, at, operator, action, toast)
        select school_id, md5('tap' || n || '/' || row)::uuid::text, at, 'ou_elec', 'repairs.accept', '{"type":"success","content":"接单成功"}'
        from district_input`,
    },
    {
      table: 'question',
      statement: `insert into question (school_id, name, key, person_id, data, at, until)
        select school_id, 'repairs.place', md5('q' || row), district_pid(n, 10 + (row % 40)::int), '{}', at, at + interval '1 hour'
        from district_input where row % 9 = 0 and at > ${now} - interval '7 days'`,
    },
    {
      table: 'timer',
      statement: `insert into timer (school_id, name, key, due_at, data)
        select school_id, 'repairs.acceptance', id, greatest(at + interval '3 days', ${now} + interval '1 day'), '{}'::jsonb from district_ticket where state = 'done'
        union all
        select school_id, 'purchases.remind', id, greatest(at + interval '1 day', ${now} + interval '1 day'), '{}'::jsonb from district_purchase where state = 'approving'`,
    },
    {
      table: 'counter',
      statement: `insert into counter (school_id, name, value)
        select school_id, left(number, 6), count(*) from (
          select school_id, number from district_ticket union all select school_id, number from district_purchase
          union all select school_id, number from district_issue) n group by 1, 2`,
    },
    {
      table: 'outbox_lane',
      statement: `insert into outbox_lane (school_id, lane, due_at, paced_until, danger, lease_until, fence)
        select school_id, 'person:' || open_id, null, ${now}, false, null, 900 from person where open_id is not null`,
    },
    {
      table: 'dead_letter',
      statement: `insert into dead_letter (school_id, id, at, lane, kind, payload, reason, code, told_at, settled_at)
        select school_id, md5('dead' || n || '/' || row)::uuid::text, at, 'person:ou_t10', 'text', '{"text":"已收到"}', 'refused', 230013, at,
          case when row % 500 <> 0 then at end from district_input where row % 100 = 0`,
    },
    {
      table: 'presence',
      statement: `insert into presence (school_id, at) select id, ${now} from district_school`,
    },
    {
      table: 'duty_post',
      statement: `insert into duty_post (school_id, item, slot, at) select id, 'begun', '', ${now} from district_school on conflict do nothing`,
    },
  ];
}
