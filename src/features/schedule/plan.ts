import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { rosterBetween } from '../duty/public.ts';
import { everybody } from '../people/public.ts';
import type { Recipients } from './domain/deliveries.ts';
import { planOf } from './domain/due.ts';
import type { Item, Occurrence } from './domain/item.ts';
import { ownerOf, type Owner } from './domain/owners.ts';
import { TIMES, type Plan } from './domain/posts.ts';
import {
  activeChecks,
  activeItems,
  beganAt,
  taskKey,
  tasksOf,
  type StoredCheck,
  type StoredItem,
  type StoredTask,
} from './store.ts';

type C = Context<Tables>;

/** Rosters are looked at as far back as a look-out makes up, and a little ahead. */
const BACK = { days: 110 } as const;
const AHEAD = { days: 35 } as const;

/** The school's plan as it stands: what is planned, what became of it, and whose it is. */
export interface Planned {
  readonly items: readonly StoredItem[];
  readonly checks: readonly StoredCheck[];
  readonly tasks: ReadonlyMap<string, StoredTask>;
  readonly people: readonly Person[];
  readonly plan: Plan;
  /** The day on which the plan began to be followed: nothing is late that was due before. */
  readonly since: Temporal.PlainDate | null;
  readonly recipients: Recipients;
  /** Who owns an item or a check; null: nobody. */
  readonly owner: Recipients['ownerOf'];
}

export async function loadPlan(context: C): Promise<Planned> {
  const { calendar, school } = context;
  const items = await activeItems(context);
  const checks = await activeChecks(context);
  const tasks = await tasksOf(
    context,
    items.map(({ id }) => id),
  );
  const began = await beganAt(context);
  const known = await everybody(context.tx, school.id);
  const people = known.filter((person) => person.active);
  const today = calendar.date(context.now);
  const roster = await rosterBetween(context, today.subtract(BACK), today.add(AHEAD));
  const named = (someone: string): Owner | null => {
    const is = (person: Person) => person.openId === someone || person.name === someone;
    // Who has left gets nothing more; who is not known yet was named by the file.
    return known.some(is) ? (people.find(is) ?? null) : { openId: someone, name: someone };
  };
  const owner: Planned['owner'] = ({ owner: duty, ownerOpenId = null }) =>
    // What somebody was named for falls back to its duty when they leave.
    (ownerOpenId === null ? null : named(ownerOpenId)) ?? ownerOf(duty, known, school.duties);
  return {
    items,
    checks,
    tasks,
    people,
    since: began && calendar.date(began),
    owner,
    plan: {
      calendar,
      items,
      checks,
      onDuty: (day) => roster.has(day.toString()),
      monthCardAt: TIMES.month,
      moved: movedOf(items, tasks),
    },
    recipients: {
      ownerOf: owner,
      director: people.find((person) => hasRole(person, 'director')) ?? null,
      onDuty: (day) => roster.get(day.toString()) ?? [],
      isSchoolDay: (day) => calendar.isSchoolDay(day),
    },
  };
}

/** Due days that 延期 has moved, where they stand now. */
function movedOf(
  items: readonly Item[],
  tasks: ReadonlyMap<string, StoredTask>,
): readonly Occurrence[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return [...tasks.values()].flatMap(({ itemId, slot, due, deferred }) => {
    const item = byId.get(itemId);
    // Somebody chose that day: no notice makes it uncertain.
    return item && deferred > 0 ? [{ item, slot, due, official: true }] : [];
  });
}

/** The row of a due day, if anybody has touched it. */
export function taskOf({ tasks }: Planned, { item, slot }: Occurrence): StoredTask | null {
  return tasks.get(taskKey(item.id, slot)) ?? null;
}

/** What a month's card holds: its plan, and what 延期 has moved into it. */
export function monthOf(planned: Planned, month: Temporal.PlainYearMonth): readonly Occurrence[] {
  const { plan } = planned;
  const computed = planOf(plan.items, plan.calendar, month);
  const has = new Set(computed.map(({ item, slot }) => `${item.id} ${slot}`));
  const movedIn = (plan.moved ?? []).filter(
    ({ item, slot, due }) => due.toPlainYearMonth().equals(month) && !has.has(`${item.id} ${slot}`),
  );
  return [...computed, ...movedIn];
}
