import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { repairsEnded } from '../../repairs/public.ts';
import { answer } from '../../../kernel/answer.ts';
import { loadPlan, type Planned } from '../plan.ts';
import { beganAt } from '../store.ts';
import { dayWords } from '../view.ts';
import { checkOf } from './show.ts';
import { findingsOf, runsBetween, type Finding, type Run } from './store.ts';

type C = Context<Tables>;

/** The daily patrol; the other checks count with their findings only. */
const PATROL = 'C-D01';
const MOST_PLACES = 12;
const MOST_MISSED = 20;

interface Week {
  /** From when it counts, where the school began in its middle. */
  readonly since: Temporal.PlainDate | null;
  readonly monday: Temporal.PlainDate;
  readonly sunday: Temporal.PlainDate;
  readonly runs: readonly Run[];
  readonly findings: readonly Finding[];
  readonly fixed: ReadonlySet<string>;
}

/** The week's statistics to the staff group, and what was missed to the director alone. */
export async function postStatistics(
  context: C,
  planned: Planned,
  day: Temporal.PlainDate,
): Promise<void> {
  const week = await weekOf(context, day);
  const { staff } = context.school.groups;
  if (staff !== null)
    await context.say.show({
      key: `schedule:statistics:${week.monday.toString()}`,
      to: { kind: 'chat', chatId: staff },
      card: statisticsCard(week),
      renew: true,
      live: false,
    });
  const missed = missedOf(planned, week);
  const director = planned.recipients.director?.openId ?? null;
  if (director !== null && missed.length > 0)
    await context.say.text(
      { kind: 'person', openId: director },
      `本周没有做的检查（只发给您）：\n${missed.join('\n')}`,
    );
}

/** `本周巡查统计`: the week so far, to whoever asks. */
export async function askStatistics(context: C, incoming: Incoming): Promise<void> {
  const { message } = incoming;
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  const week = await weekOf(context, context.calendar.date(context.now));
  await context.say.show({
    key: `schedule:statistics:${message.senderOpenId}`,
    to: { kind: 'person', openId: message.senderOpenId },
    card: statisticsCard(week),
    renew: true,
    live: false,
  });
}

/** `昨天谁没巡查`, `漏检`: names, so for the director and the principal alone. */
export async function askMissed(context: C, incoming: Incoming): Promise<void> {
  const { sender, message } = incoming;
  if (!hasRole(sender, 'director', 'principal', 'admin'))
    return answer(context, message, '漏检情况只发给总务主任和校长');
  const week = await weekOf(context, context.calendar.date(context.now));
  const missed = missedOf(await loadPlan(context), week);
  const words =
    missed.length === 0 ? '本周到现在没有漏检。' : `本周没有做的检查：\n${missed.join('\n')}`;
  if (message.chatKind === 'group') await answer(context, message, '已私聊您');
  return context.say.text({ kind: 'person', openId: message.senderOpenId }, words);
}

async function weekOf(context: C, day: Temporal.PlainDate): Promise<Week> {
  const monday = day.subtract({ days: day.dayOfWeek - 1 });
  const sunday = monday.add({ days: 6 });
  const runs = await runsBetween(context, monday, sunday);
  const findings = await findingsOf(
    context,
    runs.map(({ id }) => id),
  );
  const fixed = await repairsEnded(
    context,
    findings.flatMap((finding) => finding.ticket_id ?? []),
  );
  const began = await beganAt(context);
  const first = began && context.calendar.date(began);
  const since = first && Temporal.PlainDate.compare(first, monday) > 0 ? first : null;
  return { since, monday, sunday, runs, findings, fixed };
}

function statisticsCard({ since, monday, sunday, runs, findings, fixed }: Week) {
  const patrol = runs.filter((run) => run.check_id === PATROL);
  const others = runs.filter((run) => run.check_id !== PATROL);
  const done = (some: readonly Run[]) =>
    some.filter((run) => run.state === 'normal' || run.state === 'abnormal').length;
  // What was posted today may still be answered: it is neither done nor missed.
  const missed = (some: readonly Run[]) => some.filter((run) => run.state === 'missed').length;
  const mended = findings.filter(
    (finding) => finding.closed_at !== null || (finding.ticket_id && fixed.has(finding.ticket_id)),
  );
  const places = [...Map.groupBy(findings, (finding) => finding.place)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return {
    template: 'schedule-statistics',
    values: {
      title: '本周巡查统计',
      span: `${dayWords(since ?? monday)}至${dayWords(sunday)}${since ? `（${dayWords(since)}起统计）` : ''}`,
      patrolDone: done(patrol),
      patrolMissed: missed(patrol),
      checksDone: done(others),
      checksMissed: missed(others),
      found: findings.length,
      fixed: mended.length,
      open: findings.length - mended.length,
      places: places.slice(0, MOST_PLACES).map(([place, some]) => ({ place, count: some.length })),
    },
  };
}

/** `校园每日巡查 11月24日：陈主任`. Today's still have until midnight. */
function missedOf(planned: Planned, { runs }: Week): string[] {
  const missed = runs.filter((run) => run.state === 'missed');
  const lines = missed.slice(0, MOST_MISSED).map((run) => {
    const who = planned.people.find((person) => person.openId === run.open_id)?.name ?? '老师';
    return `${checkOf(planned, run)?.title ?? '检查'} ${dayWords(run.day)}：${who}`;
  });
  return missed.length > MOST_MISSED ? [...lines, `……共 ${missed.length} 次`] : lines;
}
