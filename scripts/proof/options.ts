import { parseArgs } from 'node:util';

/** `--name value` options of a proof: numbers, and the server's address where one is given. */
export function readOptions<const N extends Record<string, number>>(numbers: N) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      ...Object.fromEntries(
        Object.keys(numbers).map((name) => [name, { type: 'string' } as const]),
      ),
    },
  });
  const given = new Map(Object.entries(values));
  const number = (name: keyof N & string): number => {
    const value = Number(given.get(name) ?? numbers[name]);
    if (!Number.isFinite(value)) throw new Error(`--${name} is no number`);
    return value;
  };
  return { url: values.url ?? null, number };
}

/** One line with the time, for a log that is read while it grows. */
export function say(line: string): void {
  console.log(`${new Date().toISOString()} ${line}`);
}

/** Prints the outcome and ends with 1 when a list that has to be empty is not. */
export function conclude(outcome: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(outcome, null, 2));
  const wrong = Object.entries(outcome).filter(
    ([, value]) => Array.isArray(value) && value.length > 0,
  );
  for (const [name] of wrong) console.error(`✗ ${name}`);
  if (wrong.length > 0) process.exitCode = 1;
}
