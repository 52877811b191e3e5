import { worth, type Quantity } from '../../../../kernel/quantity.ts';

/** More than a tenth, or more than ¥200, above what was approved goes back to who approved it. */
const TOLERANCE = { percent: 10, fen: 200_00 } as const;

export function isOver(approvedFen: number, actualFen: number): boolean {
  const more = actualFen - approvedFen;
  return more > TOLERANCE.fen || more * 100 > approvedFen * TOLERANCE.percent;
}

export interface Priced {
  readonly id: string;
  readonly quantity: Quantity;
  /** What one costs, in fen, as was said now; null where nothing was. */
  readonly unitFen: number | null;
  /** What the whole line was known to cost before. */
  readonly amountFen: number | null;
}

/**
 * What the lines cost by what was said now, in fen. With a total, that is the truth (a discount, a
 * delivery), and it is spread over all lines by their prices; lines without a price share what the
 * others leave.
 */
export function lineAmounts(
  lines: readonly Priced[],
  totalFen: number | null,
): ReadonlyMap<string, number> {
  const said = lines.map((line) =>
    line.unitFen === null ? null : worth(line.quantity, line.unitFen),
  );
  if (totalFen === null)
    return new Map(
      lines.flatMap(({ id }, i) => {
        const fen = said[i] ?? null;
        return fen === null ? [] : [[id, fen] as const];
      }),
    );
  const known = lines.map(({ amountFen }, i) => said[i] ?? amountFen);
  const open = known.filter((one) => one === null).length;
  const rest = Math.max(0, totalFen - known.reduce<number>((sum, one) => sum + (one ?? 0), 0));
  return spread(
    lines.map(({ id }) => id),
    known.map((one) => one ?? Math.round(rest / open)),
    totalFen,
  );
}

/** By weight, in whole fen; what rounding leaves goes to the heaviest. Equal shares where nothing weighs. */
function spread(
  ids: readonly string[],
  weights: readonly number[],
  totalFen: number,
): ReadonlyMap<string, number> {
  const all = weights.reduce((sum, one) => sum + one, 0);
  const shares = ids.map((id, i) => ({
    id,
    fen: Number(
      all > 0
        ? (BigInt(totalFen) * BigInt(weights[i] ?? 0)) / BigInt(all)
        : BigInt(totalFen) / BigInt(ids.length),
    ),
  }));
  const left = totalFen - shares.reduce((sum, { fen }) => sum + fen, 0);
  const heaviest = shares.reduce<(typeof shares)[number] | null>(
    (most, one) => (most === null || one.fen > most.fen ? one : most),
    null,
  );
  return new Map(shares.map(({ id, fen }) => [id, id === heaviest?.id ? fen + left : fen]));
}

/** What so much of a line costs, of its whole amount; null where that is not known. */
export function partFen(
  line: { readonly quantity: Quantity; readonly amountFen: number | null },
  part: Quantity,
): number | null {
  if (line.amountFen === null || line.quantity === 0n) return null;
  const doubled = 2n * BigInt(line.amountFen) * part;
  return Number((doubled + line.quantity) / (2n * line.quantity));
}

/** What one costs, to the fen. */
export function unitFen(line: {
  readonly quantity: Quantity;
  readonly amountFen: number | null;
}): number | null {
  return partFen(line, 1_000n);
}
