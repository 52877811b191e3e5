import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { MovableClock } from '../../src/kernel/clock.ts';
import type { Message } from '../../src/playground/platform/world.ts';
import { parseSchoolFile } from '../../src/school-file/index.ts';
import type { Tables } from '../../src/tables.ts';
import { TEMPLATE } from '../global-setup.ts';
import { Auditing } from './auditing.ts';
import { Days } from './calendar.ts';
import { Life } from './day.ts';
import { Delivery } from './delivery.ts';
import { openPrepared } from './memory-database.ts';
import { Drills } from './drills.ts';
import { noFaultsYet, type Fault } from './faults.ts';
import { finalRows } from './final-rows.ts';
import { History } from './history.ts';
import { Invariants } from './invariants.ts';
import { takeOver } from './machine.ts';
import { simPlatform } from './platform.ts';
import { morning, MORNINGS } from './mornings.ts';
import { deckOf, type Random, randomOf } from './random.ts';
import { Replica } from './replica.ts';
import { schoolFile } from './school.ts';
import { Time } from './time.ts';
import { Town } from './town.ts';
import { Trials, type TrialName } from './trials/index.ts';
import { Troubles } from './troubles.ts';
import { Violation } from './violation.ts';

/** A bug that is planted into a migration has no effect in a database that was migrated without it. */
const MIGRATES = process.env['PLANTED_MIGRATION'] === 'yes';

/** Days at the beginning that are audited every evening; afterwards every week and at the end. */
const DAILY = 10;

/** As many days apart what was deleted is given back and the tables are measured, as the product does far more often. */
const MAINTAINED = 5;

export interface Lived {
  readonly seed: number;
  readonly days: number;
  readonly schoolDays: number;
  readonly events: number;
  readonly sends: number;
  readonly checks: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly hash: string;
  readonly violation: {
    invariant: string;
    seen: string;
    step: string;
    history: readonly string[];
  } | null;
}

export interface Options {
  readonly seed: number;
  readonly days: number;
  /** First day; the first of September of the year the seed falls on, where it is left out. */
  readonly from?: string;
  readonly eventsADay?: number;
  /** Whole lives of things on a school day; of 0.2 one on every fifth, by the dice. */
  readonly drillsADay?: number;
  /** Situations made on purpose on a school day. */
  readonly trialsADay?: number;
  /** These of them alone. */
  readonly situations?: readonly TrialName[];
  /** Told of every step. */
  readonly trace?: (line: string) => void;
}

/** The whole ones, and one more by the chance of what is left. */
function timesOf(dice: Random, wanted: number): number {
  const whole = Math.floor(wanted);
  return whole === wanted ? whole : whole + (dice.chance(wanted - whole) ? 1 : 0);
}

/** Lives so many days of one school, by the seed alone. */
export async function simulate({
  seed,
  days,
  from,
  eventsADay = 44,
  drillsADay = Math.ceil(eventsADay / 8),
  trialsADay = Math.ceil(drillsADay / 2),
  situations,
  trace,
}: Options): Promise<Lived> {
  const first = Temporal.PlainDate.from(from ?? '2026-09-01');
  const year = first.month >= 9 ? first.year : first.year - 1;
  const clock = new MovableClock(
    first.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '06:30' }).toInstant(),
  );
  using machine = takeOver(randomOf(seed, 'machine'), clock);
  const database = await openPrepared<Tables>(
    MIGRATES ? undefined : new Blob([readFileSync(TEMPLATE)], { type: 'application/x-tar' }),
  );
  if (MIGRATES) await database.migrate();
  machine.freeze();
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-sim-'));
  const parsed = parseSchoolFile(schoolFile(year, Math.ceil(days / 366) + 1));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const counts = noFaultsYet();
  const history = new History();
  const hex = (name: string) => randomOf(seed, name).bytes(16).toString('hex');
  const keys = {
    appSecret: hex('secret'),
    encryptKey: hex('key'),
    verificationToken: hex('token'),
  };
  const platform = await simPlatform({
    clock,
    random: randomOf(seed, 'platform'),
    counts,
    appSecret: keys.appSecret,
  });
  const shown = new Map<string, Message[]>();
  const ever = new WeakSet<Message>();
  platform.world.listeners.add((change) => {
    if (change.kind !== 'message') return;
    const { message } = change;
    if (!message.fromBot) return;
    const list = shown.get(message.chatId) ?? [];
    if (!shown.has(message.chatId)) shown.set(message.chatId, list);
    if (!ever.has(message)) list.push(message);
    ever.add(message);
    history.add('out', [message.chatId, message.kind, message.content]);
  });
  const invariants = new Invariants({ database, platform, keys, history, clock });
  const replicas = ['a', 'b'].map(
    (name) =>
      new Replica(name, {
        keys,
        database,
        clock,
        platform,
        counts,
        dataDir,
        file: parsed.file,
        logged: (line) => invariants.logged(line),
      }),
  );
  const delivery = new Delivery({
    clock,
    counts,
    keys,
    replicas,
    history,
    random: randomOf(seed, 'delivery'),
  });
  const town = new Town({
    clock,
    platform,
    delivery,
    replicas,
    database,
    history,
    counts,
    shown,
    random: randomOf(seed, 'town'),
  });
  invariants.town = town;
  const time = new Time({
    clock,
    database,
    delivery,
    replicas,
    random: randomOf(seed, 'time'),
    counts,
  });
  invariants.expiries = time.expiries;
  const troubles = new Troubles({ town, time, random: randomOf(seed, 'troubles'), eventsADay });
  platform.meanwhile = (host) => time.other(host);
  const life = new Life(town, randomOf(seed, 'life'));
  const drills = new Drills(town, time, randomOf(seed, 'drills'));
  const trials = new Trials(town, time, { random: randomOf(seed, 'trials'), only: situations });
  const mornings = deckOf(randomOf(seed, 'mornings'), MORNINGS);
  const auditing = new Auditing(town, randomOf(seed, 'attacks'));
  const calendar = new Days(year, Math.ceil(days / 366) + 1);
  const dice = randomOf(seed, 'days');

  let schoolDays = 0;
  let step = 'start';
  let violation: Lived['violation'] = null;
  try {
    for (const replica of replicas) await replica.start();
    await auditing.begin();
    for (let n = 0; n < days; n++) {
      const day = first.add({ days: n });
      const school = calendar.isSchool(day);
      if (school) schoolDays += 1;
      const count = school ? eventsADay : Math.min(4, Math.ceil(eventsADay / 4));
      troubles.calendar(day, calendar);
      troubles.begin(school);
      if (calendar.isRoster(day)) {
        step = `${day.toString()} morning`;
        await morning(town, time, troubles, { kind: mornings.draw(), day });
        troubles.begin(school);
      }
      for (let i = 0; i < count; i++) {
        step = `${day.toString()} event ${i}`;
        trace?.(`${step}, ${Math.round(performance.now())} ms`);
        // From a quarter to seven until half past six in the evening.
        const minute =
          405 + Math.floor((i * 705) / count) + dice.below(Math.max(1, Math.floor(705 / count)));
        const at = day
          .toZonedDateTime({ timeZone: 'Asia/Shanghai' })
          .add({ minutes: minute, seconds: dice.below(60) });
        await time.to(at.toInstant());
        await troubles.before();
        await life.something(day.toString());
        await troubles.after();
        if (i % 4 === 3) {
          await time.settle();
          invariants.cheap();
        }
      }
      if (school && dice.chance(0.35)) await life.seldom(day.toString());
      if (calendar.isRosterEve(day)) {
        await time.to(
          day.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '17:59' }).toInstant(),
        );
        await life.swapBeforeReminder(day.add({ days: 1 }).toString());
      }
      if (school) {
        await troubles.end();
        await drills.live(timesOf(dice, drillsADay));
        troubles.begin(school);
        await trials.live(timesOf(dice, trialsADay));
        if (dice.chance(eventsADay / 12)) await auditing.attack();
      }
      step = `${day.toString()} night`;
      trace?.(`${step}, ${Math.round(performance.now())} ms`);
      await troubles.night();
      await invariants.step();
      await troubles.end();
      for (const replica of replicas) await replica.service.forget();
      if (n % MAINTAINED === 0) await database.maintain();
      await time.rest();
      await invariants.atRest(delivery);
      // The audits tell everything again from its beginning, so that they miss nothing by waiting.
      if (n < DAILY || n % 7 === 6 || n === days - 1) {
        await auditing.atRest();
        await invariants.year(first, calendar);
      }
      step = `${day.toString()} rest`;
    }
  } catch (error) {
    const isOurs = error instanceof Violation;
    violation = {
      invariant: isOurs ? error.invariant : 'the simulation itself',
      seen:
        error instanceof Error
          ? isOurs
            ? error.message
            : (error.stack ?? error.message)
          : String(error),
      step,
      history: history.last(),
    };
  }
  if (violation === null) for (const row of await finalRows(database)) history.add('row', row);
  for (const replica of replicas) await replica.service.server.close().catch(() => undefined);
  await platform.close();
  await sql`select 1`.execute(database.db);
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
  return {
    seed,
    days,
    schoolDays,
    events: town.said.length + town.tapped.length,
    sends: platform.calls.length,
    checks: invariants.checks,
    faults: counts,
    hash: history.digest(),
    violation,
  };
}
