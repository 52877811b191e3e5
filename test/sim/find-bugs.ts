/**
 * `npm run sim:bugs -- [--only name,name] [--seeds 50] [--results file] [--jobs 2]`: lives the scene of each planted bug with it,
 * seed after seed, until one reports a violation, and prints what was found as a table. What was lived is
 * kept in the file, a line each, so that a run that was stopped goes on where it was. Ends with 1 where a
 * bug is not seen, or where something is seen without any.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BUGS } from './bugs/index.ts';
import { sceneOf, SCENE_NAMES, SCENES, type Scene } from './bugs/scenes.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '50' },
    results: { type: 'string' },
    /** So many at once. */
    jobs: { type: 'string', default: '1' },
  },
});
const ROOT = join(import.meta.dirname, '..', '..');
const only = new Set(values.only.split(',').filter((name) => name !== ''));
const seeds = Number(values.seeds);
/** Longer than ten times what a scene takes: such a run shows nothing, it stands. */
const LONGEST_MS = 180_000;

/** One process that was lived to its end; `bug` is empty without one. */
const rowSchema = z.object({
  bug: z.string(),
  scene: z.enum(SCENE_NAMES),
  seed: z.number(),
  /** The invariant that was reported; null: none. */
  seen: z.string().nullable(),
  seconds: z.number(),
});
type Row = z.infer<typeof rowSchema>;

const known: Row[] = [];
if (values.results && existsSync(values.results))
  for (const line of readFileSync(values.results, 'utf8').split('\n'))
    if (line !== '') known.push(rowSchema.parse(JSON.parse(line)));

/** The scenes without a bug that are being lived: two bugs may wait for the same. */
const sound = new Map<string, Promise<Row>>();

function live(bug: string, scene: Scene, seed: number): Promise<Row> {
  return bug === ''
    ? sound.getOrInsertComputed(`${scene} ${seed}`, () => lived('', scene, seed))
    : lived(bug, scene, seed);
}

async function lived(bug: string, scene: Scene, seed: number): Promise<Row> {
  const before = known.find((row) => row.bug === bug && row.scene === scene && row.seed === seed);
  if (before) return before;
  const began = performance.now();
  const { status, output } = await simulate(bug, `${SCENES[scene]} --seed ${seed}`);
  const seen = status === 0 ? null : reportedBy(output);
  if (status !== 0 && seen === null)
    throw new Error(`with ${bug} the simulation does not run:\n${output.slice(-4_000)}`);
  const row = { bug, scene, seed, seen, seconds: (performance.now() - began) / 1_000 };
  known.push(row);
  if (values.results) appendFileSync(values.results, `${JSON.stringify(row)}\n`);
  return row;
}

interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** One process: what a bug does to the simulation's own modules ends with it. */
function simulate(bug: string, options: string): Promise<Run> {
  const preload = join(import.meta.dirname, 'plant.ts');
  const simulation = join(import.meta.dirname, 'run.ts');
  const child = spawn(process.execPath, ['--import', preload, simulation, ...options.split(' ')], {
    cwd: ROOT,
    // What was compiled for the run before need not be compiled again.
    env: {
      NODE_COMPILE_CACHE: join(tmpdir(), 'houqin-sim-code'),
      ...process.env,
      PLANTED_BUG: bug,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  const { promise, resolve } = Promise.withResolvers<Run>();
  child.on('close', (status, signal) =>
    resolve({ status: signal ? 0 : status, output: Buffer.concat(parts).toString() }),
  );
  return promise;
}

/** The simulation's own line about what does not hold; null where it did not get so far. */
function reportedBy(output: string): string | null {
  return (
    /^VIOLATION seed \d+ at .*?: ([A-Z]\d.*|the simulation itself)$/m.exec(output)?.[1] ?? null
  );
}

const wanted = BUGS.map(({ name }) => name).filter((name) => only.size === 0 || only.has(name));
if (wanted.length === 0) throw new Error(`no planted bug is called ${values.only}`);
const found = new Map<string, Row>();
/** Whether a bug shows in the scene that is its own, and nothing without it. */
async function look(bug: string, seed: number): Promise<void> {
  const scene = sceneOf(bug);
  const row = await live(bug, scene, seed);
  if (row.seen === null || row.seen === 'the simulation itself') return;
  if ((await live('', scene, seed)).seen === null) found.set(bug, row);
}

// One seed of all before the next of any: most bugs show at once.
for (let seed = 1; seed <= seeds && found.size < wanted.length; seed++) {
  const queue = wanted.filter((bug) => !found.has(bug));
  const worker = async () => {
    for (let bug = queue.shift(); bug !== undefined; bug = queue.shift()) await look(bug, seed);
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
}

console.log('| planted bug | what is wrong | seed | scene | reported as | seconds |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const { name, what } of BUGS.filter((bug) => wanted.includes(bug.name))) {
  const row = found.get(name);
  const rows = known.filter(({ bug }) => bug === name);
  const seconds = Math.round(rows.reduce((sum, one) => sum + one.seconds, 0));
  const where = row ? `${row.seed} | ${row.scene} | ${row.seen}` : `not in ${rows.length} | | `;
  console.log(`| ${name} | ${what} | ${where} | ${seconds} |`);
}
const clean = known.filter(({ bug }) => bug === '');
const lies = clean.filter(({ seen }) => seen !== null);
console.log(`\n${found.size} of ${wanted.length} are seen.`);
console.log(`Without a bug ${clean.length} scenes were lived, ${lies.length} reported something.`);
for (const { scene, seed, seen } of lies) console.log(`${scene}, seed ${seed}: ${seen}`);
process.exit(found.size < wanted.length || lies.length > 0 ? 1 : 0);
