import { FIRST_TEACHER, paced, type Size, type Step, ZONE } from './frame.ts';

/** Purchases and issues of a middling school on a school day. */
const PURCHASES = 0.8;
const ISSUES = 4;
const GOODS = `array['A4纸','粉笔','剪刀','墨盒','拖把','扫帚','洗手液','垃圾袋','白板笔','胶带','订书机','电池','灯管','水龙头','门锁']`;
const UNITS = `array['包','盒','把','个','把','把','瓶','卷','盒','卷','个','节','根','个','把']`;
const KINDS = 15;

const PURCHASE_STATE = `case
  when age > interval '60 days' then case when r < 0.86 then 'reimbursed' when r < 0.91 then 'rejected'
    when r < 0.95 then 'withdrawn' when r < 0.98 then 'cancelled' else 'fromStock' end
  else case when r < 0.3 then 'reimbursed' when r < 0.45 then 'received' when r < 0.55 then 'ordered'
    when r < 0.7 then 'approved' when r < 0.9 then 'approving' when r < 0.95 then 'draft' else 'returned' end end`;

/** Every event makes a version. */
const VERSION = `case state when 'draft' then 1 when 'approving' then 2 when 'ordered' then 4 when 'received' then 6
  when 'reimbursed' then 7 when 'fromStock' then 4 when 'cancelled' then 4 else 3 end`;
/** How those end that are not bought, in the form of the others. */
const LAST_EVENTS = Object.entries({
  reject: [3, 'rejected', '1 day', 2],
  return: [3, 'returned', '1 day', 2],
  withdraw: [3, 'withdrawn', '1 day', -1],
  fromStock: [4, 'fromStock', '2 days', 6],
  cancel: [4, 'cancelled', '2 days', -1],
})
  .map(([kind, [version, state, after, k]]) => {
    const others =
      'draft approving approved ordered received reimbursed returned rejected withdrawn fromStock cancelled'
        .split(' ')
        .filter((one) => one !== state);
    return `('${kind}', interval '${after}', ${k}, ${version}, '${state}', '${others.join(' ')}')`;
  })
  .join(',');

/** Rows of one kind in a month are numbered in order of time. */
function numbered(prefix: string): string {
  return `'${prefix}' || to_char(at at time zone '${ZONE}', 'YYMM') || '-' || lpad((row_number() over (
    partition by n, to_char(at at time zone '${ZONE}', 'YYMM') order by at, row))::text, 4, '0')`;
}

interface Drawn {
  readonly aDay: number;
  readonly state: string;
  readonly prefix: string;
  /** What its steps take. */
  readonly usual: string;
  /** Who signs for it, and therefore asks for none. */
  readonly signer: number;
}

function drawn(table: string, until: string, of: Drawn): Step {
  const { aDay, state, prefix, usual, signer } = of;
  return {
    table,
    statement: `create unlogged table ${table} as
      select *, district_uid(at, '${prefix}' || n || '/' || row) as id, ${numbered(prefix)} as number, ${state} as state,
        district_pid(n, case asker_k when ${signer} then 3 else asker_k end) as asker, ${paced(usual)} as pace
      from (select s.n, s.id as school_id, d.day + time '08:00' at time zone '${ZONE}' + random() * interval '9 hours' as at,
          random()::numeric as r, ${FIRST_TEACHER - 7} + floor(random() ^ 2 * (s.teachers + 7))::int as asker_k,
          1 + floor(random() ^ 3 * 5)::int as lines, floor(random() * ${KINDS})::int as what, row_number() over () as row
        from district_school s cross join district_day d
        cross join lateral generate_series(1, floor(s.weight * ${aDay} * (0.5 + random()) + random())::int) g
        where d.school) one
      cross join lateral (select '${until}'::timestamptz - at as age) a
      where at < '${until}'::timestamptz`,
  };
}

export function buying(size: Size): Step[] {
  return [...purchases(size), ...stock(size), ...issues()];
}

function purchases({ scale, until }: Size): Step[] {
  return [
    drawn('district_purchase', until, {
      aDay: PURCHASES * scale,
      state: PURCHASE_STATE,
      prefix: 'CG',
      usual: '16 days',
      signer: 6,
    }),
    {
      table: 'purchase',
      statement: `insert into purchase (school_id, id, number, version, state, requester_id, unit, reason, total_fen,
          approved_fen, round, after, own_of_principal, near, origin, message_id, chat_id, created_at, submitted_at,
          approved_at, received_at, reimbursed_at, reimbursed_by, ended_at, ended_by, buyer_id)
        select school_id, id, number, ${VERSION}, state, asker, '三年级', '教学用', (lines * 20000)::bigint,
          case when passed then (lines * 20000)::bigint end, 1, false, false, '[]', 'chat', 'om_' || md5('m' || id),
          'oc_direct_ou_t' || asker_k, at, case when state <> 'draft' then at + interval '1 minute' * pace end,
          case when passed then at + interval '1 day' * pace end,
          case when state in ('received', 'reimbursed') then at + interval '5 days' * pace end,
          case when state = 'reimbursed' then at + interval '15 days' * pace end,
          case when state = 'reimbursed' then district_pid(n, 8) end,
          case when state in ('reimbursed', 'rejected', 'withdrawn', 'cancelled', 'fromStock') then at + interval '15 days' * pace end,
          null, case when passed then district_pid(n, 6) end
        from (select *, state in ('approved', 'ordered', 'received', 'reimbursed') as passed from district_purchase) p`,
    },
    {
      table: 'purchase_line',
      statement: `insert into purchase_line (school_id, id, purchase_id, position, name, spec, unit, quantity, price_fen,
          amount_fen, stock_item_id, from_stock)
        select school_id, md5('l' || id || g)::uuid::text, id, g, (${GOODS})[1 + (what + g) % ${KINDS}], null,
          (${UNITS})[1 + (what + g) % ${KINDS}], 10, 2000, 20000,
          md5('s' || n || '/' || (what + g) % ${KINDS})::uuid::text, false
        from district_purchase cross join lateral generate_series(0, lines - 1) g`,
    },
    {
      table: 'purchase_event',
      statement: `insert into purchase_event (school_id, id, purchase_id, kind, at, actor_id, behalf_of, detail, version, changes)
        select p.school_id, district_uid(p.at + e.after * p.pace, e.kind || p.id), p.id, e.kind, p.at + e.after * p.pace,
          case when e.k < 0 then p.asker else district_pid(p.n, e.k) end, null, null, e.version,
          jsonb_build_object('state', e.state)
        from district_purchase p join (values ('begin', interval '0', -1, 1, 'draft', ''),
          ('submit', interval '1 minute', -1, 2, 'approving', 'draft'),
          ('approve', interval '1 day', 2, 3, 'approved', 'draft approving returned rejected withdrawn'),
          ('order', interval '2 days', 6, 4, 'ordered', 'draft approving returned rejected withdrawn approved fromStock cancelled'),
          ('arrive', interval '4 days', 6, 5, 'arrived', 'draft approving returned rejected withdrawn approved fromStock cancelled ordered'),
          ('receive', interval '5 days', 7, 6, 'received', 'draft approving returned rejected withdrawn approved fromStock cancelled ordered'),
          ('reimburse', interval '15 days', 8, 7, 'reimbursed', 'draft approving returned rejected withdrawn approved fromStock cancelled ordered received'),
          ${LAST_EVENTS})
          as e(kind, after, k, version, state, not_in) on not p.state = any(string_to_array(e.not_in, ' '))`,
    },
    {
      table: 'purchase_step',
      statement: `insert into purchase_step (school_id, purchase_id, round, position, role, mode, state, active_at, decided_by, decided_at)
        select school_id, id, 1, g, case g when 0 then 'unitHead' else 'director' end, 'any',
          case when g < last then 'approved' when state = 'approving' then 'active'
            when state in ('rejected', 'returned') then state else 'approved' end,
          at + interval '1 minute' * pace, case when decided then district_pid(n, case g when 0 then 2 else 0 end) end,
          case when decided then at + interval '1 day' * pace end
        from (select *, state <> 'approving' or g < last as decided from district_purchase
          cross join lateral (select case when lines > 2 then 1 else 0 end as last) l
          cross join lateral generate_series(0, last) g where state <> 'draft') p`,
    },
    {
      table: 'purchase_step_person',
      statement: `insert into purchase_step_person (school_id, purchase_id, round, position, person_id, signed_by, signed_at)
        select s.school_id, s.purchase_id, 1, s.position, district_pid(p.n, case s.position when 0 then 2 else 0 end),
          case when s.state = 'approved' then district_pid(p.n, case s.position when 0 then 2 else 0 end) end,
          case when s.state = 'approved' then s.decided_at end
        from purchase_step s join district_purchase p on p.id = s.purchase_id`,
    },
    {
      table: 'purchase_order',
      statement: `insert into purchase_order (school_id, id, purchase_id, supplier, amount_fen, by_id, at)
        select school_id, md5('o' || id)::uuid::text, id, district_one(array['晨光文具','得力办公','京东','校园超市','五金店'], r::double precision), lines * 20000,
          district_pid(n, 6), at + interval '2 days' * pace from district_purchase where state in ('ordered', 'received', 'reimbursed')`,
    },
    {
      table: 'purchase_order_line',
      statement: `insert into purchase_order_line (school_id, order_id, line_id, amount_fen, dropped)
        select l.school_id, o.id, l.id, 20000, 0 from purchase_order o
        join purchase_line l on l.school_id = o.school_id and l.purchase_id = o.purchase_id`,
    },
    {
      table: 'purchase_arrival',
      statement: `insert into purchase_arrival (school_id, id, purchase_id, position, at, by_id, accepted_at, accepted_by)
        select school_id, md5('v' || id)::uuid::text, id, 1, at + interval '4 days' * pace, district_pid(n, 6), at + interval '5 days' * pace,
          district_pid(n, 7) from district_purchase where state in ('received', 'reimbursed')`,
    },
    {
      table: 'purchase_arrival_line',
      statement: `insert into purchase_arrival_line (school_id, arrival_id, line_id, arrived, accepted, rejected, amount_fen)
        select l.school_id, v.id, l.id, l.quantity, l.quantity, 0, 20000 from purchase_arrival v
        join purchase_line l on l.school_id = v.school_id and l.purchase_id = v.purchase_id`,
    },
    {
      table: 'purchase_invoice',
      statement: `insert into purchase_invoice (school_id, number, purchase_id, dated, amount_fen, by_id, at)
        select school_id, substr(translate(md5('i' || id), 'abcdef', '123456'), 1, 20), id, (at + interval '5 days' * pace)::date,
          lines * 20000, district_pid(n, 6), at + interval '6 days' * pace from district_purchase where state = 'reimbursed'`,
    },
  ];
}

function stock({ scale, years, until }: Size): Step[] {
  const begun = `'${until}'::timestamptz - interval '${years} years'`;
  return [
    drawn('district_issue', until, {
      aDay: ISSUES * scale,
      prefix: 'LY',
      usual: '4 hours',
      signer: 7,
      state: `case when age > interval '5 days' then case when r < 0.95 then 'signed' when r < 0.97 then 'refused' else 'withdrawn' end
        else case when r < 0.3 then 'requested' when r < 0.6 then 'issued' else 'signed' end end`,
    }),
    {
      table: 'district_movement',
      statement: `create unlogged table district_movement as
        select *, row_number() over (partition by n, what order by at, key) as number,
          1000000 + sum(quantity) over (partition by n, what order by at, key) as on_hand
        from (
          select n, school_id, (what + g) % ${KINDS} as what, at + interval '2 hours' * pace as at, -2::numeric as quantity,
            'issue' as kind, 'issue' as link_kind, id as link_id, number as link_number, 'i' || id || g as key
          from district_issue cross join lateral generate_series(0, lines - 1) g where state in ('issued', 'signed')
          union all
          select p.n, p.school_id, (p.what + g) % ${KINDS}, p.at + interval '5 days' * p.pace, 10, 'receipt', 'purchase', p.id,
            p.number, 'p' || p.id || g
          from district_purchase p cross join lateral generate_series(0, lines - 1) g where p.state in ('received', 'reimbursed')
          union all
          select n, id, w, ${begun} - interval '1 day', 0, 'opening', null, null, null, ''
          from district_school cross join generate_series(0, ${KINDS - 1}) w) m`,
    },
    {
      table: 'stock_movement',
      statement: `insert into stock_movement (school_id, id, item_id, number, kind, quantity, on_hand, price_fen, by_person_id,
          why, link_kind, link_id, link_number, at)
        select school_id, district_uid(at, 'm' || n || key || what), md5('s' || n || '/' || what)::uuid::text, number, kind,
          case when kind = 'opening' then 1000000 else quantity end, on_hand, case when kind = 'receipt' then 2000 end,
          district_pid(n, 7), case when kind = 'opening' then '期初库存' end, link_kind, link_id, link_number, at
        from district_movement`,
    },
    {
      table: 'stock_item',
      statement: `insert into stock_item (school_id, id, name, spec, unit, match_key, class, aliases, on_hand, movements, min,
          trade_in, price_fen, origin, created_at)
        select s.id, md5('s' || s.n || '/' || w)::uuid::text, (${GOODS})[w + 1], '', (${UNITS})[w + 1],
          lower((${GOODS})[w + 1]) || '||' || (${UNITS})[w + 1], case when w < 5 then '办公用品' else '清洁用品' end, '[]',
          m.on_hand, m.number, 5, w = 2, 2000, 'chat', ${begun}
        from district_school s cross join generate_series(0, ${KINDS - 1}) w
        join (select distinct on (n, what) n, what, on_hand, number from district_movement order by n, what, number desc) m
          on m.n = s.n and m.what = w`,
    },
    {
      table: 'stock_count',
      statement: `insert into stock_count (school_id, id, month, class, state, version, by_person_id, opened_at, submitted_at, decided_at, decided_by)
        select s.id, md5('c' || s.n || m || c)::uuid::text, to_char(m, 'YYYY-MM'), c, 'approved', 3, district_pid(s.n, 7), m, m, m, district_pid(s.n, 0)
        from district_school s cross join generate_series(${begun}, '${until}'::timestamptz - interval '1 month', interval '1 month') m
        cross join (values ('办公用品'), ('清洁用品')) as classes(c)`,
    },
    {
      table: 'stock_count_line',
      statement: `insert into stock_count_line (school_id, count_id, item_id, on_book, counted, counted_by, counted_at)
        select c.school_id, c.id, i.id, 100, 100, c.by_person_id, c.opened_at
        from stock_count c join stock_item i on i.school_id = c.school_id and i.class = c.class`,
    },
  ];
}

function issues(): Step[] {
  return [
    {
      table: 'issue_request',
      statement: `insert into issue_request (school_id, id, number, version, state, requester_id, requested_at, issued_by, issued_at,
          signed_by, signed_at, ended_by, ended_at, message_id)
        select school_id, id, number, 3, state, asker, at,
          case when state in ('issued', 'signed') then district_pid(n, 7) end, case when state in ('issued', 'signed') then at + interval '2 hours' * pace end,
          case when state = 'signed' then asker end, case when state = 'signed' then at + interval '3 hours' * pace end,
          case when state in ('refused', 'withdrawn') then asker end, case when state in ('refused', 'withdrawn') then at + interval '3 hours' * pace end,
          'om_' || md5('m' || id) from district_issue`,
    },
    {
      table: 'issue_line',
      statement: `insert into issue_line (school_id, request_id, position, item_id, name, spec, unit, wanted, issued, bought, returned, trade_in)
        select school_id, id, g, md5('s' || n || '/' || (what + g) % ${KINDS})::uuid::text, (${GOODS})[1 + (what + g) % ${KINDS}], '',
          (${UNITS})[1 + (what + g) % ${KINDS}], 2, case when state in ('issued', 'signed') then 2 else 0 end, 0, 0, false
        from district_issue cross join lateral generate_series(0, lines - 1) g`,
    },
    {
      table: 'issue_event',
      statement: `insert into issue_event (school_id, id, subject_id, kind, at, actor_id, changes)
        select i.school_id, district_uid(i.at + e.after * i.pace, e.kind || i.id), i.id, e.kind, i.at + e.after * i.pace,
          case e.kind when 'issue' then district_pid(i.n, 7) else i.asker end, jsonb_build_object('state', i.state)
        from district_issue i join (values ('request', interval '0', 'requested issued signed refused withdrawn'),
          ('issue', interval '2 hours', 'issued signed'), ('sign', interval '3 hours', 'signed'),
          ('refuse', interval '3 hours', 'refused'), ('withdraw', interval '3 hours', 'withdrawn')) as e(kind, after, states)
          on i.state = any(string_to_array(e.states, ' '))`,
    },
  ];
}
