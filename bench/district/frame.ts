/**
 * What the rest of the district is drawn from: schools of different sizes, their days, their people.
 * Every statement is seeded and drawn by the database, so that the same call gives the same district.
 */

export interface Size {
  readonly schools: number;
  readonly years: number;
  /** 0.1: a tenth of what happens on a day. */
  readonly scale: number;
  /** The last moment of it, as the database writes it. */
  readonly until: string;
}

/** A table of the product, or one to draw from, and how it is filled. */
export interface Step {
  readonly table: string;
  readonly statement: string;
}

export const ZONE = 'Asia/Shanghai';

/** A Tuesday morning in term, the sample school's. */
export const END = '2026-11-24T01:30:00Z';

/** A school's id as the service that opens it must be named: its app's id. */
export function schoolId(n: number): string {
  return `cli_district_${String(n).padStart(4, '0')}`;
}

/** `district_pid(n, k)`: the k-th person of the n-th school; `district_uid(at, what)`: an id made at that moment. */
export const FUNCTIONS = [
  `create or replace function district_pid(n int, k int) returns text language sql immutable as
    $$ select md5('p' || n || '/' || k)::uuid::text $$`,
  `create or replace function district_uid(at timestamptz, what text) returns text language sql immutable as
    $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(what), 1, 3)
      || '8' || substr(md5(what), 4, 15))::uuid::text $$`,
  `create or replace function district_one(what text[], r double precision) returns text language sql immutable as
    $$ select what[1 + floor(r * array_length(what, 1))::int] $$`,
];

/** How much of its usual time something that began `age` ago had for all its steps: 1, or less while it is young. */
export function paced(usual: string): string {
  return `least(1, extract(epoch from age) / extract(epoch from interval '${usual}'))::double precision`;
}

/** Positions of the sample school's people; the teachers come after them. */
const CAST = `(values
  (0, 'ou_director', '陈主任', '["director","admin"]', null, '[]'),
  (1, 'ou_principal', '林校长', '["principal"]', null, '[]'),
  (2, 'ou_head3', '周老师', '["unitHead"]', '三年级', '[]'),
  (3, 'ou_teacher3', '王老师', '["teacher"]', '三年级', '[]'),
  (4, 'ou_elec', '老李', '["repairer"]', null, '["electrical","hvac"]'),
  (5, 'ou_plumb', '老赵', '["repairer"]', null, '["plumbing","furniture","door_window"]'),
  (6, 'ou_buyer', '小孙', '["buyer"]', null, '[]'),
  (7, 'ou_store', '老钱', '["storekeeper"]', null, '[]'),
  (8, 'ou_finance', '吴会计', '["finance"]', null, '[]'),
  (9, 'ou_canteen', '何师傅', '["teacher"]', '食堂', '[]')) as c(k, open_id, name, roles, unit, trades)`;
export const FIRST_TEACHER = 10;

/** A school has from a third to three times of what a middling one has: many small, few large. */
export function frame({ schools, years, until }: Size): Step[] {
  return [
    {
      table: 'district_school',
      statement: `create unlogged table district_school as
        select n, 'cli_district_' || lpad(n::text, 4, '0') as id, w as weight, (40 + 100 * w)::int as teachers
        from (select n, case when n = 1 then 1 else 0.3 + 2.4 * random() ^ 2 end as w
          from generate_series(1, ${schools}) n) s`,
    },
    {
      table: 'district_day',
      statement: `create unlogged table district_day as
        select d::date as day, extract(isodow from d) < 6 and extract(month from d) not in (2, 7, 8) as school
        from generate_series(('${until}'::timestamptz at time zone '${ZONE}')::date - interval '${years} years',
          ('${until}'::timestamptz at time zone '${ZONE}')::date, interval '1 day') d`,
    },
    {
      table: 'person',
      statement: `insert into person (school_id, id, open_id, name, name_known, roles, unit, trades, phone, room,
          active, absent_until, substitute_id, origin, version)
        select s.id, district_pid(s.n, c.k), c.open_id, c.name, true, c.roles::jsonb, c.unit, c.trades::jsonb,
          null, null, true, null::date, null, 'file', 1 from district_school s cross join ${CAST}
        union all
        select s.id, district_pid(s.n, k), 'ou_t' || k, '老师' || k, true, '["teacher"]'::jsonb,
          district_one(array['一年级','二年级','三年级','四年级','五年级','六年级'], random()), '[]'::jsonb, null, null,
          k % 13 <> 12, null, null, 'sender', 1
        from district_school s cross join lateral generate_series(${FIRST_TEACHER}, ${FIRST_TEACHER} + s.teachers - 1) k`,
    },
    {
      table: 'person_change',
      statement: `insert into person_change (school_id, id, person_id, at, by_person_id, source, before, after)
        select p.school_id, district_uid(at, p.id || g), p.id, at, null, p.origin, null,
          jsonb_build_object('id', p.id, 'name', p.name, 'active', p.active, 'roles', p.roles)
        from person p cross join lateral generate_series(1, p.version + floor(random() * 3)::int) g
        cross join lateral (select '${until}'::timestamptz - random() * g / 3 * interval '${years} years' as at) t`,
    },
    {
      table: 'direct_chat',
      statement: `insert into direct_chat (school_id, open_id, chat_id, tenant_key, sweep_attempts)
        select school_id, open_id, 'oc_direct_' || open_id, 'playground', 0 from person`,
    },
  ];
}
