import { sql } from 'kysely';
import { history, itself, of, type Subject } from '../invariant.ts';

/**
 * On hand is the sum of the movements, by induction: each movement's figure is the former one's and
 * its own quantity, the numbers have no gap, and the item's figure is the last one's. So no run has to
 * add up years.
 */
export const stock: readonly Subject[] = [
  {
    table: 'stock_item',
    key: ['id'],
    feeds: [history('stock_movement', 'item_id'), itself('stock_item')],
    invariants: [
      {
        name: 'stock.sum',
        says: '库存数与流水对不上',
        wrong: () => sql`(t.on_hand, t.movements) is distinct from coalesce(
          (select (m.on_hand, m.number) from stock_movement m where ${of('m')} and m.item_id = t.id
            order by m.number desc limit 1), (0::numeric(14,3), 0))`,
      },
    ],
  },
  {
    table: 'stock_movement',
    key: ['id'],
    feeds: [itself('stock_movement')],
    invariants: [
      {
        name: 'stock.chain',
        says: '库存流水不连续或出现负数',
        wrong: () => sql`t.on_hand < 0 or t.quantity = 0
          or t.on_hand is distinct from t.quantity + case when t.number = 1 then 0 else
            (select p.on_hand from stock_movement p where ${of('p')} and p.item_id = t.item_id
              and p.number = t.number - 1) end
          or not exists (select 1 from stock_item i where ${of('i')} and i.id = t.item_id)`,
      },
      {
        name: 'stock.source',
        says: '库存流水找不到来源单据',
        wrong:
          () => sql`(t.link_kind = 'purchase' and not exists (select 1 from purchase x where ${of('x')} and x.id = t.link_id))
          or (t.link_kind = 'issue' and not exists (select 1 from issue_request x where ${of('x')} and x.id = t.link_id)
            and not exists (select 1 from issue_list x where ${of('x')} and x.id = t.link_id))
          or (t.link_kind = 'repair' and not exists (select 1 from repair_ticket x where ${of('x')} and x.id = t.link_id))
          or (t.link_kind = 'count' and not exists (select 1 from stock_count x where ${of('x')} and x.id = t.link_id))
          or (t.corrects_id is not null and not exists (select 1 from stock_movement x where ${of('x')}
            and x.id = t.corrects_id and x.item_id = t.item_id and x.quantity = -t.quantity))`,
      },
    ],
  },
];
