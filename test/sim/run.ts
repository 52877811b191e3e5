import { parseArgs } from 'node:util';
import { ensureTemplate } from './template.ts';
import { FAULTS } from './faults.ts';
import { simulate, type Lived } from './simulate.ts';
import { isTrial } from './trials/index.ts';

const { values } = parseArgs({
  options: {
    years: { type: 'string' },
    days: { type: 'string' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    from: { type: 'string' },
    /** Events of a school day. */
    events: { type: 'string', default: '44' },
    /** Whole lives of things on a school day; by the events, where it is left out. */
    drills: { type: 'string' },
    /** Situations made on purpose on a school day; half of the lives, where it is left out. */
    trials: { type: 'string' },
    /** By name, with commas: these situations alone. */
    situations: { type: 'string' },
    /** Says what it does as it goes. */
    trace: { type: 'boolean', default: false },
  },
});
const days =
  values.days === undefined ? Math.round(Number(values.years ?? 1) * 365) : Number(values.days);
const [first = 1, last = first] = (values.seeds ?? values.seed).split('..').map(Number);
const situations = values.situations?.split(',').map((name) => {
  if (!isTrial(name)) throw new Error(`no situation is called ${name}`);
  return name;
});
/** 29 February is a fault of leap years only. */
const FULL_YEAR = 365;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(lived: Lived, seconds: number): boolean {
  print(
    `seed ${lived.seed}: ${lived.days} days, ${lived.schoolDays} school days, ${lived.events} events, ` +
      `${lived.sends} calls of the platform, ${lived.checks} checks of invariants, ${seconds.toFixed(1)} s`,
  );
  for (const [kind, faults] of Object.entries(FAULTS))
    print(
      `  ${kind}: ${faults.map((fault) => `${fault} ${lived.faults.get(fault) ?? 0}`).join(', ')}`,
    );
  print(`  history ${lived.hash}`);
  if (lived.violation) {
    const { invariant, seen, step, history } = lived.violation;
    print(
      `VIOLATION seed ${lived.seed} at ${step}: ${invariant}\n  ${seen}\n  last of the history:`,
    );
    for (const line of history) print(`    ${line}`);
    return false;
  }
  const unseen = [...lived.faults].filter(([fault, times]) => times === 0 && fault !== 'leapDay');
  if (lived.days < FULL_YEAR || unseen.length === 0) return true;
  print(`FAILED seed ${lived.seed}: never happened: ${unseen.map(([fault]) => fault).join(', ')}`);
  return false;
}

/** What all seeds were together. */
function summary(all: readonly Lived[], seconds: number): void {
  const sum = (of: (lived: Lived) => number) => all.reduce((total, lived) => total + of(lived), 0);
  const faults = Object.values(FAULTS)
    .flat()
    .map((fault) => ({ fault, times: sum((lived) => lived.faults.get(fault) ?? 0) }))
    .toSorted((a, b) => a.times - b.times);
  const broken = all.filter(({ violation }) => violation !== null);
  const total = faults.reduce((times, one) => times + one.times, 0);
  print(
    `\n${all.length} seeds, ${sum(({ schoolDays }) => schoolDays)} school days, ` +
      `${sum(({ events }) => events)} events, ${total} faults, ` +
      `${sum(({ checks }) => checks)} checks of invariants, ${broken.length} violations, ${Math.round(seconds)} s`,
  );
  const rare = faults.slice(0, 5).map(({ fault, times }) => `${fault} ${times}`);
  print(`  seldom: ${rare.join(', ')}`);
  for (const { seed, violation } of broken)
    print(`  seed ${seed} at ${violation?.step}: ${violation?.invariant}`);
}

// A database that was migrated with a planted bug is nobody else's.
if (process.env['PLANTED_MIGRATION'] !== 'yes') await ensureTemplate();
let well = true;
const all: Lived[] = [];
const start = performance.now();
for (let seed = first; seed <= last; seed++) {
  const began = performance.now();
  const lived = await simulate({
    seed,
    days,
    eventsADay: Number(values.events),
    ...(values.drills ? { drillsADay: Number(values.drills) } : {}),
    ...(situations ? { situations } : {}),
    ...(values.trials ? { trialsADay: Number(values.trials) } : {}),
    ...(values.from ? { from: values.from } : {}),
    ...(values.trace ? { trace: print } : {}),
  });
  well = report(lived, (performance.now() - began) / 1_000) && well;
  all.push(lived);
}
if (all.length > 1) summary(all, (performance.now() - start) / 1_000);
process.exitCode = well ? 0 : 1;
