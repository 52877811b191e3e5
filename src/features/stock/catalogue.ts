/** 改名、停用、合并: an item's own life. Its movements stay as they were signed. */
import { answer } from '../../kernel/answer.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { book } from './book.ts';
import { called, counted, type Item } from './domain/item.ts';
import { identify, matchKey, nameKey } from './domain/names.ts';
import type { StockHooks } from './hooks.ts';
import { named } from './item-words.ts';
import { addChange, everyItem } from './store.ts';

type C = Context<Tables>;
export type Handler = (context: C, incoming: Incoming, match: RegExpExecArray) => Promise<void>;

/** `拖把改名为墩布`: who says the old name is still understood, and the school's file does not make it again. */
export const rename: Handler = async (context, incoming, [, said = '', to = '']) => {
  const item = await named(context, incoming, '给物品改名', said.trim());
  if (!item) return undefined;
  const name = to.trim();
  const taken = (await everyItem(context)).find(
    (one) => one.id !== item.id && [one.name, ...one.aliases].some(isCalled(name)),
  );
  if (taken)
    return answer(
      context,
      incoming.message,
      `“${name}”已经是${called(taken)}的名称。是同一种物品请说：${item.name}并入${taken.name}`,
    );
  const { tx, school } = context;
  await tx
    .updateTable('stock_item')
    .set({
      name,
      match_key: matchKey({ ...item, name }),
      aliases: namesBeside(name, item.aliases, [item.name]),
      origin: 'chat',
    })
    .where('school_id', '=', school.id)
    .where('id', '=', item.id)
    .execute();
  await note(context, incoming, item, 'renamed', `${item.name} → ${name}`);
  return answer(context, incoming.message, `好的，${item.name}改名为${name}，说原来的名称也能找到`);
};

/** `停用拖把`: only what is used up, so that nothing vanishes from the account. */
export const retire: Handler = async (context, incoming, match) => {
  const item = await named(context, incoming, '停用物品', (match[1] ?? '').trim());
  if (!item) return undefined;
  if (item.onHand > 0n)
    return answer(
      context,
      incoming.message,
      `${called(item)}还有${counted(item.onHand, item.unit)}，用完或出库后再停用；要归到别的物品请说：${item.name}并入……`,
    );
  if (await isBeingCounted(context, item)) return counting(context, incoming, item);
  await close(context, item);
  await note(context, incoming, item, 'retired', '停用');
  return answer(
    context,
    incoming.message,
    `好的，${called(item)}已停用，以前的账还在。再入库或说“启用${item.name}”就恢复`,
  );
};

/** `启用拖把` */
export const restore: Handler = async (context, incoming, match) => {
  const said = (match[1] ?? '').trim();
  const known = identify(await everyItem(context), { name: said, unit: null });
  if (!('item' in known)) return void (await named(context, incoming, '启用物品', said));
  const { item } = known;
  if (!(await named(context, incoming, '启用物品', item.name, [item]))) return undefined;
  await context.tx
    .updateTable('stock_item')
    .set({ retired_at: null })
    .where('school_id', '=', context.school.id)
    .where('id', '=', item.id)
    .execute();
  await note(context, incoming, item, 'restored', '启用');
  return answer(context, incoming.message, `好的，${called(item)}已启用`);
};

/** `墩布并入拖把`: what there is goes over by two entries, and the name is the other's from now on. */
export function merge({ merged }: StockHooks): Handler {
  return async (context, incoming, [, from = '', to = '']) => {
    const item = await named(context, incoming, '合并物品', from.trim());
    const into = item && (await named(context, incoming, '合并物品', to.trim()));
    if (!item || !into) return undefined;
    const { message, sender } = incoming;
    if (item.id === into.id) return answer(context, message, '这两个名称本来就是同一种物品');
    if (nameKey(item.unit) !== nameKey(into.unit))
      return answer(
        context,
        message,
        `${called(item)}按“${item.unit}”记账，${called(into)}按“${into.unit}”记账，不能合并`,
      );
    for (const one of [item, into])
      if (await isBeingCounted(context, one)) return counting(context, incoming, one);
    const moved = { kind: 'adjustment', by: sender, priceFen: item.priceFen } as const;
    const why = `${called(item)}并入${called(into)}`;
    if (item.onHand > 0n)
      await book(context, [
        { ...moved, itemId: item.id, quantity: -item.onHand, why },
        { ...moved, itemId: into.id, quantity: item.onHand, why },
      ]);
    await close(context, item);
    await context.tx
      .updateTable('stock_item')
      .set({
        aliases: namesBeside(into.name, into.aliases, [item.name, ...item.aliases]),
        origin: 'chat',
      })
      .where('school_id', '=', context.school.id)
      .where('id', '=', into.id)
      .execute();
    await merged?.(context, item.id, into.id);
    await note(context, incoming, item, 'merged', why);
    await note(context, incoming, into, 'merged', why);
    const sum = counted(item.onHand + into.onHand, into.unit);
    return answer(
      context,
      message,
      `好的，${why}，现有${sum}；说“${item.name}”就是${called(into)}`,
    );
  };
}

const isCalled = (name: string) => (other: string) => nameKey(other) === nameKey(name);

function namesBeside(name: string, former: readonly string[], more: readonly string[]): string {
  const all = new Set([...former, ...more].filter((one) => nameKey(one) !== nameKey(name)));
  return JSON.stringify([...all]);
}

/** Out of the lists, and nothing is low of it. */
async function close({ tx, school, now }: C, { id }: Item): Promise<void> {
  await tx
    .updateTable('stock_item')
    .set({
      retired_at: now,
      min: '0',
      low_since: null,
      low_told_at: null,
      requested_number: null,
      origin: 'chat',
    })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .execute();
}

async function isBeingCounted({ tx, school }: C, { id }: Item): Promise<boolean> {
  const line = await tx
    .selectFrom('stock_count_line as l')
    .innerJoin('stock_count as c', (join) =>
      join.onRef('c.school_id', '=', 'l.school_id').onRef('c.id', '=', 'l.count_id'),
    )
    .select('c.id')
    .where('l.school_id', '=', school.id)
    .where('l.item_id', '=', id)
    .where('c.state', '<>', 'approved')
    .executeTakeFirst();
  return line !== undefined;
}

function counting(context: C, { message }: Incoming, item: Item): Promise<void> {
  return answer(context, message, `${called(item)}正在盘点，盘点批准后再改`);
}

function note(
  context: C,
  { sender }: Incoming,
  { id }: Item,
  what: 'renamed' | 'retired' | 'restored' | 'merged',
  detail: string,
): Promise<void> {
  return addChange(context, { item_id: id, what, detail, by_person_id: sender.id });
}
