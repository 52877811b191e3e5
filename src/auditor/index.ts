/**
 * The auditor: what always holds (docs/operations.md has the list), asked of the data while the service
 * runs. Every ten minutes it looks at what is being worked on, at what has changed and at a slice of
 * the rest; every night at everything. It reads; what it writes is its own.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { Context } from '../kernel/feature.ts';
import type { Metrics } from '../metrics.ts';
import type { Database } from '../storage/open-database.ts';
import type { Tables } from '../tables.ts';
import { auditAll, type Audited, auditRecent } from './audit.ts';
import { closeResolved, note, openFindings } from './findings.ts';
import { invariants } from './invariants/index.ts';
import type { Looking } from './look.ts';
import { writeMarks } from './marks.ts';
import { claimRun, endRun, firstRun, keepRun, lastEnd, slotOf, takeOver } from './runs.ts';
import { tell } from './tell.ts';

/** School-local: everybody sleeps. */
const NIGHT = { from: 2, until: 5 };
const OVERDUE = { minutes: 25 };
const A_NIGHT_MISSED = { hours: 26 };
const TWO_NIGHTS_MISSED = { hours: 50 };

function isBefore(one: Temporal.Instant | null, other: Temporal.Instant): boolean {
  return one !== null && Temporal.Instant.compare(one, other) < 0;
}

export interface AuditorParts {
  readonly schoolId: string;
  readonly timezone: string;
  readonly database: Database<Tables>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'auditLastRun' | 'auditViolations' | 'auditSeconds'>;
  readonly context: (tx: Kysely<Tables>) => Promise<Context<Tables>>;
  /** Something was said. */
  readonly wake: () => void;
}

export interface Auditor {
  /** To be called once a minute: runs what is due and no replica has run, and notices its own silence. */
  tick(): Promise<void>;
}

export function createAuditor(parts: AuditorParts): Auditor {
  const { schoolId, database, clock, log, metrics } = parts;
  let upSince: Temporal.Instant | null = null;
  const begun = clock.now();

  const run = async (
    slot: string,
    kind: 'recent' | 'all',
    audit: (looking: Looking) => Promise<Audited>,
  ) => {
    const now = clock.now();
    const looking = { db: database.db, schoolId, now, upSince: upSince ?? now };
    const began = performance.now();
    const { violations, marks } = await audit(looking);
    await closeResolved(looking);
    const fresh = await note(database.db, schoolId, now, violations);
    await writeMarks(database.db, schoolId, now, marks);
    metrics.auditSeconds.observe({ kind }, (performance.now() - began) / 1_000);
    for (const [invariant, rows] of Map.groupBy(fresh, (one) => one.invariant))
      log.error(
        { invariant, rows: rows.slice(0, 20).map(({ subject }) => subject), count: rows.length },
        'the auditor found what cannot be',
      );
    await endRun(database.db, schoolId, slot, now);
  };

  /** A machine that is off at night makes its night up by day; before the first one it has had none to miss. */
  const sinceAll = async () =>
    (await lastEnd(database.db, schoolId, 'all')) ?? (await firstRun(database.db, schoolId));

  const runDue = async () => {
    const now = clock.now();
    const slot = slotOf(now);
    if (await claimRun(database.db, schoolId, slot, now)) await run(slot, 'recent', auditRecent);
    const local = now.toZonedDateTimeISO(parts.timezone);
    const isNight = local.hour >= NIGHT.from && local.hour < NIGHT.until;
    if (!isNight && !isBefore(await sinceAll(), now.subtract(A_NIGHT_MISSED))) return;
    const night = `all ${local.toPlainDate().toString()}`;
    const mine =
      (await claimRun(database.db, schoolId, night, now)) ||
      (await takeOver(database.db, schoolId, night, now));
    if (!mine) return;
    let kept = now;
    await run(night, 'all', (looking) =>
      auditAll(looking, async () => {
        const at = clock.now();
        if (Temporal.Instant.compare(kept.add({ minutes: 1 }), at) > 0) return;
        kept = at;
        await keepRun(database.db, schoolId, night, at);
      }),
    );
  };

  const show = async () => {
    const open = await openFindings(database.db, schoolId);
    const counts = Map.groupBy(open, ({ invariant }) => invariant);
    for (const invariant of invariants.keys())
      metrics.auditViolations.set({ invariant }, counts.get(invariant)?.length ?? 0);
    const last = await lastEnd(database.db, schoolId, 'recent');
    const everything = await lastEnd(database.db, schoolId, 'all');
    for (const [kind, ended] of Object.entries({ recent: last, all: everything }))
      if (ended) metrics.auditLastRun.set({ kind }, ended.epochMilliseconds / 1_000);
    const since = last && isBefore(begun, last) ? last : begun;
    if (isBefore(since, clock.now().subtract(OVERDUE)))
      log.error({ since: since.toString() }, 'the auditor is overdue');
    const all = everything ?? (await firstRun(database.db, schoolId));
    if (isBefore(all, clock.now().subtract(TWO_NIGHTS_MISSED)))
      log.error({ since: all?.toString() }, 'the auditor is overdue with everything');
  };

  return {
    async tick() {
      try {
        if (!(await database.ping(1_000))) throw new Error('the database does not answer');
        upSince ??= clock.now();
        await runDue();
        await database.transaction(async (tx) => tell(await parts.context(tx)));
        parts.wake();
      } catch (error) {
        upSince = null;
        throw error;
      } finally {
        await show();
      }
    },
  };
}
