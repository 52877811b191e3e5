import { sql } from 'kysely';
import { gapless, history, itself, lastSaid, of, type Subject } from '../invariant.ts';

const said = (field: string) => lastSaid('purchase_event', 'purchase_id', field);
const step = sql`purchase_step s where ${of('s')} and s.purchase_id = t.id`;
const signer = sql`purchase_step_person g where ${of('g')} and g.purchase_id = t.id`;

/** What will not come any more is out of a total that was asked again, while its line keeps what was wanted. */
const dropped = sql`exists (select 1 from purchase_order o join purchase_order_line d
  on d.school_id = o.school_id and d.order_id = o.id
  where ${of('o')} and o.purchase_id = t.id and d.dropped > 0)`;

const money = () => sql<boolean>`(not ${dropped} and t.total_fen is distinct from case
    when exists (select 1 from purchase_line l where ${of('l')} and l.purchase_id = t.id
      and not l.from_stock and l.amount_fen is null)
      or not exists (select 1 from purchase_line l where ${of('l')} and l.purchase_id = t.id)
      then t.budget_fen
    else (select coalesce(sum(l.amount_fen), 0) from purchase_line l where ${of('l')}
      and l.purchase_id = t.id and not l.from_stock) end)
  or exists (select 1 from purchase_order o where ${of('o')} and o.purchase_id = t.id
    and o.amount_fen is distinct from (select case when count(*) = count(ol.amount_fen)
      then coalesce(sum(ol.amount_fen), 0) end from purchase_order_line ol where ${of('ol')}
      and ol.order_id = o.id))
  or (t.state = 'approving' and t.total_fen is null)`;

/** Requests with their approvals, orders and papers. */
export const purchases: readonly Subject[] = [
  {
    table: 'purchase',
    key: ['id'],
    feeds: [history('purchase_event', 'purchase_id'), itself('purchase')],
    invariants: [
      {
        name: 'purchases.history',
        says: '请购单的状态与它的记录对不上',
        wrong: () => sql`t.state is distinct from ${said('state')}`,
      },
      {
        name: 'purchases.number',
        says: '请购单的编号不连续',
        wrong: () => gapless('purchase'),
      },
      {
        name: 'approvals.version',
        says: '同一版请购单有两次变更，审批看到的可能不是现在的内容',
        // A decision is an event, an event makes a version, and every version is made once.
        wrong:
          () => sql`exists (select 1 from (select e.version, lag(e.version, 1, 0) over (order by e.id) as former
            from purchase_event e where ${of('e')} and e.purchase_id = t.id) v where v.version <> v.former + 1)
          or t.version <> (select coalesce(max(e.version), 0) from purchase_event e where ${of('e')}
            and e.purchase_id = t.id)`,
      },
      {
        name: 'approvals.decider',
        says: '请购单由申请人自己审批',
        wrong: () => sql`exists (select 1 from ${step} and s.decided_by = t.requester_id)
          or exists (select 1 from ${signer} and g.signed_by = t.requester_id)`,
      },
      {
        name: 'approvals.order',
        says: '请购单的审批没有按顺序进行',
        wrong:
          () => sql`exists (select 1 from ${step} and s.state in ('active', 'approved', 'rejected', 'returned')
          and exists (select 1 from purchase_step f where ${of('f')} and f.purchase_id = t.id
            and f.round = s.round and f.position < s.position and f.state <> 'approved'))`,
      },
      {
        name: 'approvals.signature',
        says: '请购单的审批缺少签字',
        wrong: () => sql`exists (select 1 from ${step}
            and ((s.state in ('approved', 'rejected', 'returned')) <> (s.decided_by is not null)
              or (s.decided_by is null) <> (s.decided_at is null)) and s.state <> 'void')
          or exists (select 1 from ${step} and s.state = 'approved' and (
            select case when s.mode = 'all' then bool_and(g.signed_at is not null) else bool_or(g.signed_at is not null) end
            from ${signer} and g.round = s.round and g.position = s.position) is not true)
          or (t.state in ('approved', 'ordered', 'partlyArrived', 'arrived', 'partlyReceived', 'received', 'reimbursed') and exists (
            select 1 from ${step} and s.round = t.round and s.state in ('active', 'waiting')))`,
      },
      { name: 'money.total', says: '请购单的金额合计不对', wrong: money },
      {
        name: 'purchases.paid',
        says: '没有验收就登记了报销，或采购人给自己报销',
        wrong:
          () => sql`t.state = 'reimbursed' and (t.received_at is null or t.reimbursed_at is null
          or t.reimbursed_by is null or t.reimbursed_at < t.received_at or t.reimbursed_by = t.buyer_id)`,
      },
      {
        name: 'purchases.accepted',
        says: '采购人自己验收',
        wrong: () => sql`exists (select 1 from purchase_arrival a where ${of('a')}
          and a.purchase_id = t.id and a.accepted_by = t.buyer_id)`,
      },
      {
        name: 'stock.receipts',
        says: '验收入库的数量与库存流水对不上',
        wrong: () => sql`(select coalesce(sum(al.accepted), 0) from purchase_arrival a
            join purchase_arrival_line al on al.school_id = a.school_id and al.arrival_id = a.id
            where ${of('a')} and a.purchase_id = t.id)
          <> (select coalesce(sum(m.quantity), 0) from stock_movement m where ${of('m')}
            and m.link_kind = 'purchase' and m.link_id = t.id and m.kind = 'receipt')`,
      },
    ],
  },
  {
    table: 'purchase_invoice',
    key: ['number'],
    feeds: [{ table: 'purchase_invoice', mark: 'at', is: 'instant', subject: ['number'] }],
    invariants: [
      {
        name: 'purchases.invoice',
        says: '发票号登记不正确',
        // One paper is one number, however it was typed.
        wrong: () => sql`t.number <> upper(t.number) or t.number ~ '[[:space:]]' or t.number = ''
          or not exists (select 1 from purchase p where ${of('p')} and p.id = t.purchase_id)`,
      },
    ],
  },
];
