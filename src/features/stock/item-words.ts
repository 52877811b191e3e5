import { answer } from '../../kernel/answer.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { watchLow } from './book.ts';
import { CLASS_NAMES } from './domain/classes.ts';
import { called, counted, isLow, type Item } from './domain/item.ts';
import { spokenQuantity } from './domain/lines.ts';
import { identify, nameKey } from './domain/names.ts';
import { mayKeep, passOn } from './keepers.ts';
import { addChange, allItems, itemById, lockItems } from './store.ts';

type C = Context<Tables>;

/** The item somebody names, locked; null when it was answered why not. */
export async function named(
  context: C,
  incoming: Incoming,
  what: string,
  name: string,
  among?: readonly Item[],
): Promise<Item | null> {
  if (!(await mayKeep(context, incoming.sender))) {
    await passOn(context, incoming, what);
    return null;
  }
  const known = identify(among ?? (await allItems(context)), { name, unit: null });
  if ('item' in known) {
    await lockItems(context, [known.item.id]);
    return itemById(context, known.item.id);
  }
  const maybe = known.maybe.slice(0, 5).map(called).join('、');
  await answer(
    context,
    incoming.message,
    maybe === ''
      ? `材料账上没有“${name}”，请核对名称，或先入库`
      : `“${name}”是哪一种：${maybe}？请写全名称再发一次`,
  );
  return null;
}

/** `A4纸低于10包提醒我`, `A4纸最低库存10` */
export async function setMinimum(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const [, name = '', number = '', unit = ''] = match;
  const item = await named(context, incoming, '设置库存提醒', name.trim());
  if (!item) return undefined;
  const min = spokenQuantity(number.trim());
  if (min === null) return answer(context, incoming.message, `没看懂“${number}”是多少，请写数字`);
  if (unit !== '' && nameKey(unit) !== nameKey(item.unit))
    return answer(
      context,
      incoming.message,
      `${called(item)}按“${item.unit}”记账，请说低于多少${item.unit}`,
    );
  await changeItem(context, incoming, item, 'min', {
    set: { min: formatQuantity(min) },
    detail: `${formatQuantity(item.min)} → ${formatQuantity(min)}`,
  });
  await watch(context, { ...item, min });
  return answer(context, incoming.message, minimumWords(item, min));
}

function minimumWords(item: Item, min: Quantity): string {
  const now = `现在${item.onHand === 0n ? '没有库存' : `还有${counted(item.onHand, item.unit)}`}`;
  return min === 0n
    ? `好的，${called(item)}不再提醒（${now}）`
    : `好的，${called(item)}低于${counted(min, item.unit)}时提醒您（${now}）`;
}

/** Where the new minimum makes it low, or no longer so, that is told as after a movement. */
async function watch(context: C, item: Item): Promise<void> {
  const row = (await lockItems(context, [item.id])).get(item.id);
  if (!row) return;
  await context.tx
    .updateTable('stock_item')
    .set(await watchLow(context, row, isLow(item)))
    .where('school_id', '=', context.school.id)
    .where('id', '=', item.id)
    .execute();
}

/** `拖把归到清洁用品` */
export async function setClass(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const [, name = '', to = ''] = match;
  const item = await named(context, incoming, '调整类别', name.trim());
  if (!item) return undefined;
  if (!CLASS_NAMES.includes(to))
    return answer(context, incoming.message, `类别有：${CLASS_NAMES.join('、')}`);
  await changeItem(context, incoming, item, 'class', {
    set: { class: to },
    detail: `${item.class} → ${to}`,
  });
  return answer(context, incoming.message, `好的，${called(item)}归到${to}`);
}

/** `拖把也叫墩布` */
export async function addAlias(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const [, name = '', alias = ''] = match;
  const item = await named(context, incoming, '给物品加别名', name.trim());
  if (!item) return undefined;
  const taken = (await allItems(context)).find(
    (one) =>
      one.id !== item.id &&
      [one.name, ...one.aliases].some((word) => nameKey(word) === nameKey(alias)),
  );
  if (taken) return answer(context, incoming.message, `“${alias}”已经是${called(taken)}的名称`);
  const aliases = [...new Set([...item.aliases, alias.trim()])];
  await changeItem(context, incoming, item, 'alias', {
    set: { aliases: JSON.stringify(aliases) },
    detail: alias,
  });
  return answer(context, incoming.message, `好的，说“${alias}”就是${called(item)}`);
}

/** `剪刀改为以旧换新`, `剪刀取消以旧换新` */
export async function setTradeIn(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const [, name = '', how = ''] = match;
  const item = await named(context, incoming, '调整以旧换新', name.trim());
  if (!item) return undefined;
  const tradeIn = /改|设/u.test(how);
  await changeItem(context, incoming, item, 'tradeIn', {
    set: { trade_in: tradeIn },
    detail: tradeIn ? '以旧换新' : '不用以旧换新',
  });
  return answer(
    context,
    incoming.message,
    tradeIn ? `好的，领${called(item)}要交回旧的` : `好的，领${called(item)}不用再交旧的`,
  );
}

async function changeItem(
  context: C,
  { sender }: Incoming,
  { id }: Item,
  what: 'min' | 'class' | 'alias' | 'tradeIn',
  change: {
    readonly set: {
      readonly min?: string;
      readonly class?: string;
      readonly aliases?: string;
      readonly trade_in?: boolean;
    };
    readonly detail: string;
  },
): Promise<void> {
  const { tx, school } = context;
  await tx
    .updateTable('stock_item')
    .set({ ...change.set, origin: 'chat' })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .execute();
  await addChange(context, { item_id: id, what, detail: change.detail, by_person_id: sender.id });
}
