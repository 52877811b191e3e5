import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import {
  book,
  ensureItem,
  findItems,
  itemById,
  type Item,
  type Movement,
} from '../../stock/public.ts';
import type { Line } from '../domain/purchase.ts';
import { atPrice, type Arrival, type Buying } from './domain/buying.ts';
import { counted } from './domain/wording.ts';
import { unitFen } from './domain/price.ts';
import type { PurchasesHooks } from '../hooks.ts';

type C = Context<Tables>;

/** What was found good goes on the shelf: a receipt for each line, its item made where there is none. */
export async function takeIn(
  context: C,
  { purchase, lines }: Buying,
  arrivals: readonly Arrival[],
  by: Person,
): Promise<readonly Line[]> {
  const good = new Map<string, Quantity>();
  for (const { lineId, accepted } of arrivals.flatMap((arrival) => arrival.lines))
    good.set(lineId, (good.get(lineId) ?? 0n) + (accepted ?? 0n));
  const movements: Movement[] = [];
  const items = new Map<string, string>();
  for (const line of lines) {
    const quantity = good.get(line.id) ?? 0n;
    if (quantity === 0n) continue;
    const item = await itemFor(context, line, by);
    items.set(line.id, item.id);
    movements.push({
      itemId: item.id,
      kind: 'receipt',
      quantity,
      by,
      why: `${purchase.number} 验收入库`,
      link: { kind: 'purchase', id: purchase.id, number: purchase.number },
      priceFen: unitFen(atPrice(line)),
    });
  }
  const booked = await book(context, movements);
  if (booked.outcome === 'refused')
    throw new Error(`a receipt cannot be short: ${booked.sentence}`);
  return purchase.lines.map((line) => ({
    ...line,
    stockItemId: items.get(line.id) ?? line.stockItemId,
  }));
}

/** The item that was named at the request while it is counted in the same unit; else the one of this name and unit. */
async function itemFor(
  context: C,
  line: Pick<Line, 'name' | 'spec' | 'unit' | 'stockItemId'>,
  by: Person,
): Promise<Item> {
  const named = line.stockItemId === null ? null : await itemById(context, line.stockItemId);
  if (named && (line.unit === null || named.unit === line.unit)) return named;
  const [same] = await findItems(context, line.name);
  if (
    same &&
    line.spec === null &&
    same.name === line.name &&
    (line.unit ?? same.unit) === same.unit
  )
    return same;
  return ensureItem(context, { name: line.name, spec: line.spec, unit: line.unit ?? '件' }, by);
}

/** Everything is in: whoever waits for it is told, once. */
export async function tell(
  context: C,
  hooks: PurchasesHooks,
  { purchase, lines }: Buying,
): Promise<void> {
  const { tx, school } = context;
  const had = lines.filter(({ accepted }) => accepted > 0n);
  const goods = {
    purchaseId: purchase.id,
    number: purchase.number,
    requesterId: purchase.requesterId,
    reason: purchase.reason,
    origin: { kind: purchase.origin, id: purchase.originId },
    lines: had.flatMap(({ stockItemId, name, unit, accepted }) =>
      stockItemId === null
        ? []
        : [{ itemId: stockItemId, name, unit: unit ?? '件', quantity: accepted }],
    ),
  };
  for (const hook of hooks.goodsIn ?? []) if (await hook(context, goods)) return;
  const requester = await personById(tx, school.id, purchase.requesterId);
  // What the store asked for stays in it.
  if (!requester?.active || requester.openId === null || purchase.origin === 'stock') return;
  await context.say.text(
    { kind: 'person', openId: requester.openId },
    `${purchase.number} 已验收入库：${had.map((line) => counted(line, line.accepted)).join('、')}。请来领取。`,
    { thread: `purchases:${purchase.id}` },
  );
}
