import { z } from 'zod';
import type { Context, TapAnswer, TapInput, TimerInput } from '../../kernel/feature.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tables } from '../../tables.ts';
import { called, counted, isLow, refill, type Item } from './domain/item.ts';
import { LOW_TIMER } from './book.ts';
import type { StockHooks } from './hooks.ts';
import { mayKeep, names, storekeepers } from './keepers.ts';
import { toItem } from './store.ts';
import { success, warning } from './words.ts';

type C = Context<Tables>;

/** A card holds this many; the rest follows when these are there again. */
const MOST_ROWS = 15;
/** What a request may hold. */
const MOST_LINES = 30;

interface LowItem {
  readonly item: Item;
  readonly told: boolean;
  /** The request that would refill it. */
  readonly requested: string | null;
}

async function lowItems({ tx, school }: C): Promise<LowItem[]> {
  const rows = await tx
    .selectFrom('stock_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('low_since', 'is not', null)
    .orderBy('low_since')
    .orderBy('id')
    .execute();
  return rows
    .map((row) => ({
      item: toItem(row),
      told: row.low_told_at !== null,
      requested: row.requested_number,
    }))
    .filter(({ item }) => isLow(item));
}

/** An item became low, or is no longer: one card to each storekeeper, a line to the group for what is new. */
export function tellLow(hooks: StockHooks) {
  return async (context: C, { data }: TimerInput): Promise<void> => {
    const low = await lowItems(context);
    const fresh = low.filter(({ told }) => !told);
    const renew = fresh.length > 0 || (data['again'] === true && low.length > 0);
    for (const { openId } of await storekeepers(context))
      if (openId !== null) await showLow(context, hooks, openId, low, renew);
    if (fresh.length === 0) return;
    await mark(context, fresh, { low_told_at: context.now });
    const { logistics } = context.school.groups;
    if (logistics === null || !context.school.enabled) return;
    const lines = fresh.slice(0, MOST_ROWS).map(({ item }) => lowLine(item));
    if (fresh.length > MOST_ROWS) lines.push(`还有 ${fresh.length - MOST_ROWS} 种`);
    await context.say.text({ kind: 'chat', chatId: logistics }, `库存提醒：${lines.join('；')}。`, {
      thread: 'stock:low',
    });
  };
}

/** The request of this number came to nothing, or not to enough: what is low may be asked for anew. */
export async function offerRefill(context: C, number: string): Promise<void> {
  const { tx, school, timers, calendar, now } = context;
  const freed = await tx
    .updateTable('stock_item')
    .set({ requested_number: null })
    .where('school_id', '=', school.id)
    .where('requested_number', '=', number)
    .returning('id')
    .execute();
  const [first] = freed;
  if (first)
    await timers.set(LOW_TIMER, first.id, calendar.outsideQuietHours(now), { again: true });
}

async function mark(
  { tx, school }: C,
  low: readonly LowItem[],
  what: { readonly low_told_at: Temporal.Instant } | { readonly requested_number: string },
): Promise<void> {
  await tx
    .updateTable('stock_item')
    .set(what)
    .where('school_id', '=', school.id)
    .where(
      'id',
      'in',
      low.map(({ item }) => item.id),
    )
    .execute();
}

/** `粉笔剩9盒，低于10盒` */
function lowLine({ onHand, min, unit, ...named }: Item): string {
  const left = onHand === 0n ? '用完了' : `剩${counted(onHand, unit)}`;
  return `${called(named)}${left}，低于${counted(min, unit)}`;
}

async function showLow(
  context: C,
  { requestPurchase }: StockHooks,
  openId: string,
  low: readonly LowItem[],
  renew: boolean,
): Promise<void> {
  const key = `stock:low:${openId}`;
  if (low.length === 0 && (await context.say.shown(key)) === null) return;
  const shown = low.slice(0, MOST_ROWS);
  await context.say.show({
    key,
    to: { kind: 'person', openId },
    card: {
      template: 'stock-low',
      values: {
        total: low.length,
        more: low.length - shown.length,
        rows: shown.map(rowOf),
        offer: requestPurchase !== undefined && shown.some(({ requested }) => requested === null),
      },
    },
    renew,
    live: low.length > 0,
  });
}

function rowOf({ item, requested }: LowItem): JsonObject {
  return {
    id: item.id,
    line: lowLine(item),
    note:
      requested !== null
        ? `已生成请购单 ${requested}`
        : `建议补 ${counted(refill(item), item.unit)}`,
  };
}

const rowsShape = z.array(z.object({ id: z.string() })).catch([]);

/** `申请采购`: what the card shows and is still low becomes one request, for the storekeeper to check and send. */
export function requestRefill(hooks: StockHooks) {
  return async (context: C, { tap, operator, cardKey }: TapInput): Promise<TapAnswer> => {
    const { requestPurchase } = hooks;
    if (!(await mayKeep(context, operator)))
      return warning(`补货由${names(await storekeepers(context))}申请`);
    const card = cardKey === null ? null : await context.say.shown(cardKey);
    const ids = new Set(rowsShape.parse(card?.card.values['rows']).map(({ id }) => id));
    const low = await lowItems(context);
    const wanted = low
      .filter(({ item, requested }) => ids.has(item.id) && requested === null)
      .slice(0, MOST_LINES);
    if (wanted.length === 0 || requestPurchase === undefined) {
      await showLow(context, hooks, tap.operatorOpenId, low, false);
      return warning('这些物品已经申请过或已补上，不用再申请');
    }
    const opened = await requestPurchase(context, {
      requesterId: operator.id,
      reason: '库存不足，补货',
      neededBy: null,
      origin: { kind: 'stock', id: context.newId() },
      lines: wanted.map(({ item }) => ({
        name: item.name,
        spec: item.spec === '' ? null : item.spec,
        unit: item.unit,
        quantity: refill(item),
        priceFen: item.priceFen,
        stockItemId: item.id,
      })),
    });
    if ('outcome' in opened) return warning('没有生成请购单，请直接说要买什么，如“买10包A4纸”');
    await mark(context, wanted, { requested_number: opened.number });
    const after = await lowItems(context);
    for (const { openId } of await storekeepers(context))
      if (openId !== null) await showLow(context, hooks, openId, after, false);
    return success(`已生成请购单 ${opened.number}，请核对后提交`);
  };
}
