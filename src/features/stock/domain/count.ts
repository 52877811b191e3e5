import { accepted, refused, type Decision } from '../../../kernel/decision.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import { counted } from './item.ts';

/** open: being counted. submitted: waits for a second person. approved: booked, or nothing to book. */
export type CountState = 'open' | 'submitted' | 'approved';

export const COUNT_REASONS = [
  '领用没登记',
  '入库没登记',
  '自然损耗',
  '损坏报废',
  '丢失',
  '上次数错',
  '其他',
] as const;

/** One item that has been counted. */
export interface CountLine {
  readonly itemId: string;
  readonly name: string;
  readonly unit: string;
  /** What the book said then. */
  readonly onBook: Quantity;
  readonly counted: Quantity;
  readonly countedBy: string;
  readonly reason: string | null;
  readonly note: string | null;
}

export interface Count {
  readonly id: string;
  /** `2026-11` */
  readonly month: string;
  readonly class: string;
  readonly state: CountState;
  readonly version: number;
  readonly byId: string;
  readonly lines: readonly CountLine[];
  /** Why it was sent back last. */
  readonly note: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Temporal.Instant | null;
}

export type CountCommand =
  | { readonly kind: 'enter' }
  | { readonly kind: 'reopen' }
  | {
      readonly kind: 'explain';
      readonly itemId: string;
      readonly reason: string;
      readonly note: string;
    }
  | { readonly kind: 'submit'; readonly uncounted: readonly string[] }
  | { readonly kind: 'approve'; readonly seen: number }
  | { readonly kind: 'return'; readonly seen: number; readonly reason: string };

/** Who acts, as the people stand now. */
export interface CountActor {
  readonly id: string;
  readonly keeps: boolean;
  /** One of those whose decision it is; never one who counted. */
  readonly decides: boolean;
}

export type CountRefusal =
  | 'notKeeper'
  | 'notYours'
  | 'ownCount'
  | 'submitted'
  | 'approved'
  | 'notSubmitted'
  | 'stale'
  | 'uncounted'
  | 'unexplained'
  | 'noDifference'
  | 'reasonMissing'
  | 'noteMissing';

/** What becomes of it: the state after, and who decided where somebody did. */
export interface CountEvent {
  readonly state: CountState;
  /** A stocktake without any difference needs nobody's approval. */
  readonly decided: boolean;
}

export function difference({ onBook, counted: found }: CountLine): Quantity {
  return found - onBook;
}

export function differing(count: Pick<Count, 'lines'>): CountLine[] {
  return count.lines.filter((line) => difference(line) !== 0n);
}

export function unexplained(count: Pick<Count, 'lines'>): CountLine[] {
  return differing(count).filter(({ reason }) => reason === null);
}

export function countedBy(count: Pick<Count, 'lines' | 'byId'>): Set<string> {
  return new Set([count.byId, ...count.lines.map((line) => line.countedBy)]);
}

export function decideCount(
  count: Count,
  command: CountCommand,
  actor: CountActor,
): Decision<CountEvent, CountRefusal> {
  if (command.kind === 'approve' || command.kind === 'return')
    return decideDifferences(count, command, actor);
  if (!actor.keeps) return refused('notKeeper');
  if (count.state === 'approved') return refused('approved');
  if (command.kind === 'reopen')
    return count.state === 'open' ? refused('notSubmitted') : to('open');
  if (count.state === 'submitted') return refused('submitted');
  if (command.kind === 'enter') return to('open');
  if (command.kind === 'explain') return explain(count, command);
  if (command.uncounted.length > 0)
    return refused('uncounted', {
      count: command.uncounted.length,
      names: command.uncounted.slice(0, 5).join('、'),
    });
  const [open] = unexplained(count);
  if (open) return refused('unexplained', { name: open.name });
  return differing(count).length === 0 ? to('approved', true) : to('submitted');
}

function explain(
  count: Count,
  { itemId, reason, note }: Extract<CountCommand, { kind: 'explain' }>,
): Decision<CountEvent, CountRefusal> {
  if (!differing(count).some((line) => line.itemId === itemId)) return refused('noDifference');
  if (!COUNT_REASONS.some((one) => one === reason)) return refused('reasonMissing');
  return reason === '其他' && note === '' ? refused('noteMissing') : to('open');
}

function decideDifferences(
  count: Count,
  command: Extract<CountCommand, { kind: 'approve' | 'return' }>,
  actor: CountActor,
): Decision<CountEvent, CountRefusal> {
  if (countedBy(count).has(actor.id)) return refused('ownCount');
  if (!actor.decides) return refused('notYours');
  if (count.state === 'approved') return refused('approved');
  if (count.state === 'open') return refused('notSubmitted');
  if (command.seen !== count.version) return refused('stale');
  if (command.kind === 'approve') return to('approved', true);
  return command.reason === '' ? refused('reasonMissing') : to('open');
}

function to(state: CountState, decided = false): Decision<CountEvent, CountRefusal> {
  return accepted({ state, decided });
}

/** `拖把 账面12把，实盘10把，少2把（领用没登记：三年级借走）` */
export function differenceLine(line: CountLine): string {
  const { name, unit, onBook, counted: found, reason, note } = line;
  const more = difference(line);
  const how = more > 0n ? `多${counted(more, unit)}` : `少${counted(-more, unit)}`;
  const why = [reason, note].filter(Boolean).join('：');
  return `${name} 账面${counted(onBook, unit)}，实盘${counted(found, unit)}，${how}${why === '' ? '' : `（${why}）`}`;
}
