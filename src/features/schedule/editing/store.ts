import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { Standing } from '../domain/edit.ts';
import { toCheck, toItem, type StoredCheck, type StoredItem } from '../store.ts';

type C = Context<Tables>;

/** An item or a check with where it stands, paused and removed ones too. */
export type Entry = Standing &
  (
    | { readonly kind: 'item'; readonly it: StoredItem }
    | { readonly kind: 'check'; readonly it: StoredCheck }
  );

/** The whole plan as it is kept: items by month, then checks. */
export async function entries({ tx, school }: C): Promise<Entry[]> {
  const items = await tx
    .selectFrom('schedule_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .orderBy('month')
    .orderBy('id')
    .execute();
  const checks = await tx
    .selectFrom('schedule_check')
    .selectAll()
    .where('school_id', '=', school.id)
    .orderBy('id')
    .execute();
  return [
    ...items.map((row): Entry => ({ ...standing(row), kind: 'item', it: toItem(row) })),
    ...checks.map((row): Entry => ({ ...standing(row), kind: 'check', it: toCheck(row) })),
  ];
}

/** One of them, locked until the transaction ends. */
export async function lockEntry({ tx, school }: C, id: string): Promise<Entry | null> {
  const item = await tx
    .selectFrom('schedule_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (item) return { ...standing(item), kind: 'item', it: toItem(item) };
  const check = await tx
    .selectFrom('schedule_check')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return check ? { ...standing(check), kind: 'check', it: toCheck(check) } : null;
}

function standing({ state, version }: Standing): Standing {
  return { state, version };
}

/** Writes it as it is now; a new one is entered. */
export async function putEntry({ tx, school }: C, entry: Entry): Promise<void> {
  const key = { school_id: school.id, id: entry.it.id };
  const common = {
    title: entry.it.title,
    owner: entry.it.owner,
    owner_open_id: entry.it.ownerOpenId,
    state: entry.state,
    version: entry.version,
  };
  if (entry.kind === 'item') {
    const row = {
      ...common,
      month: entry.it.month,
      kind: entry.it.kind,
      since: entry.it.since ?? null,
      due: JSON.stringify(entry.it.due),
      remind: JSON.stringify(entry.it.remindDaysBefore),
    };
    await tx
      .insertInto('schedule_item')
      .values({ ...key, ...row })
      .onConflict((c) => c.columns(['school_id', 'id']).doUpdateSet(row))
      .execute();
    return;
  }
  const row = {
    ...common,
    recurrence: JSON.stringify(entry.it.when),
    times: JSON.stringify(entry.it.times),
    points: entry.it.points ? JSON.stringify(entry.it.points) : null,
    automatic: entry.it.automatic ?? false,
    abnormal: entry.it.abnormal ?? null,
  };
  await tx
    .insertInto('schedule_check')
    .values({ ...key, ...row })
    .onConflict((c) => c.columns(['school_id', 'id']).doUpdateSet(row))
    .execute();
}
