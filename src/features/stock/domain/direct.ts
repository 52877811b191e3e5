import type { Quantity } from '../../../kernel/quantity.ts';
import { called, counted, type Item } from './item.ts';
import { saidAmount, type SaidLine } from './lines.ts';
import type { MovementKind } from './movement.ts';
import { identify, nameKey } from './names.ts';

/** How somebody who keeps the stock begins a booking in words. */
export const DIRECTIONS = ['入库', '出库', '退库', '报损'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Why something leaves the stock, to choose from. */
export const OUT_REASONS = ['部门领用', '维修用料', '报损', '过期', '丢失', '其他'] as const;

const LOSS = /报损|损耗|损坏|坏了|破损|过期|丢失|丢了|报废|作废|受潮|被盗/u;

/** What kind of movement it is; what is broken or lost is no issue. */
export function kindOf(direction: Direction, why: string): MovementKind {
  if (direction === '入库') return 'receipt';
  if (direction === '退库') return 'return';
  return direction === '报损' || LOSS.test(why) ? 'loss' : 'issue';
}

/** Whether it must be said why. */
export function needsWhy(direction: Direction, why: string): boolean {
  return direction === '出库' && why === '';
}

/** A line and the item it is booked on; `null` will be made. */
export interface Resolved {
  readonly line: SaidLine;
  readonly item: Item | null;
  /** What it may be, where nobody has said yet. */
  readonly maybe: readonly Item[];
}

/** Each line's item. `chosen` is what was picked for a line before, `new` for one to be made. */
export function resolve(
  items: readonly Item[],
  lines: readonly SaidLine[],
  chosen: readonly (string | null)[] = [],
): Resolved[] {
  return lines.map((line, i) => {
    const pick = chosen[i] ?? null;
    if (pick === 'new') return { line, item: null, maybe: [] };
    const picked = items.find(({ id }) => id === pick);
    if (picked) return { line, item: picked, maybe: [] };
    const known = identify(items, line);
    return 'item' in known
      ? { line, item: known.item, maybe: [] }
      : { line, item: null, maybe: known.maybe };
  });
}

/** Whether nobody has said yet which item a line is about. */
export function isDoubtful({ item, maybe }: Resolved): boolean {
  return item === null && maybe.length > 0;
}

/**
 * What a confirmation picks for each line: `pick` for the first doubtful one, to be made for those that
 * are new. Null: the doubtful one was asked for and not picked, or something else was.
 */
export function choose(
  {
    direction,
    chosen,
  }: { readonly direction: Direction; readonly chosen: readonly (string | null)[] },
  resolved: readonly Resolved[],
  pick: string,
): (string | null)[] | null {
  const asked = resolved.findIndex(isDoubtful);
  const offered = resolved[asked]?.maybe.map(({ id }) => id) ?? [];
  const fits = offered.includes(pick) || (pick === 'new' && direction === '入库');
  if (asked >= 0 && !fits) return null;
  return resolved.map(({ item, maybe }, i) => {
    if (i === asked) return pick;
    return chosen[i] ?? (item === null && maybe.length === 0 ? 'new' : null);
  });
}

/** Why lines cannot be booked, whatever is picked; a sentence, or null. */
export function impossible(direction: Direction, resolved: readonly Resolved[]): string | null {
  for (const { line, item, maybe } of resolved) {
    if (item && line.unit !== null && nameKey(line.unit) !== nameKey(item.unit))
      return `${called(item)}按“${item.unit}”记账，请写成多少${item.unit}`;
    if (item || maybe.length > 0) continue;
    if (direction !== '入库') return `材料账上没有“${line.name}”，请核对名称，或发“库存”查看`;
    if (line.unit === null)
      return `“${line.name}”是新物品，请写上单位，如：入库 ${line.name} ${saidAmount(line)}个`;
  }
  return null;
}

/** `A4纸 +20包，现有32包` */
export function bookedLine(item: Item, change: Quantity, onHand: Quantity): string {
  const sign = change > 0n ? '+' : '';
  return `${called(item)} ${sign}${counted(change, item.unit)}，现有${counted(onHand, item.unit)}`;
}
