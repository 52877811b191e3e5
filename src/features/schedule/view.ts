import { clockText } from '../../kernel/day-words.ts';
import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Occurrence } from './domain/item.ts';
import { byDue } from './domain/due.ts';
import { mayAct } from './domain/task.ts';
import { taskOf, type Planned } from './plan.ts';

/** 点错了 stands on a card this long after 完成. */
const UNDO = { minutes: 10 } as const;

/** A note as long as a line or two says enough in a list. */
const MOST_NOTE = 60;

/** One due day as cards show it. */
export interface TaskRow extends JsonObject {
  readonly item: string;
  readonly slot: string;
  readonly v: number;
  readonly title: string;
  /** Empty where nobody owns it, or where the name must not be shown. */
  readonly who: string;
  /** `11月20日`, with 暂定 where the year's notice is not out. */
  readonly due: string;
  readonly done: boolean;
  readonly late: boolean;
  readonly note: string;
  readonly may: ('done' | 'defer' | 'undo')[];
}

/** An occurrence with its due day as it stands now. */
export function current(planned: Planned, one: Occurrence): Occurrence {
  const task = taskOf(planned, one);
  return task && task.deferred > 0 ? { ...one, due: task.due, official: true } : one;
}

/** How one due day looks to somebody; `viewer` null is a group, where nobody can act (contract §5). */
export function rowOf(
  planned: Planned,
  one: Occurrence,
  now: Temporal.Instant,
  viewer: Person | null,
): TaskRow {
  const { calendar } = planned.plan;
  const task = taskOf(planned, one);
  const { due, official } = current(planned, one);
  const owner = planned.owner(one.item);
  const done = task?.state === 'done';
  const over = !done && Temporal.PlainDate.compare(due, calendar.date(now)) < 0;
  const acts = viewer !== null && mayAct(viewer, owner?.openId ?? null);
  // Whoever asks for the plan does not learn from it who is late.
  const knows = acts || (viewer !== null && hasRole(viewer, 'principal'));
  const undo =
    done &&
    task.doneBy === viewer?.id &&
    task.doneAt !== null &&
    Temporal.Instant.compare(now, task.doneAt.add(UNDO)) <= 0;
  return {
    item: one.item.id,
    slot: one.slot,
    v: task?.version ?? 1,
    title: one.item.title,
    who: over && !knows ? '' : (owner?.name ?? '未指定'),
    due: `${dayWords(due)}${official ? '' : '（暂定）'}`,
    done,
    late: over && knows && !isBefore(due, planned.since),
    note: [brief(task?.note ?? ''), photoWords(task?.photos ?? 0)].filter(Boolean).join('；'),
    may: !acts ? [] : done ? (undo ? ['undo'] : []) : ['done', 'defer'],
  };
}

/** Due before the plan was followed here at all. */
export function isBefore(due: Temporal.PlainDate, since: Temporal.PlainDate | null): boolean {
  return since !== null && Temporal.PlainDate.compare(due, since) < 0;
}

export function rowsOf(
  planned: Planned,
  occurrences: readonly Occurrence[],
  now: Temporal.Instant,
  viewer: Person | null,
): TaskRow[] {
  return occurrences
    .map((one) => current(planned, one))
    .toSorted(byDue)
    .map((one) => rowOf(planned, one, now, viewer));
}

/** `照片 2 张`; nothing where there is none. */
export function photoWords(count: number): string {
  return count === 0 ? '' : `照片 ${count} 张`;
}

export function dayWords(day: Temporal.PlainDate): string {
  return `${day.month}月${day.day}日`;
}

/** `陈主任 11月20日 08:40 `: who was first, for whoever taps after them (contract §5). */
export async function whoWas(
  { tx, school }: Context<Tables>,
  personId: string | null,
  at: Temporal.Instant | null,
  did: string,
): Promise<string> {
  const person = personId === null ? null : await personById(tx, school.id, personId);
  const when = at === null ? '' : ` ${clockText({ school }, at)} `;
  return `${person?.name ?? '同事'}${when}${did}`;
}

/** People's words as far as a list has room for them. */
export function brief(words: string, most = MOST_NOTE): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}
