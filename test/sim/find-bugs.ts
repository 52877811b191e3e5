/**
 * `npm run sim:bugs -- [--only name,name] [--seeds 50] [--days 3,10,40] [--events 44]`: runs the simulation with each planted
 * bug, stops at the first seed that sees it and prints what was found as a table. Ends with 1 where one
 * is not seen, or where something is seen without any.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs/index.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '50' },
    days: { type: 'string', default: '3,10,40' },
    /** Events of a school day. */
    events: { type: 'string', default: '44' },
  },
});
const ROOT = join(import.meta.dirname, '..', '..');
const only = new Set(values.only.split(',').filter((name) => name !== ''));
const seeds = Number(values.seeds);
const stages = values.days.split(',').map(Number);

interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** One process: what a bug does to the simulation's own modules ends with it. */
function simulate(bug: string, days: number, seed: number): Promise<Run> {
  const preload = join(import.meta.dirname, 'plant.ts');
  const simulation = join(import.meta.dirname, 'run.ts');
  const options = ['--days', String(days), '--seed', String(seed), '--events', values.events];
  const child = spawn(process.execPath, ['--import', preload, simulation, ...options], {
    cwd: ROOT,
    env: { ...process.env, PLANTED_BUG: bug },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  const { promise, resolve } = Promise.withResolvers<Run>();
  child.on('close', (status) => resolve({ status, output: Buffer.concat(parts).toString() }));
  return promise;
}

interface Seen {
  readonly seed: number;
  readonly days: number;
  readonly invariant: string;
}

interface Outcome {
  readonly bug: string;
  readonly seen: Seen | null;
  readonly runs: number;
  readonly seconds: number;
}

/** A few days of several seeds before many days of one: most bugs show at once. */
function* plan(): Generator<{ days: number; seed: number }> {
  for (const [stage, days] of stages.entries()) {
    const from = Math.round((seeds * stage) / stages.length) + 1;
    const to = Math.round((seeds * (stage + 1)) / stages.length);
    for (let seed = from; seed <= to; seed++) yield { days, seed };
  }
}

/** Seeds that were lived without a bug, and what was reported then: nothing, or they prove nothing. */
const sound = new Map<string, Promise<string | null>>();

function without(days: number, seed: number): Promise<string | null> {
  const key = `${days} ${seed}`;
  const known = sound.get(key);
  if (known) return known;
  const lived = simulate('', days, seed).then(({ status, output }) =>
    status === 0 ? null : (reportedBy(output) ?? output),
  );
  sound.set(key, lived);
  return lived;
}

async function find(bug: string): Promise<Outcome> {
  const began = performance.now();
  let runs = 0;
  let seen: Seen | null = null;
  for (const { days, seed } of plan()) {
    runs += 1;
    const { status, output } = await simulate(bug, days, seed);
    const invariant = status === 0 ? null : reportedBy(output);
    if (status !== 0 && invariant === null)
      throw new Error(`with ${bug} the simulation does not run:\n${output}`);
    if (invariant === null || (await without(days, seed)) !== null) continue;
    seen = { seed, days, invariant };
    break;
  }
  return { bug, seen, runs, seconds: Math.round((performance.now() - began) / 1_000) };
}

/** The simulation's own line about what does not hold; null where it did not get so far. */
function reportedBy(output: string): string | null {
  return (
    /^VIOLATION seed \d+ at .*?: ([A-Z]\d.*|the simulation itself)$/m.exec(output)?.[1] ?? null
  );
}

function row({ bug, seen, runs, seconds }: Outcome): string {
  const what = BUGS.find(({ name }) => name === bug)?.what ?? '';
  const where = seen ? `${seen.seed} (${seen.days} days) | ${seen.invariant}` : `not in ${runs} | `;
  return `| ${bug} | ${what} | ${where} | ${seconds} |`;
}

const wanted = BUGS.filter(({ name }) => only.size === 0 || only.has(name));
if (wanted.length === 0) throw new Error(`no planted bug is called ${values.only}`);
console.log('| planted bug | what is wrong | seed | invariant | seconds |');
console.log('| --- | --- | --- | --- | --- |');
let unseen = 0;
for (const { name } of wanted) {
  const outcome = await find(name);
  if (!outcome.seen) unseen += 1;
  console.log(row(outcome));
}
const lies = (await Promise.all(sound.values())).filter((one) => one !== null);
console.log(`\n${wanted.length - unseen} of ${wanted.length} are seen.`);
console.log(
  `Without a bug ${sound.size} of these seeds were lived, ${lies.length} reported something.`,
);
for (const lie of lies) console.log(lie);
process.exit(unseen > 0 || lies.length > 0 ? 1 : 0);
