/** The director's card of what is wrong, with a proposal; the principal is told a day before. */
import { z } from 'zod';
import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { planOf, type DayPlan, type Placed } from '../domain/plan.ts';
import { claim } from '../store.ts';
import { fill, mayEdit } from './drafting.ts';
import { hoursIn } from './drafts.ts';
import { daysAhead, directorOf, gapLines, gapsOf, principalOf, type Found } from './gaps.ts';
import { placedWords } from './show-draft.ts';

type C = Context<Tables>;

const MOST_LINES = 12;

/**
 * Every morning, only when something is wrong, not the same twice a day; with the group's reminder
 * (`more` are its days) it is said again in any case.
 */
export async function remindGaps(
  context: C,
  more: readonly Temporal.PlainDate[] = [],
): Promise<void> {
  const found = await gapsOf(context, union(daysAhead(context), more));
  const director = directorOf(found.people);
  await tellPrincipal(context, found);
  if (!director?.openId) return;
  const before = await shownLines(context, director.openId);
  const lines = gapLines(found.gaps, found.people).map(({ line }) => line);
  const today = context.calendar.date(context.now).toString();
  const same =
    more.length === 0 && before?.day === today && before.lines.join('\n') === lines.join('\n');
  if (same || (lines.length === 0 && before === null)) return;
  await showGaps(context, director.openId, found, lines.length > 0);
}

/** After a change of these days: at once where it has opened a gap, else the card only follows. */
export async function checkChanged(context: C, days: readonly Temporal.PlainDate[]): Promise<void> {
  const today = context.calendar.date(context.now);
  const touched = union(
    days,
    days.map((day) => day.add({ days: 1 })),
  ).filter((day) => Temporal.PlainDate.compare(day, today) >= 0);
  const found = await gapsOf(context, union(daysAhead(context), touched));
  const director = directorOf(found.people);
  if (!director?.openId) return;
  const before = await shownLines(context, director.openId);
  const known = new Set(before?.lines ?? []);
  const opened = gapLines(found.gaps, found.people).some(
    ({ day, line }) => touched.some((one) => one.equals(day)) && !known.has(line),
  );
  if (opened) await tellPrincipal(context, found);
  if (opened || before !== null) await showGaps(context, director.openId, found, opened);
}

/** The day before, or as soon as it is known then; once a day that is wrong. Held back at night. */
async function tellPrincipal(context: C, found: Found): Promise<void> {
  const { calendar, now, say } = context;
  const principal = principalOf(found.people);
  const director = directorOf(found.people);
  if (!principal?.openId || principal.id === director?.id) return;
  if (Temporal.Instant.compare(calendar.outsideQuietHours(now), now) > 0) return;
  const today = calendar.date(now);
  const near: string[] = [];
  for (const { day, line } of gapLines(found.gaps, found.people)) {
    if (Temporal.PlainDate.compare(day, today.add({ days: 1 })) > 0) continue;
    if (await claim(context, 'gap-principal', day.toString())) near.push(line);
  }
  if (near.length === 0) return;
  const told = director ? `\n已请${director.name}安排。` : '';
  await say.text(
    { kind: 'person', openId: principal.openId },
    `值班还缺人：\n${near.join('\n')}${told}`,
  );
}

export async function showGaps(
  context: C,
  openId: string,
  found: Found,
  renew: boolean,
): Promise<void> {
  const lines = gapLines(found.gaps, found.people);
  const { plans, problems } = await proposal(context, found);
  const worded = proposalWords(context, plans, found.people);
  await context.say.show({
    key: keyOf(openId),
    to: { kind: 'person', openId },
    card: {
      template: 'duty-gaps',
      values: {
        title: lines.length === 0 ? '值班都排好了' : `值班有 ${lines.length} 天要处理`,
        day: context.calendar.date(context.now).toString(),
        total: lines.length,
        // All of them, so that a new one is told from one that was known.
        all: lines.map(({ line }) => line),
        lines: lines.slice(0, MOST_LINES).map(({ line }) => line),
        more: Math.max(0, lines.length - MOST_LINES),
        proposal: worded,
        take: context.school.duty.approval === null ? '按建议排' : '按建议送审',
        note: problems.length > 0 ? `建议里还有 ${problems.length} 个位置没有人可排。` : '',
      },
    },
    renew,
    live: lines.length > 0,
  });
}

function keyOf(openId: string): string {
  return `duty:gaps:${openId}`;
}

const shownShape = z.object({ day: z.string(), all: z.array(z.string()) });

async function shownLines(
  { say }: C,
  openId: string,
): Promise<{ readonly day: string; readonly lines: readonly string[] } | null> {
  const shown = await say.shown(keyOf(openId));
  const read = shownShape.safeParse(shown?.card.values);
  return read.success ? { day: read.data.day, lines: read.data.all } : null;
}

/** Who could fill the holes: who cannot come or would stand twice running goes, who had the fewest turns comes. */
export async function proposal(
  context: C,
  { gaps, people, required, shifts }: Found,
): Promise<{ readonly plans: readonly DayPlan[]; readonly problems: readonly string[] }> {
  const wrong = new Set(gaps.map(({ day }) => day.toString()));
  const days = required.filter((day) => wrong.has(day.toString()));
  const out = (day: Temporal.PlainDate, { personId }: Placed) =>
    gaps.some((gap) => 'personId' in gap && gap.personId === personId && gap.day.equals(day));
  const left = planOf(
    days,
    shifts.filter(({ day }) => wrong.has(day.toString())),
    hoursIn(context),
  ).map((plan) => ({
    ...plan,
    placed: plan.placed.filter((one) => !out(plan.day, one)),
  }));
  return fill(context, left, people, { members: context.school.duty.minOnDuty, leaders: 1 });
}

export function proposalWords(
  { school }: C,
  plans: readonly DayPlan[],
  people: ReadonlyMap<string, Person>,
): string[] {
  return plans
    .filter(({ placed }) => placed.length > 0)
    .slice(0, MOST_LINES)
    .map(
      ({ day, placed }) => `建议 ${sayDay(day)}：${placedWords(placed, people, school.duty.start)}`,
    );
}

/** `还有哪几天没排人` */
export async function askGaps(context: C, { sender, message }: Incoming): Promise<void> {
  const found = await gapsOf(context, daysAhead(context));
  const lines = gapLines(found.gaps, found.people).map(({ line }) => line);
  if (lines.length === 0) return answer(context, message, '接下来两周该有人值班的日子都排好了。');
  if (mayEdit(sender) && message.chatKind === 'direct')
    return showGaps(context, message.senderOpenId, found, true);
  // Who is on leave is not for everybody.
  return answer(context, message, `值班还有 ${lines.length} 天要安排，已经由总务主任处理。`);
}

function union(
  one: readonly Temporal.PlainDate[],
  other: readonly Temporal.PlainDate[],
): Temporal.PlainDate[] {
  const all = new Map([...one, ...other].map((day) => [day.toString(), day]));
  return [...all.values()].toSorted((a, b) => Temporal.PlainDate.compare(a, b));
}
