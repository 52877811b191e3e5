import { setup } from '../../test/global-setup.ts';
import { testDatabase } from '../../test/database.ts';
import { golden } from '../../test/crash/golden.ts';
import { difference } from '../../test/crash/outcome.ts';
import type { Fault } from '../../test/crash/points.ts';
import type { Tables } from '../../src/tables.ts';
import { say } from './options.ts';

/**
 * Runs the golden conversation with the fault at the first point of every step, then at the second
 * of every step, and so on to the end of the longest: every point has its turn once.
 */
export async function sweep(
  how: Fault['how'],
  { from, to, stride, step }: { from: number; to: number; stride: number; step: number },
) {
  await setup();
  await using database = await testDatabase<Tables>();
  const calm = await golden(null, database);
  const again = await golden(null, database);
  const longest = Math.max(...calm.points.map((points) => points.length));
  const wrong: string[] = [];
  let [runs, struck] = [0, 0];
  for (let at = from; at < Math.min(to, longest); at += stride) {
    runs++;
    const before = wrong.length;
    try {
      const run = await golden({ at, how, ...(step >= 0 ? { step } : {}) }, database);
      struck += run.struck.length;
      const first = run.outcomes.findIndex(
        (outcome, n) => difference(calm.outcomes[n] ?? [], outcome).length > 0,
      );
      const differs = difference(calm.outcomes[first] ?? [], run.outcomes[first] ?? []);
      if (first >= 0)
        wrong.push([`point ${at}, step ${first}`, ...differs, ...run.struck].join('\n'));
    } catch (error) {
      wrong.push(`point ${at}: ${String(error)}`);
    }
    say(`point ${at} of ${longest}: ${struck} faults so far, ${wrong.length} wrong`);
    if (wrong.length > before) console.log(wrong.at(-1));
  }
  return {
    how,
    points: calm.points.map((points) => points.length).join(' + '),
    runs,
    struck,
    unsteady: calm.outcomes.flatMap((outcome, n) => difference(outcome, again.outcomes[n] ?? [])),
    wrong,
  };
}
