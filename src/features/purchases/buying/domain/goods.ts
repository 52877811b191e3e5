import type { Quantity } from '../../../../kernel/quantity.ts';

/**
 * What was ordered, what has come, what was found good. Everything else (what is still owed, what
 * waits to be looked at) follows from these counts.
 */
export interface GoodsLine {
  readonly id: string;
  readonly name: string;
  readonly spec: string | null;
  readonly unit: string | null;
  readonly quantity: Quantity;
  readonly arrived: Quantity;
  readonly accepted: Quantity;
  readonly rejected: Quantity;
  /** What will not come any more. */
  readonly dropped: Quantity;
}

/** How many of a line. */
export interface Count {
  readonly id: string;
  readonly quantity: Quantity;
}

type Counts = Pick<GoodsLine, 'quantity' | 'arrived' | 'accepted' | 'rejected' | 'dropped'>;

/** What the supplier still owes: rejected goods are to be replaced. */
export function owed({ quantity, arrived, rejected, dropped }: Counts): Quantity {
  return max(0n, quantity - dropped - (arrived - rejected));
}

/** What has come and nobody has looked at. */
export function waiting({ arrived, accepted, rejected }: Counts): Quantity {
  return arrived - accepted - rejected;
}

/** `coming`: nothing is here that waits. `short`: some is taken in, the rest is to come. */
export type Progress = 'coming' | 'short' | 'waiting' | 'complete';

export function progressOf(lines: readonly Counts[]): Progress {
  if (lines.some((line) => waiting(line) > 0n)) return 'waiting';
  if (lines.every((line) => owed(line) === 0n)) return 'complete';
  return lines.some((line) => line.arrived > 0n) ? 'short' : 'coming';
}

/** Everything that is still owed, at once. */
export function allOwed(lines: readonly GoodsLine[]): Count[] {
  return lines
    .map((line) => ({ id: line.id, quantity: owed(line) }))
    .filter(({ quantity }) => quantity > 0n);
}

/** Why these counts cannot be what came, or null. More than ordered needs a word beside it. */
export function arrivalRefusal(
  lines: readonly GoodsLine[],
  counts: readonly Count[],
  note: string | null,
): 'nothingCame' | 'moreThanOrdered' | null {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const came = counts.filter(({ quantity }) => quantity !== 0n);
  if (came.length === 0 || came.some(({ id, quantity }) => quantity < 0n || !byId.has(id)))
    return 'nothingCame';
  const more = came.some(({ id, quantity }) => {
    const line = byId.get(id);
    return line !== undefined && quantity > owed(line);
  });
  return more && !note ? 'moreThanOrdered' : null;
}

/** Why this cannot be the result of looking at what waits, or null. What is rejected needs a reason. */
export function verdictRefusal(
  lines: readonly GoodsLine[],
  rejected: readonly Count[],
  reason: string | null,
): 'nothingWaits' | 'moreThanArrived' | 'reasonMissing' | null {
  if (lines.every((line) => waiting(line) === 0n)) return 'nothingWaits';
  const byId = new Map(lines.map((line) => [line.id, line]));
  const bad = rejected.filter(({ quantity }) => quantity !== 0n);
  const more = bad.some(({ id, quantity }) => {
    const line = byId.get(id);
    return line === undefined || quantity < 0n || quantity > waiting(line);
  });
  if (more) return 'moreThanArrived';
  return bad.length > 0 && !reason ? 'reasonMissing' : null;
}

export function withArrival<Line extends GoodsLine>(
  lines: readonly Line[],
  counts: readonly Count[],
): Line[] {
  return lines.map((line) => {
    const more = counts.filter(({ id }) => id === line.id);
    return { ...line, arrived: line.arrived + sum(more.map(({ quantity }) => quantity)) };
  });
}

/** Everything that waits has been looked at: it is good but for these. */
export function withVerdict<Line extends GoodsLine>(
  lines: readonly Line[],
  rejected: readonly Count[],
): Line[] {
  return lines.map((line) => {
    const bad = sum(rejected.filter(({ id }) => id === line.id).map(({ quantity }) => quantity));
    return {
      ...line,
      accepted: line.accepted + waiting(line) - bad,
      rejected: line.rejected + bad,
    };
  });
}

/** What is owed will not come any more: it is paid for no longer. */
export function withoutRest<Line extends GoodsLine>(lines: readonly Line[]): Line[] {
  return lines.map((line) => ({ ...line, dropped: line.dropped + owed(line) }));
}

function sum(values: readonly Quantity[]): Quantity {
  return values.reduce((total, one) => total + one, 0n);
}

function max(one: Quantity, other: Quantity): Quantity {
  return one > other ? one : other;
}
