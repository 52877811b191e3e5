import { setImmediate } from 'node:timers/promises';
import { lookAtChanges } from './changed.ts';
import { subjects } from './invariants/index.ts';
import { lookBehind, lookLive, type Looking, type Page, type Violation } from './look.ts';
import { readMarks } from './marks.ts';

/** A run of ten minutes stops beginning statements after this; the next one goes on from there. */
const BUDGET_MS = 120;
const LIVE = 500;

/** How many rows a statement looks at, so that none takes longer than half of what the service may stand still. */
class PageSize {
  rows = 50;
  took(milliseconds: number): void {
    if (milliseconds > 25) this.rows = Math.max(5, Math.floor(this.rows / 2));
    else if (milliseconds < 8) this.rows = Math.min(200, this.rows * 2);
  }
}

export interface Audited {
  readonly violations: readonly Violation[];
  /** To be kept once the violations are: what is forgotten on the way is looked at again. */
  readonly marks: ReadonlyMap<string, string>;
}

/**
 * What is being worked on, what has changed since the last run, and a slice of everything else, as far as
 * `budgetMs` of the machine's time goes.
 */
export async function auditRecent(looking: Looking, budgetMs = BUDGET_MS): Promise<Audited> {
  const { db, schoolId } = looking;
  const began = performance.now();
  const mayGoOn = () => performance.now() - began < budgetMs;
  const marks = await readMarks(db, schoolId);
  const found: Violation[] = [];
  const moved = new Map<string, string>();
  // Whoever was read least recently first: a busy feed must not keep the others from their turn.
  const oldest = (name: string) => marks.get(name)?.at.epochMilliseconds ?? 0;
  for (const subject of subjects) {
    found.push(...(await lookLive(looking, subject, LIVE)));
  }
  const feeds = subjects
    .flatMap((subject) =>
      subject.feeds.map((feed) => ({ subject, feed, name: `${subject.table} < ${feed.table}` })),
    )
    .toSorted((a, b) => oldest(a.name) - oldest(b.name));
  const seen = new Map(subjects.map((subject) => [subject, new Set<string>()]));
  for (const { subject, feed, name } of feeds) {
    if (!mayGoOn()) break;
    const mark = marks.get(name)?.mark ?? null;
    const had = seen.get(subject) ?? new Set();
    const read = await lookAtChanges(looking, subject, feed, mark, had, mayGoOn);
    found.push(...read.violations);
    moved.set(name, read.mark);
    await setImmediate();
  }
  const size = new PageSize();
  for (const subject of subjects.toSorted((a, b) => oldest(a.table) - oldest(b.table))) {
    if (!mayGoOn()) break;
    const after = marks.get(subject.table)?.mark ?? '';
    const at = performance.now();
    const page = await lookBehind(looking, subject, after === '' ? null : after, size.rows);
    size.took(performance.now() - at);
    found.push(...page.violations);
    moved.set(subject.table, page.last ?? '');
    await setImmediate();
  }
  return { violations: found, marks: moved };
}

/** Everything, in pages; between two of them everybody else has their turn. */
export async function auditAll(
  looking: Looking,
  turned: () => Promise<void> = async () => undefined,
): Promise<Audited> {
  const found: Violation[] = [];
  for (const subject of subjects) {
    const size = new PageSize();
    for (let after: string | null = null; ;) {
      const at = performance.now();
      const rows = size.rows;
      const page: Page = await lookBehind(looking, subject, after, rows);
      size.took(performance.now() - at);
      found.push(...page.violations);
      after = page.last;
      await setImmediate();
      await turned();
      if (page.rows < rows) break;
    }
  }
  return { violations: found, marks: new Map() };
}
