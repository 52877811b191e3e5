/**
 * The invariants that the database alone can answer, as read-only queries. Each answers the rows
 * that break it. Written without the product's code, from the contract.
 */
export interface SqlInvariant {
  readonly name: string;
  readonly says: string;
  readonly sql: string;
  /** Cheap enough to be asked after every step. */
  readonly everyStep: boolean;
}

export const SQL_INVARIANTS: readonly SqlInvariant[] = [
  {
    name: 'I1',
    says: 'what is delivered again is one input',
    everyStep: false,
    sql: `select id, count(*) from inbox group by id having count(*) > 1`,
  },
  {
    name: 'I1',
    says: 'one message opens each thing once',
    everyStep: false,
    sql: `select 'ticket' as what, message_id, place_key, object, count(*) from repair_ticket
          where message_id is not null group by message_id, place_key, object having count(*) > 1
        union all select 'purchase', message_id, '', '', count(*) from purchase
          where message_id is not null and origin = 'chat' group by message_id having count(*) > 1
        union all select 'issue', message_id, '', '', count(*) from issue_request
          where message_id is not null group by message_id having count(*) > 1`,
  },
  {
    name: 'I3',
    says: 'nothing stands that came from a message which was never taken in',
    everyStep: false,
    sql: `select t.number from repair_ticket t where t.message_id is not null
            and t.reported_at > (select max(received_at) from inbox) - interval '20 days'
            and not exists (select 1 from inbox i where i.id = 'm:' || t.message_id and i.state = 'done')
        union all select p.number from purchase p where p.message_id is not null
            and p.created_at > (select max(received_at) from inbox) - interval '20 days'
            and not exists (select 1 from inbox i where i.id = 'm:' || p.message_id and i.state = 'done')`,
  },
  {
    name: 'A1',
    says: 'at most one terminal decision per step',
    everyStep: true,
    sql: `select purchase_id, version, count(*) from purchase_event
          where kind in ('approve', 'reject', 'return') group by purchase_id, version having count(*) > 1`,
  },
  {
    name: 'A2',
    says: 'nobody decides on what they ask for themselves, unless the principal does',
    everyStep: true,
    sql: `select p.number from purchase_step s join purchase p on p.id = s.purchase_id
          where s.state in ('approved', 'rejected') and s.decided_by = p.requester_id and not p.own_of_principal`,
  },
  {
    name: 'A4',
    says: 'steps are taken in their order, none is skipped',
    everyStep: true,
    sql: `select a.purchase_id, a.round, a.position from purchase_step a
          join purchase_step b on b.purchase_id = a.purchase_id and b.round = a.round and b.position < a.position
          where a.state in ('active', 'approved') and b.state in ('active', 'waiting')`,
  },
  {
    name: 'A5',
    says: 'lines add up to the total, and no total is below zero',
    everyStep: true,
    sql: `select p.number, p.total_fen, sum(l.amount_fen) from purchase p
          join purchase_line l on l.purchase_id = p.id and not l.from_stock
          where p.total_fen is not null
            -- Asked again because of an invoice, the total is what the invoice says.
            and not exists (select 1 from purchase_event e where e.purchase_id = p.id and e.kind = 'again')
          group by p.number, p.total_fen, p.budget_fen
          having p.total_fen <= 0 or (bool_and(l.amount_fen is not null) and p.budget_fen is null and sum(l.amount_fen) <> p.total_fen)`,
  },
  {
    name: 'A5',
    says: 'what is paid was approved, give or take a tenth and 200 yuan',
    everyStep: false,
    sql: `select p.number, p.approved_fen, i.billed from purchase p
          join (select purchase_id, sum(amount_fen) as billed from purchase_invoice group by purchase_id) i on i.purchase_id = p.id
          where p.state = 'reimbursed' and p.approved_fen is not null
            and (i.billed - p.approved_fen > 20000 or (i.billed - p.approved_fen) * 10 > p.approved_fen)`,
  },
  {
    name: 'A6 receipts',
    says: 'what was accepted of a line came into stock once',
    everyStep: false,
    sql: `select l.purchase_id, l.id from purchase_line l
          join (select al.line_id, sum(al.accepted) as accepted from purchase_arrival_line al group by al.line_id) a on a.line_id = l.id
          join (select link_id, item_id, sum(quantity) as booked from stock_movement
                where kind = 'receipt' and link_kind = 'purchase' group by link_id, item_id) m
            on m.link_id = l.purchase_id and m.item_id = l.stock_item_id
          where (select count(*) from purchase_line o where o.purchase_id = l.purchase_id and o.stock_item_id = l.stock_item_id) = 1
            and m.booked <> coalesce(a.accepted, 0)`,
  },
  {
    name: 'A6 issues',
    says: 'what a request was given left the stock once',
    everyStep: false,
    sql: `select r.number, l.item_id, l.issued, l.returned, m.booked from issue_request r
          join issue_line l on l.request_id = r.id
          left join (select link_id, item_id, sum(quantity) as booked from stock_movement
                where link_kind = 'issue' and kind in ('issue', 'return') group by link_id, item_id) m
            on m.link_id = r.id and m.item_id = l.item_id
          where (select count(*) from issue_line o where o.request_id = r.id and o.item_id = l.item_id) = 1
            and coalesce(-m.booked, 0) <> l.issued - l.returned`,
  },
  {
    name: 'L1',
    says: 'stock is the sum of its movements, which are numbered without a gap',
    everyStep: true,
    sql: `select i.name, i.on_hand, sum(m.quantity) from stock_item i left join stock_movement m on m.item_id = i.id
          group by i.id, i.name, i.on_hand, i.movements
          having i.on_hand <> coalesce(sum(m.quantity), 0) or i.movements <> count(m.id) or coalesce(max(m.number), 0) <> count(m.id)`,
  },
  {
    name: 'L2',
    says: 'no stock is below zero, now or after any movement',
    everyStep: true,
    sql: `select name from stock_item where on_hand < 0 union all select id from stock_movement where on_hand < 0`,
  },
  {
    name: 'L5',
    says: 'nothing comes back that was not handed out',
    everyStep: false,
    sql: `select request_id, item_id from issue_line where returned > issued or issued < 0 or returned < 0`,
  },
  {
    name: 'S2',
    says: 'nothing is posted before its time',
    everyStep: true,
    sql: `select item, slot, due_at, at from schedule_post where at < due_at - interval '11 minutes'`,
  },
  {
    name: 'S1 reason',
    says: 'what was not posted says why',
    everyStep: false,
    sql: `select item, slot from schedule_post where outcome = 'skipped' and coalesce(reason, '') = ''`,
  },
];

/** At rest, with the database's hour as a parameter of the caller. */
export const AT_REST: readonly SqlInvariant[] = [
  {
    name: 'I4',
    says: 'nothing taken in waits',
    everyStep: false,
    sql: `select id, attempts, error from inbox where state = 'waiting'`,
  },
  {
    name: 'V1',
    says: 'what is to be said has been said',
    everyStep: false,
    // A card is sent anew at the very moment it is twelve days old.
    sql: `select id, lane, kind, attempts, due_at from outbox_message
          where created_at < now() - interval '1 minute'`,
  },
  {
    name: 'V1',
    says: 'no timer waits that has been due for long',
    everyStep: false,
    sql: `select name, key, due_at from timer where due_at < now() - interval '11 minutes'`,
  },
];
