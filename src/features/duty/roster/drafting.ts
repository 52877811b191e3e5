/** Who is put where by the bot: the rules' draft over what the school knows of its people. */
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { draftRoster, type DraftPerson } from '../domain/draft.ts';
import type { DayPlan, Placed } from '../domain/plan.ts';
import { isAway, nextTo, POST_WORDS, type RosterShift } from '../domain/shift.ts';
import { shiftsBetween } from '../store.ts';
import { bounds } from './posted.ts';

type C = Context<Tables>;
type Drafted = 'leader' | 'member';

/** Turns of so many years count: whoever had the last Spring Festival is not first for the next. */
const YEARS = { years: 3 } as const;

export interface Need {
  readonly members: number;
  readonly leaders: number;
}

export interface Filled {
  readonly plans: readonly DayPlan[];
  /** Who got how many days, and how many turns that makes: why it is fair. */
  readonly notes: readonly string[];
  /** What nobody was left for. */
  readonly problems: readonly string[];
}

/**
 * Fills up the days: who stands on them stays, and the rest is whoever has had the fewest turns. The
 * gate is the guards' in turn.
 */
export async function fill(
  context: C,
  plans: readonly DayPlan[],
  people: ReadonlyMap<string, Person>,
  need: Need,
): Promise<Filled> {
  const facts = await factsOf(context, plans, people);
  const turns = facts.fixed.map(({ day, personId }) => ({ day, personId }));
  const given = plans.flatMap(({ day, placed }) =>
    placed.filter(({ post }) => post !== 'guard').map(({ personId }) => ({ day, personId })),
  );
  const filled = new Map(plans.map((plan) => [plan.day.toString(), [...plan.placed]]));
  const holes: { day: Temporal.PlainDate; post: Drafted }[] = [];
  const open = (post: Drafted, { placed }: DayPlan) =>
    Math.max(
      0,
      (post === 'leader' ? need.leaders : need.members) -
        placed.filter((one) => one.post === post).length,
    );
  // Days that lack the same are filled together, so that the turns of them all are levelled.
  const groups = Map.groupBy(plans, (plan) => `${open('leader', plan)} ${open('member', plan)}`);
  const added: { day: Temporal.PlainDate; personId: string }[] = [];
  const got = new Map<string, Temporal.PlainDate[]>();
  const loads = new Map(facts.people.map(({ id, load }) => [id, load]));
  // Who stands on these days already has those turns, too.
  for (const { day, personId } of given)
    loads.set(personId, (loads.get(personId) ?? 0) + weightOf(context, day));
  const bySize = [...groups.values()].toSorted((a, b) => b.length - a.length);
  for (const some of bySize) {
    const [first] = some;
    if (!first) continue;
    const want = { leaders: open('leader', first), members: open('member', first) };
    if (want.leaders + want.members === 0) continue;
    const draft = draftRoster(
      some.map(({ day }) => ({ day, weight: weightOf(context, day) })),
      facts.people.map((person) => ({ ...person, load: loads.get(person.id) ?? person.load })),
      want,
      [...turns, ...given, ...added],
    );
    for (const { day, personId, post } of draft.shifts) {
      filled.get(day.toString())?.push(placedAt(context, plans, day, personId, post));
      added.push({ day, personId });
      got.set(personId, [...(got.get(personId) ?? []), day]);
    }
    for (const [id, load] of draft.loads) loads.set(id, load);
    holes.push(...draft.open);
  }
  guard(context, plans, people, filled);
  return {
    plans: plans.map(({ day }) => ({ day, placed: filled.get(day.toString()) ?? [] })),
    notes: notesOf(got, loads, people),
    problems: openWords(holes),
  };
}

/** Somebody new on a day begins when the day does. */
function placedAt(
  { school }: C,
  plans: readonly DayPlan[],
  day: Temporal.PlainDate,
  personId: string,
  post: Placed['post'],
): Placed {
  const there = plans.find((plan) => plan.day.equals(day))?.placed ?? [];
  const start = there.map((one) => one.start).toSorted()[0] ?? school.duty.start;
  return { personId, post, start, end: null, place: null };
}

/** 门卫: one a day, in turn, where the school has any and nobody is put there yet. */
function guard(
  context: C,
  plans: readonly DayPlan[],
  people: ReadonlyMap<string, Person>,
  filled: Map<string, Placed[]>,
): void {
  const guards = [...people.values()].filter((person) => hasRole(person, 'guard'));
  for (const [i, { day }] of plans.entries()) {
    const placed = filled.get(day.toString());
    const free = guards.filter((person) => !isAway(person, day));
    const next = free[i % Math.max(1, free.length)];
    if (!next || !placed || placed.some(({ post }) => post === 'guard')) continue;
    if (placed.some(({ personId }) => personId === next.id)) continue;
    placed.push(placedAt(context, plans, day, next.id, 'guard'));
  }
}

interface Facts {
  readonly people: readonly DraftPerson[];
  /** Turns next to the days, which nobody may run on into. */
  readonly fixed: readonly RosterShift[];
}

async function factsOf(
  context: C,
  plans: readonly DayPlan[],
  people: ReadonlyMap<string, Person>,
): Promise<Facts> {
  const [first, last] = bounds(plans.map(({ day }) => day));
  if (!first || !last) return { people: [], fixed: [] };
  const inside = new Set(plans.map(({ day }) => day.toString()));
  const all = await shiftsBetween(context, first.subtract(YEARS), last.add({ days: 1 }));
  const others = all.filter(({ day, post }) => !inside.has(day.toString()) && post !== 'guard');
  const names = new Set(plans.flatMap(({ day }) => context.calendar.official(day)?.name ?? []));
  const exempt = await exemptOn(context, first);
  const candidates = [...people.values()].flatMap((person) => {
    const may = mayOf(person);
    return may === null ? [] : [{ person, may: exempt.has(person.id) ? [] : [may] }];
  });
  const loadOf = (id: string) =>
    others
      .filter(({ personId }) => personId === id)
      .reduce((sum, { day }) => sum + weightOf(context, day), 0);
  const loads = new Map(candidates.map(({ person }) => [person.id, loadOf(person.id)]));
  return {
    people: candidates.map(({ person, may }) => {
      const own = others.filter(({ personId }) => personId === person.id);
      // Whoever is new starts where the least loaded of the others stands: nobody makes up for years.
      const least = Math.min(...[...loads.values()].filter((load) => load > 0));
      return {
        id: person.id,
        may,
        absentUntil: person.absentUntil,
        load: Math.max(loads.get(person.id) ?? 0, Number.isFinite(least) ? least : 0),
        sameHoliday: own.filter(({ day }) => names.has(context.calendar.official(day)?.name ?? ''))
          .length,
        lastOn: own.at(-1)?.day ?? null,
      };
    }),
    fixed: others.filter(({ day }) => plans.some((plan) => nextTo(plan.day, day))),
  };
}

/** What a person is drafted for; null: nothing. Who leads the school leads the day. */
function mayOf(person: Person): Drafted | null {
  if (!person.active || person.openId === null) return null;
  if (hasRole(person, 'director', 'principal', 'unitHead')) return 'leader';
  return hasRole(person, 'guard') ? null : 'member';
}

/** Who makes rosters. */
export function mayEdit(person: Person): boolean {
  return hasRole(person, 'director', 'admin');
}

export function mayLead(person: Person): boolean {
  return mayOf(person) === 'leader';
}

export function weightOf({ calendar }: Pick<C, 'calendar'>, day: Temporal.PlainDate): 1 | 2 {
  return calendar.isHoliday(day) ? 2 : 1;
}

async function exemptOn({ tx, school }: C, day: Temporal.PlainDate): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('duty_exemption')
    .select(['person_id', 'until'])
    .where('school_id', '=', school.id)
    .execute();
  return new Set(
    rows
      .filter(({ until }) => until === null || Temporal.PlainDate.compare(until, day) >= 0)
      .map(({ person_id }) => person_id),
  );
}

function openWords(
  open: readonly { readonly day: Temporal.PlainDate; readonly post: Drafted }[],
): string[] {
  const inOrder = open.toSorted((a, b) => Temporal.PlainDate.compare(a.day, b.day));
  return inOrder.map(
    ({ day, post }) => `${sayDay(day)}缺${POST_WORDS[post]}：没有人可排（请假、免排或会连着两天）`,
  );
}

function notesOf(
  got: ReadonlyMap<string, readonly Temporal.PlainDate[]>,
  loads: ReadonlyMap<string, number>,
  people: ReadonlyMap<string, Person>,
): string[] {
  const lines = [...got]
    .toSorted(([a], [b]) => (loads.get(b) ?? 0) - (loads.get(a) ?? 0) || a.localeCompare(b))
    .map(([id, days]) => {
      const on = days
        .toSorted((a, b) => Temporal.PlainDate.compare(a, b))
        .map((day) => `${day.month}月${day.day}日`)
        .join('、');
      return `${people.get(id)?.name ?? ''}：${on}；近三年累计 ${loads.get(id) ?? 0} 班`;
    });
  return lines.length === 0
    ? []
    : ['累计少的先排，节假日一天算两班，不连着两天，请假和免排的不排。', ...lines];
}
