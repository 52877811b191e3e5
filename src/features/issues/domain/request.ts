import type { Quantity } from '../../../kernel/quantity.ts';

/** The states of an issue, with the word that people see. */
export const STATES = {
  requested: '待发放',
  issued: '待签领',
  signed: '已签领',
  purchasing: '已转采购',
  refused: '不发放',
  withdrawn: '已撤销',
} as const;
export type State = keyof typeof STATES;

export const REFUSE_REASONS = ['超出定额', '不属于领用范围', '重复申请', '暂时不发'] as const;
export const EXEMPT_REASONS = ['旧的遗失', '新增岗位', '旧的已报废上交'] as const;

/** One kind of goods that somebody asked for. Names are copied: a signed paper does not change with the catalogue. */
export interface Line {
  readonly itemId: string;
  readonly name: string;
  /** Empty where there is none. */
  readonly spec: string;
  readonly unit: string;
  readonly wanted: Quantity;
  /** What was handed over. */
  readonly issued: Quantity;
  /** What became a purchase request. */
  readonly bought: Quantity;
  /** What came back after it was handed over. */
  readonly returned: Quantity;
  /** 以旧换新 */
  readonly tradeIn: boolean;
}

/** 免交旧: asked for where there is no old one, decided by the director. */
export interface Exemption {
  readonly state: 'asked' | 'granted' | 'denied';
  readonly reason: string;
  readonly by: string | null;
}

/** One request for goods of the store, from somebody's words to the receiver's signature. People are person ids. */
export interface Request {
  readonly id: string;
  /** `LY2611-0001` */
  readonly number: string;
  readonly version: number;
  readonly state: State;
  readonly requesterId: string;
  readonly lines: readonly Line[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  readonly requestedAt: Temporal.Instant;
  /** Who took the old ones, and when. */
  readonly oldInBy: string | null;
  readonly oldInAt: Temporal.Instant | null;
  readonly exemption: Exemption | null;
  /** The purchase that the missing rest became, or by which the goods came. */
  readonly purchaseNumber: string | null;
  readonly issuedBy: string | null;
  readonly issuedAt: Temporal.Instant | null;
  readonly signedBy: string | null;
  readonly signedAt: Temporal.Instant | null;
  readonly endedBy: string | null;
  readonly endedAt: Temporal.Instant | null;
  /** Why it was refused. Never shown in a group. */
  readonly closing: string | null;
}

/** `粉笔（白色）` */
export function nameOf({ name, spec }: Pick<Line, 'name' | 'spec'>): string {
  return spec === '' ? name : `${name}（${spec}）`;
}

/** What may still leave the store for a line that waits. */
export function due({ wanted, bought }: Line): Quantity {
  return wanted - bought;
}

/** Whether an old one must come in before anything goes out. */
export function owesOld({ lines, oldInBy, exemption }: Request): boolean {
  const tradeIn = lines.some((line) => line.tradeIn && due(line) > 0n);
  return tradeIn && oldInBy === null && exemption?.state !== 'granted';
}

/** How much of each line the store lacks: what is on hand goes to the first lines first. */
export function missing(
  { state, lines }: Pick<Request, 'state' | 'lines'>,
  onHand: (itemId: string) => Quantity,
): Quantity[] {
  if (state !== 'requested') return lines.map((line) => due(line) - line.issued);
  const left = new Map(lines.map(({ itemId }) => [itemId, onHand(itemId)]));
  return lines.map((line) => {
    const there = left.get(line.itemId) ?? 0n;
    const lacks = due(line) > there ? due(line) - there : 0n;
    left.set(line.itemId, there - (due(line) - lacks));
    return lacks;
  });
}
