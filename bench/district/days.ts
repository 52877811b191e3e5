import { FIRST_TEACHER, type Size, type Step, ZONE } from './frame.ts';

/** Duty on days off, the checks of every day and the work plan, with what was posted about them. */
export function days({ until, years }: Size): Step[] {
  const begun = `'${until}'::timestamptz - interval '${years} years'`;
  const shift = `s.id as school_id, district_uid(d.day::timestamptz, 'd' || s.n || '/' || d.day || '/' || g) as id, s.n, d.day, g`;
  return [
    {
      table: 'district_shift',
      statement: `create unlogged table district_shift as
        select ${shift}, district_pid(s.n, case when g = 0 then 0 else teacher end) as person
        from district_school s cross join (select day from district_day where not school
          union all select ('${until}'::timestamptz)::date + g from generate_series(1, 14) g) d
        cross join generate_series(0, 2) g
        cross join lateral (select ((d.day - date '2000-01-01') * 3 + g) % s.teachers + ${FIRST_TEACHER} as k) one
        cross join lateral (select case when k % 13 = 12 then k - 1 else k end as teacher) there`,
    },
    {
      table: 'duty_shift',
      statement: `insert into duty_shift (school_id, id, date, start_at, end_at, post, person_id, state, confirmed_at, signed_in_at,
          signed_in_by, signed_off_at, version)
        select school_id, id, day, at, at + interval '1 day', case g when 0 then 'leader' else 'member' end, person, 'standing',
          at - interval '1 day', case when over then at end, case when over then person end,
          case when over then at + interval '1 day' end, 3
        from (select *, day + time '08:00' at time zone '${ZONE}' as at, day < ('${until}'::timestamptz)::date - 1 as over
          from district_shift) d`,
    },
    {
      table: 'duty_history',
      statement: `insert into duty_history (school_id, id, date, shift_id, at, by_person_id, what, changes)
        select school_id, district_uid(at, what || id), day, id, at, person, what,
          case what when 'publish' then jsonb_build_object('personId', person) else '{}' end
        from (select *, least(day::timestamptz, '${until}'::timestamptz - interval '1 day') as at,
            day < ('${until}'::timestamptz)::date - 1 as over from district_shift) d
        cross join (values ('publish'), ('confirm'), ('signIn'), ('signOff')) w(what)
        where over or what in ('publish', 'confirm')`,
    },
    {
      table: 'duty_log',
      statement: `insert into duty_log (school_id, id, shift_id, date, person_id, at, weather, patrols, findings)
        select school_id, district_uid(day::timestamptz, 'log' || id), id, day, person, day + interval '20 hours', '晴', '3 次', '正常'
        from district_shift where g = 0 and day < ('${until}'::timestamptz)::date`,
    },
    {
      table: 'duty_swap',
      statement: `insert into duty_swap (school_id, id, kind, shift_id, from_person_id, to_person_id, state, early, asked_at, decided_at, version)
        select school_id, district_uid(day::timestamptz, 'swap' || id), 'cover', id, person, district_pid(n, ${FIRST_TEACHER}), 'done', false,
          day::timestamptz - interval '2 days', day::timestamptz - interval '1 day', 2
        from district_shift where g = 1 and extract(day from day)::int % 9 = 0 and day < ('${until}'::timestamptz)::date`,
    },
    {
      table: 'duty_roster',
      statement: `insert into duty_roster (school_id, from_day, to_day, title, version, published_at, published_by)
        select s.id, m::date, (m + interval '1 month' - interval '1 day')::date, to_char(m, 'YYYY 年 MM 月值班表'), 1, m, district_pid(s.n, 0)
        from district_school s cross join generate_series(date_trunc('month', ${begun}), '${until}'::timestamptz, interval '1 month') m`,
    },
    {
      table: 'duty_post',
      statement: `insert into duty_post (school_id, item, slot, at)
        select school_id, what, id, day::timestamptz from district_shift cross join (values ('remind'), ('begin')) w(what)
        where day < ('${until}'::timestamptz)::date`,
    },
    {
      table: 'schedule_post',
      statement: `insert into schedule_post (school_id, item, slot, due_at, at, outcome)
        select s.id, c, d.day || 'T07:30', d.day + time '07:30', d.day + time '07:30', 'posted'
        from district_school s cross join district_day d
        cross join (values ('C-D01'), ('C-D02'), ('C-D03'), ('C-D04'), ('C-D05'), ('C-D06'), ('C-D07')) checks(c) where d.school
        union all
        select s.id, 'M' || to_char(m, 'MM') || '-0' || g, to_char(m, 'YYYY'), m + g * interval '1 day', m + g * interval '1 day', 'posted'
        from district_school s cross join generate_series(${begun}, '${until}'::timestamptz - interval '1 month', interval '1 month') m
        cross join generate_series(1, 6) g
        union all
        select id, item, 'set-up', ${begun}, ${begun}, 'posted' from district_school cross join (values ('began'), ('unassigned')) w(item)`,
    },
    {
      table: 'schedule_task',
      statement: `insert into schedule_task (school_id, item_id, slot, due, state, done_at, done_by, deferred, version)
        select school_id, item, slot, due_at::date, 'done', due_at, school_id, 0, 2 from schedule_post where item like 'M%'`,
    },
    {
      table: 'schedule_history',
      statement: `insert into schedule_history (school_id, id, item_id, slot, at, by_person_id, what)
        select school_id, district_uid(due_at, w || item || slot || school_id), item, slot, due_at, null, w
        from schedule_post cross join (values ('remind'), ('complete')) what(w) where item like 'M%'`,
    },
    {
      table: 'check_run',
      statement: `insert into check_run (school_id, id, check_id, slot, day, open_id, card_key, state, done_at, done_by, version)
        select p.school_id, district_uid(p.due_at, 'run' || p.item || p.slot || p.school_id), p.item, p.slot, p.due_at::date,
          case when p.item = 'C-D01' then 'ou_director' else 'ou_canteen' end, 'schedule:checks:ou_canteen:' || p.slot,
          case when random() < 0.9 then 'normal' when random() < 0.7 then 'abnormal' else 'missed' end, p.due_at + interval '1 hour',
          null, 2 from schedule_post p where p.item like 'C-%'`,
    },
    {
      table: 'check_finding',
      statement: `insert into check_finding (school_id, id, run_id, point, place, words, hazard, closed_at, closed_by, at, by_person_id)
        select r.school_id, md5('f' || r.id)::uuid::text, r.id, '消防设施', '教学楼', '灭火器过期', true,
          case when random() < 0.99 then r.done_at + interval '2 days' end, null, r.done_at, r.open_id
        from check_run r where r.state = 'abnormal'`,
    },
    {
      table: 'schedule_look',
      statement: `insert into schedule_look (school_id, until) select id, '${until}'::timestamptz from district_school`,
    },
  ];
}
