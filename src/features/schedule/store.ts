import type { Selectable } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { ScheduleTables } from './tables.ts';
import type { Check, Item, Occurrence } from './domain/item.ts';
import type { Task, TaskEvent } from './domain/task.ts';
import type { Post } from './domain/posts.ts';
import { checkShape, itemShape, SHIPPED_CHECKS, SHIPPED_ITEMS } from './shipped.ts';

type C = Context<Tables>;

/** An item with who was named for it in the chat, if anybody. */
export type StoredItem = Item & { readonly ownerOpenId: string | null };
export type StoredCheck = Check & { readonly ownerOpenId: string | null };

/** Enters what the product ships and the school does not have yet; what was changed or removed stays so. */
export async function loadShipped({ tx, school }: C): Promise<void> {
  const planned = {
    school_id: school.id,
    owner_open_id: null,
    state: 'active' as const,
    version: 1,
  };
  await tx
    .insertInto('schedule_item')
    .values(
      SHIPPED_ITEMS.map(({ id, title, month, owner, due, remindDaysBefore, kind }) => ({
        ...planned,
        id,
        title,
        month,
        since: null,
        owner,
        kind,
        due: JSON.stringify(due),
        remind: JSON.stringify(remindDaysBefore),
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
  await tx
    .insertInto('schedule_check')
    .values(
      SHIPPED_CHECKS.map((check) => ({
        ...planned,
        id: check.id,
        title: check.title,
        owner: check.owner,
        recurrence: JSON.stringify(check.when),
        times: JSON.stringify(check.times),
        points: check.points ? JSON.stringify(check.points) : null,
        automatic: check.automatic ?? false,
        abnormal: check.abnormal ?? null,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The items that are planned now; paused and removed ones are not. */
export async function activeItems({ tx, school }: C): Promise<StoredItem[]> {
  const rows = await tx
    .selectFrom('schedule_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
  return rows.map(toItem);
}

export function toItem(row: Selectable<ScheduleTables['schedule_item']>): StoredItem {
  const { id, title, month, owner, due, remind, kind } = row;
  return {
    ...itemShape.parse({ id, title, month, owner, due, remindDaysBefore: remind, kind }),
    ownerOpenId: row.owner_open_id,
    since: row.since ?? undefined,
    revised: row.version > 1,
  };
}

export async function activeChecks({ tx, school }: C): Promise<StoredCheck[]> {
  const rows = await tx
    .selectFrom('schedule_check')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
  return rows.map(toCheck);
}

export function toCheck(row: Selectable<ScheduleTables['schedule_check']>): StoredCheck {
  return {
    ...checkShape.parse({
      id: row.id,
      title: row.title,
      owner: row.owner,
      when: row.recurrence,
      times: row.times,
      points: row.points ?? undefined,
      automatic: row.automatic,
      abnormal: row.abnormal ?? undefined,
    }),
    ownerOpenId: row.owner_open_id,
  };
}

export type StoredTask = Task & {
  readonly itemId: string;
  readonly slot: string;
  readonly note: string | null;
  /** How often it was moved. */
  readonly deferred: number;
  readonly photos: number;
};

/** What became of these items' due days, by `item slot`; those nobody touched have no row. */
export async function tasksOf(
  { tx, school }: C,
  itemIds: readonly string[],
): Promise<Map<string, StoredTask>> {
  if (itemIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('schedule_task')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('item_id', 'in', [...itemIds])
    .execute();
  return new Map(rows.map((row) => [taskKey(row.item_id, row.slot), toTask(row)]));
}

function toTask(row: Selectable<ScheduleTables['schedule_task']>): StoredTask {
  return {
    itemId: row.item_id,
    slot: row.slot,
    state: row.state,
    due: row.due,
    doneAt: row.done_at,
    doneBy: row.done_by,
    note: row.note,
    deferred: row.deferred,
    photos: row.photos,
    version: row.version,
  };
}

export function taskKey(itemId: string, slot: string): string {
  return `${itemId} ${slot}`;
}

/** The row of one due day, locked until the transaction ends; made when nobody has touched it yet. */
export async function lockTask({ tx, school }: C, one: Occurrence): Promise<StoredTask> {
  await tx
    .insertInto('schedule_task')
    .values({
      school_id: school.id,
      item_id: one.item.id,
      slot: one.slot,
      due: one.due,
      state: 'open',
      done_at: null,
      done_by: null,
      note: null,
      deferred: 0,
      version: 1,
      card_key: null,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  const row = await tx
    .selectFrom('schedule_task')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('item_id', '=', one.item.id)
    .where('slot', '=', one.slot)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toTask(row);
}

/** The row and its line of history, in one go. */
export async function saveTask(
  context: C,
  task: Pick<StoredTask, 'itemId' | 'slot'>,
  event: TaskEvent,
  by: { readonly personId: string; readonly cardKey: string | null },
): Promise<void> {
  const { next } = event;
  await context.tx
    .updateTable('schedule_task')
    .set((eb) => ({
      due: next.due,
      state: next.state,
      done_at: next.doneAt,
      done_by: next.doneBy,
      note: event.note,
      deferred: event.kind === 'defer' ? eb('deferred', '+', 1) : eb.ref('deferred'),
      version: next.version,
      card_key: by.cardKey,
    }))
    .where('school_id', '=', context.school.id)
    .where('item_id', '=', task.itemId)
    .where('slot', '=', task.slot)
    .execute();
  await addHistory(context, {
    item_id: task.itemId,
    slot: task.slot,
    by_person_id: by.personId,
    what: event.kind,
    detail: event.detail,
  });
}

/** Nobody changes a line of history; what concerns the whole item or check has no slot. */
export async function addHistory(
  { tx, school, newId, now }: C,
  line: Pick<
    Selectable<ScheduleTables['schedule_history']>,
    'item_id' | 'slot' | 'by_person_id' | 'what' | 'detail'
  >,
): Promise<void> {
  await tx
    .insertInto('schedule_history')
    .values({ school_id: school.id, id: newId(), at: now, ...line })
    .execute();
}

export interface Claim {
  readonly post: Pick<Post, 'item' | 'slot' | 'at'>;
  readonly outcome: {
    readonly what: 'posted' | 'late' | 'skipped';
    readonly reason?: string;
  };
}

/** Rows of one insert: far below the 65,535 parameters that a statement may have. */
const MOST_ROWS = 500;

/** Which of these are the caller's to post: once for each (item, slot), however many replicas and restarts ask. */
export async function claimPosts<P extends Claim>(
  { tx, school, now }: C,
  claims: readonly P[],
): Promise<readonly P[]> {
  const won = new Set<string>();
  for (let first = 0; first < claims.length; first += MOST_ROWS) {
    const rows = await tx
      .insertInto('schedule_post')
      .values(
        claims.slice(first, first + MOST_ROWS).map(({ post: { item, slot, at }, outcome }) => ({
          school_id: school.id,
          item,
          slot,
          due_at: at,
          at: now,
          outcome: outcome.what,
          reason: outcome.reason ?? null,
        })),
      )
      .onConflict((c) => c.doNothing())
      .returning(['item', 'slot'])
      .execute();
    for (const { item, slot } of rows) won.add(taskKey(item, slot));
  }
  return claims.filter(({ post }) => won.has(taskKey(post.item, post.slot)));
}

/** One of them alone. */
export async function claimPost(context: C, post: Claim['post']): Promise<boolean> {
  return (await claimPosts(context, [{ post, outcome: { what: 'posted' } }])).length > 0;
}

/** `unassigned` stands beside it where a school began before this was kept. */
const BEGAN = ['began', 'unassigned'];
const SET_UP = 'set-up';

/** Notes, once, that the school's plan has begun to be followed. */
export async function noteBeginning(context: C): Promise<void> {
  await claimPost(context, { item: 'began', slot: SET_UP, at: context.now });
}

/** When that was; null: not yet. */
export async function beganAt({ tx, school }: C): Promise<Temporal.Instant | null> {
  const rows = await tx
    .selectFrom('schedule_post')
    .select('at')
    .where('school_id', '=', school.id)
    .where('item', 'in', BEGAN)
    .where('slot', '=', SET_UP)
    .execute();
  return rows.map(({ at }) => at).toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null;
}

/** Up to when everything due has been dealt with; a school that never looked begins now. */
export async function lookedUntil({ tx, school, now }: C): Promise<Temporal.Instant> {
  await tx
    .insertInto('schedule_look')
    .values({ school_id: school.id, until: now })
    .onConflict((c) => c.doNothing())
    .execute();
  const row = await tx
    .selectFrom('schedule_look')
    .select('until')
    .where('school_id', '=', school.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.until;
}

export async function setLookedUntil({ tx, school }: C, until: Temporal.Instant): Promise<void> {
  await tx.updateTable('schedule_look').set({ until }).where('school_id', '=', school.id).execute();
}

/**
 * A clock that ran ahead and was set right has judged posts by days that had not come: what it left
 * out is open again. Answers the first such time; null where nothing was left out.
 */
export async function reopenSkippedAhead({ tx, school, now }: C): Promise<Temporal.Instant | null> {
  const rows = await tx
    .deleteFrom('schedule_post')
    .where('school_id', '=', school.id)
    .where('outcome', '=', 'skipped')
    .where('at', '>', now)
    .returning('due_at')
    .execute();
  return (
    rows.map(({ due_at }) => due_at).toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null
  );
}
