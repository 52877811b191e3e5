import { sql } from 'kysely';
import type { MovableClock } from '../../src/kernel/clock.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { expectedYear, STATUTORY_2027 } from '../simulation/year.ts';
import { noticesAsked, type Days } from './calendar.ts';
import type { Delivery } from './delivery.ts';
import type { History } from './history.ts';
import { AT_REST, SQL_INVARIANTS } from './invariants-sql.ts';
import { inputs, shownCards, unchanged, type Snapshot } from './invariants-rows.ts';
import { expired, limits, once, tapRules } from './invariants-log.ts';
import type { SimPlatform } from './platform.ts';
import type { Keys } from './replica.ts';
import { isPutOff, putOffTo, stillDue, type Touched } from './put-off.ts';
import { PHONE } from './school.ts';
import type { Town } from './town.ts';
import { none, Violation } from './violation.ts';

/** Worked out once. */
let YEAR: readonly string[] | null = null;

export interface InvariantParts {
  readonly database: Database<Tables>;
  readonly platform: SimPlatform;
  readonly keys: Keys;
  readonly history: History;
  readonly clock: MovableClock;
}

/** Asks all invariants, each against the simulation's own record or the tables, none with the product's code. */
export class Invariants {
  readonly #parts: InvariantParts;
  town: Town | null = null;
  expiries: ReadonlyMap<string, number> = new Map();
  checks = 0;
  #leaked: string | null = null;
  #seenCalls = 0;
  #seenTaps = 0;
  #rests = 0;
  #versions = new Map<string, number>();
  #snapshot: Snapshot | null = null;

  constructor(parts: InvariantParts) {
    this.#parts = parts;
  }

  /** X3: no line of the log holds a secret, a phone number or what somebody has just said. */
  logged(line: string): void {
    const { keys } = this.#parts;
    const secrets = [keys.appSecret, keys.encryptKey, keys.verificationToken, PHONE];
    const said = (this.town?.said ?? []).slice(-20).map(({ text }) => text);
    for (const secret of [...secrets, ...said.filter(({ length }) => length > 7)])
      if (line.includes(secret)) this.#leaked = line.slice(0, 300);
  }

  /** After every few events: what needs no query. */
  cheap(): void {
    this.checks += 4;
    if (this.#leaked !== null) throw new Violation('X3 no secret in a log line', this.#leaked);
    const { calls } = this.#parts.platform;
    none(
      'O5 nobody waits for the platform inside a transaction',
      this.#parts.platform.insideTransactions,
    );
    limits(calls, this.#seenCalls);
    this.#seenCalls = calls.length;
    const tapped = this.town?.tapped ?? [];
    tapRules(tapped, this.#seenTaps);
    this.#seenTaps = tapped.length;
  }

  async step(): Promise<void> {
    this.cheap();
    await this.#ask(SQL_INVARIANTS.filter(({ everyStep }) => everyStep));
  }

  /** After the faults of a day have stopped and ten minutes have passed. */
  async atRest(delivery: Delivery): Promise<void> {
    const { database, platform } = this.#parts;
    const { town } = this;
    if (!town) return;
    this.cheap();
    await this.#ask([...SQL_INVARIANTS, ...AT_REST]);
    await inputs(database, delivery, town);
    once(platform, town.parts.shown);
    expired(platform.calls, this.expiries);
    await shownCards(database, platform, town.parts.shown, this.#versions);
    this.checks += 7;
    if (this.#rests++ % 7 === 0) {
      this.#snapshot = await unchanged(database, this.#snapshot, this.#parts.clock.now());
      this.checks += 1;
    }
  }

  /** S1, S4 and S5: every slot of the days that were lived is there, on the school's day, and no other. */
  async year(first: Temporal.PlainDate, calendar: Days): Promise<void> {
    const from = first.toString();
    if (calendar.terms[0]?.[0] !== '2026-09-01' || from < '2026-09-01') return;
    // The last evening may not have been lived to its end, and at night nobody looks what it left.
    const local = this.#parts.clock.now().toZonedDateTimeISO('Asia/Shanghai');
    const lastDay = local.subtract({ hours: 6, minutes: 30 }).toPlainDate();
    const quiet = local.hour >= 22 || lastDay.until(local.toPlainDate()).days > 0;
    const now = quiet ? `${lastDay.toString()}T00:00` : local.toString().slice(0, 16);
    const touched = await this.#touched();
    const all = (YEAR ??= [
      ...expectedYear('2026-09-01', '2027-07-31', STATUTORY_2027),
      ...noticesAsked(2026, calendar),
    ]);
    const expected = stillDue(all, touched, now)
      .filter((line) => line.slice(11, 16) < '18:00')
      // The first morning begins at half past six.
      .filter((line) => line.slice(0, 16) > `${from}T06:30`);
    const rows = await this.#parts.database.db
      .selectFrom('schedule_post')
      .select(['item', 'slot', 'due_at'])
      .execute();
    const made = new Set(
      // How it began and what is nobody's is no plan.
      rows.flatMap(({ item, slot, due_at }) => {
        if (slot === 'set-up' || (item === 'summary-published' && this.#wasPublished(due_at)))
          return [];
        const at = due_at.toZonedDateTimeISO('Asia/Shanghai').toString().slice(0, 16);
        return [`${at} ${item} ${slot}`];
      }),
    );
    this.checks += 2;
    none(
      'S1 every slot is there, at the school’s hour',
      expected.filter((line) => !made.has(line)),
    );
    const shifts = await this.#parts.database.db.selectFrom('duty_shift').select('date').execute();
    // On a day off whoever is on duty goes round the school.
    const known = new Set([...all, ...shifts.map(({ date }) => `${date.toString()}T07:30 C-D01`)]);
    none(
      'S5 no slot on a day that the notices give off',
      [...made].filter(
        (line) =>
          line < '2027-08' &&
          !known.has(line) &&
          !known.has(line.slice(0, 22)) &&
          !isPutOff(line, all, touched, (day) => calendar.isWorking(Temporal.PlainDate.from(day))),
      ),
    );
  }

  /** A summary goes out when somebody says so, not by the plan; the taker's clock may be wrong. */
  #wasPublished(at: Temporal.Instant): boolean {
    return (this.town?.tapped ?? []).some(
      (tap) =>
        tap.action === 'schedule.publish' &&
        Math.abs(tap.at - at.epochMilliseconds) < 11 * 60_000 &&
        (tap.toast === null || tap.toast.type !== 'warning'),
    );
  }

  /** What was ticked off at first and whatever was put off, in the school's time. */
  async #touched(): Promise<Touched[]> {
    const { rows } = await sql<{ item: string; slot: string; at: Temporal.Instant; to: string }>`
      select item_id as item, slot, min(at) as at, '' as to from schedule_history
      where what = 'complete' group by item_id, slot
      union all select item_id, slot, at, detail from schedule_history where what = 'defer'
      order by 3, 1, 2`.execute(this.#parts.database.db);
    return rows.map(({ item, slot, at, to }) => ({
      item,
      slot,
      at: at.toZonedDateTimeISO('Asia/Shanghai').toString().slice(0, 16),
      to: putOffTo(to),
    }));
  }

  async #ask(invariants: readonly (typeof SQL_INVARIANTS)[number][]): Promise<void> {
    for (const invariant of invariants) {
      const { rows } = await sql.raw(invariant.sql).execute(this.#parts.database.db);
      this.checks += 1;
      none(`${invariant.name} ${invariant.says}`, rows);
    }
  }
}
