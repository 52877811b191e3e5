import type { Context } from '../../../kernel/feature.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';
import type { Check } from '../domain/item.ts';
import { ending } from '../cards.ts';
import type { Planned } from '../plan.ts';
import { brief, photoWords } from '../view.ts';
import { findingsOf, openRun, runsOn, type Finding, type Run } from './store.ts';

type C = Context<Tables>;

/** When somebody has not answered, the card comes once more after this, and not at night. */
const REMIND_AFTER = { hours: 2 } as const;

interface Due {
  readonly check: Check;
  readonly slot: string;
  readonly day: Temporal.PlainDate;
}

/** With more checks than this on a card its points are not offered one by one: the card stays within its size. */
const MOST_PICKED = 3;
/** More checks of one time are on a second card. */
const MOST_ON_A_CARD = 8;
/** Of what was found in one check the newest stand on the card; all of it is in the week's figures. */
const MOST_FOUND = 5;

/** A person's checks of one time, as one card; their runs are made with it. */
export async function postChecks(
  context: C,
  planned: Planned,
  openId: string,
  at: Temporal.Instant,
  due: readonly Due[],
): Promise<void> {
  for (let first = 0; first < due.length; first += MOST_ON_A_CARD) {
    const key = `schedule:checks:${openId}:${at.toString()}${first === 0 ? '' : `:${first}`}`;
    await postCard(context, planned, openId, key, due.slice(first, first + MOST_ON_A_CARD));
  }
}

async function postCard(
  context: C,
  planned: Planned,
  openId: string,
  key: string,
  due: readonly Due[],
): Promise<void> {
  for (const { check, slot, day } of due)
    await openRun(context, { check_id: check.id, slot, day, open_id: openId, card_key: key });
  await showChecks(context, planned, key, true);
  await context.timers.set('schedule.checks-remind', key, context.now.add(REMIND_AFTER));
  const { calendar, now } = context;
  const midnight = calendar.at(calendar.date(now).add({ days: 1 }), '00:00');
  await context.timers.set('schedule.checks-missed', key, midnight);
}

/** The card as its runs stand now. Answers whether any still waits. */
export async function showChecks(
  context: C,
  planned: Planned,
  key: string,
  renew: boolean,
): Promise<boolean> {
  const runs = await runsOn(context, key);
  const [first] = runs;
  if (!first) return false;
  const findings = await findingsOf(
    context,
    runs.map(({ id }) => id),
  );
  const waiting = runs.some((run) => run.state === 'open');
  await context.say.show({
    key,
    to: { kind: 'person', openId: first.open_id },
    card: checksCard(planned, runs, findings),
    live: waiting,
    renew,
  });
  return waiting;
}

/** Some checks of a person, as they stand. */
export function checksCard(
  planned: Pick<Planned, 'checks'>,
  runs: readonly Run[],
  findings: readonly Finding[],
): CardContent {
  const rows = runs.map((run, i) => ({
    id: run.id,
    v: run.version,
    title: checkOf(planned, run)?.title ?? '已取消的检查',
    points: [...(checkOf(planned, run)?.points ?? [])],
    pick: runs.length > MOST_PICKED ? [] : [...(checkOf(planned, run)?.points ?? [])],
    state: STATES[run.state],
    open: run.state === 'open',
    // What was found may be more than one thing.
    more: run.state === 'open' || run.state === 'abnormal',
    end: ending(i),
    found: findings
      .filter((finding) => finding.run_id === run.id)
      .slice(-MOST_FOUND)
      .map(
        ({ point, place, words, ticket_number: number, photos }) =>
          `${brief([point, place, words].filter(Boolean).join('：'))}（${[number ?? '隐患记录', photoWords(photos)].filter(Boolean).join('，')}）`,
      ),
  }));
  return {
    template: 'schedule-checks',
    values: {
      title: rows.length === 1 ? (rows[0]?.title ?? '例行检查') : `例行检查 ${rows.length} 项`,
      waiting: runs.some((run) => run.state === 'open'),
      abnormal: runs.some((run) => run.state === 'abnormal'),
      missed: runs.some((run) => run.state === 'missed'),
      single: rows.length === 1,
      rows,
    },
  };
}

const STATES: Readonly<Record<Run['state'], string>> = {
  open: '待检查',
  normal: '全部正常',
  abnormal: '有异常，已登记',
  missed: '未检查',
};

export function checkOf(
  { checks }: Pick<Planned, 'checks'>,
  run: Pick<Run, 'check_id'>,
): Check | null {
  return checks.find((check) => check.id === run.check_id) ?? null;
}
