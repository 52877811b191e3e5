import { parseArgs } from 'node:util';
import { ensureTemplate } from './template.ts';
import { FAULTS } from './faults.ts';
import { simulate, type Lived } from './simulate.ts';

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
    /** Says what it does as it goes. */
    trace: { type: 'boolean', default: false },
  },
});
const days =
  values.days === undefined ? Math.round(Number(values.years ?? 1) * 365) : Number(values.days);
const [first = 1, last = first] = (values.seeds ?? values.seed).split('..').map(Number);
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

await ensureTemplate();
let well = true;
for (let seed = first; seed <= last; seed++) {
  const began = performance.now();
  const lived = await simulate({
    seed,
    days,
    eventsADay: Number(values.events),
    ...(values.drills ? { drillsADay: Number(values.drills) } : {}),
    ...(values.trials ? { trialsADay: Number(values.trials) } : {}),
    ...(values.from ? { from: values.from } : {}),
    ...(values.trace ? { trace: print } : {}),
  });
  well = report(lived, (performance.now() - began) / 1_000) && well;
}
process.exitCode = well ? 0 : 1;
