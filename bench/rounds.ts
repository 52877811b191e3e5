/** Short rounds in turn, so that a change of the machine's load meets every contender alike. */

/** The middle of the rounds and their extremes. */
export function spread(values: readonly number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b);
  const show = (value: number | undefined) => (value ?? Number.NaN).toFixed(digits);
  return `${show(median(values))} (${show(sorted[0])}–${show(sorted.at(-1))})`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (low + (sorted[Math.floor(middle)] ?? low)) / 2;
}

/** Runs every one once a round, each round beginning with another; answers each one's results in order. */
export async function inTurn<Key extends string, Result>(
  keys: readonly Key[],
  rounds: number,
  run: (key: Key) => Promise<Result>,
): Promise<(key: Key) => Result[]> {
  const results = new Map<Key, Result[]>();
  for (let round = 0; round < rounds; round++) {
    const first = round % keys.length;
    for (const key of [...keys.slice(first), ...keys.slice(0, first)])
      results.set(key, [...(results.get(key) ?? []), await run(key)]);
  }
  return (key) => results.get(key) ?? [];
}

/** Of the straight line nearest to the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spreadOf = points.map(([at]) => (at - x) ** 2);
  return mean(points.map(([at, value]) => (at - x) * (value - y))) / mean(spreadOf);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
