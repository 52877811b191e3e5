import { FIRST_TEACHER, paced, type Size, type Step, ZONE } from './frame.ts';

/** Tickets of a middling school on a school day. */
const A_DAY = 7;

const OBJECTS = `array['灯','水龙头','空调','课桌','门锁','投影仪','饮水机','马桶','插座','窗户','椅子','电扇','网络','黑板','打印机']`;
const CATEGORIES = `array['electrical','plumbing','hvac','furniture','door_window','network_av','appliance','plumbing',
  'electrical','door_window','furniture','electrical','network_av','furniture','appliance']`;

/** What became of it, by its age: `r` is drawn once per ticket. */
const STATE = `case
  when age > interval '20 days' then case when r < 0.70 then 'accepted' when r < 0.895 then 'acceptedByDefault'
    when r < 0.935 then 'withdrawn' when r < 0.965 then 'refused' when r < 0.9995 then 'merged' else 'suspended' end
  when age > interval '1 day' then case when r < 0.78 then 'accepted' when r < 0.86 then 'done'
    when r < 0.95 then 'working' when r < 0.97 then 'assigned' else 'suspended' end
  else case when r < 0.2 then 'done' when r < 0.55 then 'working' when r < 0.92 then 'assigned' else 'unassigned' end end`;

export function repairs({ scale, until }: Size): Step[] {
  return [
    {
      table: 'district_ticket',
      statement: `create unlogged table district_ticket as
        select *, district_uid(at, 't' || n || '/' || row) as id,
          'BX' || to_char(at at time zone '${ZONE}', 'YYMM') || '-' || lpad((row_number() over (
            partition by n, to_char(at at time zone '${ZONE}', 'YYMM') order by at, row))::text, 4, '0') as number,
          ${STATE} as state, district_pid(n, worker_k) as worker, district_pid(n, case reporter_k when worker_k then 3 else reporter_k end) as reporter,
          ${paced('25 hours')} as pace
        from (select s.n, s.id as school_id, d.day + time '07:30' at time zone '${ZONE}' + random() * interval '9 hours 30 minutes' as at,
            random()::numeric as r, 4 + floor(random() * 2)::int as worker_k,
            ${FIRST_TEACHER - 7} + floor(random() ^ 2 * (s.teachers + 7))::int as reporter_k,
            floor(random() * 15)::int as what, district_one(array['教学楼','实验楼','食堂','宿舍楼','体育馆'], random()) as building,
            (100 * (1 + floor(random() * 5)) + 1 + floor(random() * 20))::int as room, row_number() over () as row
          from district_school s cross join district_day d
          cross join lateral generate_series(1, floor(s.weight * ${A_DAY * scale} * (0.5 + random()) + random())::int) g
          where d.school) drawn
        cross join lateral (select '${until}'::timestamptz - at as age) a
        where at < '${until}'::timestamptz`,
    },
    {
      table: 'repair_ticket',
      statement: `insert into repair_ticket (school_id, id, number, version, state, reporter_id, place, place_key, items,
          object, category, urgency, danger, worker_id, transfers, reworks, reported_at, accepted_work_at, take_by,
          finish_by, suspended_at, suspended_until, suspend_reason, finished_at, finished_by, ended_at, ended_by,
          accept_by, stars, note, parts, cost_fen, merged_into, message_id, chat_id)
        select school_id, id, number, 4, state, reporter, building || room, building || '|' || room,
          jsonb_build_array(building || room || '的' || object || '坏了'), object, (${CATEGORIES})[what + 1],
          case when r * 37 % 1 < 0.06 then 'high' else 'normal' end, r * 91 % 1 < 0.01,
          case when state = 'unassigned' then null else worker end,
          0, 0, at, case when begun then at + interval '20 minutes' * pace end, at + interval '30 minutes', at + interval '1 day',
          case when state = 'suspended' then at + interval '1 hour' * pace end,
          case when state = 'suspended' then '${until}'::date + 5 end,
          case when state = 'suspended' then '待配件' end,
          case when finished then at + interval '3 hours' * pace end, case when finished then worker end,
          case when ended then at + interval '1 day' * pace end, case when state = 'accepted' then reporter end,
          case when finished then at + interval '3 days' end,
          case when state = 'accepted' and r * 53 % 1 < 0.4 then 5 - floor(r * 17 % 1 * 2)::int end,
          case when finished then '已更换' end, case when finished and r * 71 % 1 < 0.3 then object || ' 1 个' end,
          case when finished and r * 71 % 1 < 0.3 then 1000 + floor(r * 9000)::bigint end,
          case when state = 'merged' then neighbour end,
          'om_' || md5('m' || id), case when r * 29 % 1 < 0.1 then 'oc_logistics' else 'oc_direct_ou_t' || reporter_k end
        from (select *, (${OBJECTS})[what + 1] as object,
            lag(id, 1, id) over (partition by n order by at) as neighbour,
            state in ('done', 'accepted', 'acceptedByDefault') as finished,
            state in ('working', 'suspended', 'done', 'accepted', 'acceptedByDefault') as begun,
            state in ('accepted', 'acceptedByDefault', 'withdrawn', 'refused', 'merged') as ended
          from district_ticket) t`,
    },
    {
      table: 'repair_event',
      statement: `insert into repair_event (school_id, id, ticket_id, kind, at, actor_id, behalf_of, detail, changes)
        select t.school_id, district_uid(t.at + e.after * t.pace, e.kind || t.id), t.id, e.kind, t.at + e.after * t.pace,
          case e.who when 'w' then t.worker when 'r' then t.reporter end, null, null,
          case e.kind when 'report' then jsonb_build_object('workerId', case when t.state <> 'unassigned' then t.worker end)
            else jsonb_build_object('state', t.state, 'workerId', t.worker) end
        from district_ticket t join (values ('report', interval '0', 'r', 'unassigned assigned working suspended done accepted acceptedByDefault withdrawn refused merged'),
          ('accept', interval '20 minutes', 'w', 'working suspended done accepted acceptedByDefault'),
          ('suspend', interval '1 hour', 'w', 'suspended'), ('finish', interval '3 hours', 'w', 'done accepted acceptedByDefault'),
          ('approve', interval '1 day', 'r', 'accepted'), ('acceptByDefault', interval '1 day', '-', 'acceptedByDefault'),
          ('withdraw', interval '1 day', 'r', 'withdrawn'), ('refuse', interval '1 day', 'w', 'refused'),
          ('merge', interval '1 day', 'w', 'merged')) as e(kind, after, who, states)
          on t.state = any(string_to_array(e.states, ' '))`,
    },
    {
      table: 'repair_joined',
      statement: `insert into repair_joined (school_id, ticket_id, person_id, at)
        select t.school_id, t.id, district_pid(t.n, ${FIRST_TEACHER} + floor(t.r * 1000)::int % 40), t.at + interval '5 minutes'
        from district_ticket t where t.r * 13 % 1 < 0.08`,
    },
    {
      table: 'attachment',
      statement: `insert into attachment (school_id, id, message_id, image_key, state, attempts, blob_id, created_at)
        select school_id, md5('a' || id)::uuid::text, 'om_' || md5('m' || id), 'img_' || md5(id), 'stored', 1, md5('b' || id), at
        from district_ticket where r * 19 % 1 < 0.25`,
    },
    {
      table: 'repair_photo',
      statement: `insert into repair_photo (school_id, attachment_id, ticket_id, draft_id, person_id, at)
        select school_id, md5('a' || id)::uuid::text, id, null, reporter, at from district_ticket where r * 19 % 1 < 0.25`,
    },
  ];
}
