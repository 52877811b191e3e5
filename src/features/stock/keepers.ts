import type { Context, Incoming } from '../../kernel/feature.ts';
import { answer } from '../../kernel/answer.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, peopleWithRole } from '../people/public.ts';

type C = Context<Tables>;

/** Who keeps the stock, with an account; the directors where nobody does. */
export async function storekeepers({ tx, school }: C): Promise<Person[]> {
  for (const role of ['storekeeper', 'director'] as const) {
    const people = await peopleWithRole(tx, school.id, role);
    const reachable = people.filter(({ openId }) => openId !== null);
    if (reachable.length > 0) return reachable;
  }
  return [];
}

/** Whether somebody books, counts and sets the minimum. */
export async function mayKeep(context: C, person: Person): Promise<boolean> {
  if (!person.active) return false;
  return (await storekeepers(context)).some(({ id }) => id === person.id);
}

/** Who sees everything there is. */
export async function maySee(context: C, person: Person): Promise<boolean> {
  return hasRole(person, 'director', 'admin', 'principal', 'finance') || mayKeep(context, person);
}

/**
 * Who decides on a count: never who counted. The director or who stands in, where there is none the
 * principal, then an admin: a second named person signs, and nothing is blocked.
 */
export async function countApprovers(context: C, counted: ReadonlySet<string>): Promise<Person[]> {
  const { tx, school, calendar, now } = context;
  const today = calendar.date(now);
  // Whoever stood in does so no longer once the absence is over.
  const away = ({ absentUntil }: Person) =>
    absentUntil !== null && Temporal.PlainDate.compare(absentUntil, today) >= 0;
  for (const role of ['director', 'principal', 'admin'] as const) {
    const holders = await peopleWithRole(tx, school.id, role);
    const substitutes = await peopleById(
      tx,
      school.id,
      holders.map((holder) => (away(holder) ? holder.substituteId : null)),
    );
    const all = [...holders, ...substitutes.values()].filter(
      ({ id, openId, active }) => active && openId !== null && !counted.has(id),
    );
    if (all.length > 0) return [...new Map(all.map((person) => [person.id, person])).values()];
  }
  return [];
}

export function names(people: readonly Person[]): string {
  return people.map(({ name }) => name).join('、') || '仓管员';
}

/** Of whom any one is enough. */
export function anyOf(people: readonly Person[]): string {
  return people.map(({ name }) => name).join(' 或 ');
}

/** Somebody else's wish goes to whoever keeps the stock, in their words; nothing is booked. */
export async function passOn(context: C, incoming: Incoming, what: string): Promise<void> {
  const { message, sender } = incoming;
  const keepers = await storekeepers(context);
  for (const { openId } of keepers)
    if (openId !== null)
      await context.say.text(
        { kind: 'person', openId },
        `${sender.name}想${what}：“${message.text}”\n请核实后由您登记，没有自动改动库存。`,
        { thread: `stock:passed:${message.messageId}` },
      );
  const who = names(keepers);
  return answer(
    context,
    message,
    keepers.length === 0
      ? `${what}由仓管员登记，现在还没有仓管员，请联系总务处`
      : `${what}由${who}登记，已转告${who}`,
  );
}
