import type { Command, RefusalCode } from './command.ts';
import { due, type Line, type Request } from './request.ts';

type Amendment = Extract<Command, { kind: 'amend' }>;

/** Every line with what is wanted of it now. */
export function amended({ lines }: Request, { wanted }: Amendment): Line[] {
  return lines.map((line, i) => ({ ...line, wanted: wanted[i] ?? line.wanted }));
}

/** What is bought already stays wanted, and something must be left. */
export function amendLimits(request: Request, command: Amendment): RefusalCode | null {
  const lines = amended(request, command);
  if (lines.some(({ wanted, bought }) => wanted < bought)) return 'belowBought';
  if (lines.every((line) => due(line) === 0n)) return 'nothingWanted';
  const same = lines.every(({ wanted }, i) => wanted === request.lines[i]?.wanted);
  return same && command.reason === request.reason ? 'unchanged' : null;
}
