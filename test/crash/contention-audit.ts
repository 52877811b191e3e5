import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../src/tables.ts';

/**
 * What happened once where once is all there is, and what the books of stock and successes say; lists are
 * empty when all is well. `lates` were told to look at the card: they may have had an effect.
 */
export async function audit(
  db: Kysely<Tables>,
  successes: readonly string[],
  lates: readonly string[],
) {
  const names = async (query: ReturnType<typeof sql<{ name: string }>>) =>
    (await query.execute(db)).rows.map(({ name }) => name);
  const effects = await sql<{ kind: string; count: number }>`
    select kind, count(*)::int as count from repair_event where kind = 'accept' group by kind
    union all select kind, count(*)::int from purchase_event where kind in ('submit', 'approve') group by kind
    union all select 'issue', count(*)::int from issue_event where kind = 'issue'
    union all select what, count(*)::int from schedule_history where what in ('complete', 'undo') group by what`.execute(
    db,
  );
  const answered = Map.groupBy(successes, (kind) => kind);
  const counts = effects.rows.filter(({ count }) => count > 0);
  const unequal = [...new Set([...answered.keys(), ...counts.map(({ kind }) => kind)])].filter(
    (kind) => {
      const told = answered.get(kind)?.length ?? 0;
      const had = counts.find((one) => one.kind === kind)?.count ?? 0;
      return had < told || had > told + lates.filter((one) => one === kind).length;
    },
  );
  return {
    effects: Object.fromEntries(counts.map(({ kind, count }) => [kind, count])),
    /** Kinds of which the people were told another number of successes than the database holds. */
    toldOtherwise: unequal.map(
      (kind) => `${kind}: ${answered.get(kind)?.length ?? 0} successes were answered`,
    ),
    doubledEffects: await names(sql<{ name: string }>`
      select 'accept ' || ticket_id as name from repair_event where kind = 'accept'
        group by ticket_id having count(*) > 1
      union all select 'submit ' || purchase_id from purchase_event where kind = 'submit'
        group by purchase_id having count(*) > 1
      union all select 'approve ' || p.id from purchase p
        where (select count(*) from purchase_event e where e.purchase_id = p.id and e.kind = 'approve')
          <> (select count(*) from purchase_step s where s.purchase_id = p.id and s.state = 'approved')
      union all select 'issue ' || subject_id from issue_event where kind = 'issue'
        group by subject_id having count(*) > 1
      union all select 'movement ' || link_id from stock_movement where kind = 'issue'
        group by link_id, item_id having count(*) > 1
      union all select 'slot ' || item_id || ' ' || slot from (
          select item_id, slot, what, lag(what, 1, 'undo') over (partition by item_id, slot order by id) as before
          from schedule_history where what in ('complete', 'undo')) as history
        where what = before`),
    wrongStock: await names(sql<{ name: string }>`
      select i.name from stock_item i left join stock_movement m on m.item_id = i.id
      group by i.id, i.school_id, i.name, i.on_hand, i.movements
      having coalesce(sum(m.quantity), 0) <> i.on_hand or i.on_hand < 0 or min(m.on_hand) < 0
        or count(m.id) <> i.movements or max(m.number) <> i.movements`),
    keptAside: await names(
      sql<{
        name: string;
      }>`select coalesce(error, id) as name from inbox where state = 'quarantined'`,
    ),
  };
}
