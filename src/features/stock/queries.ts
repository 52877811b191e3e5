import { z } from 'zod';
import { answer } from '../../kernel/answer.ts';
import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { SingleUnderstood } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import { CLASS_NAMES } from './domain/classes.ts';
import { called, counted, isLow, type Item } from './domain/item.ts';
import { matching } from './domain/names.ts';
import { maySee, names, storekeepers } from './keepers.ts';
import { allItems } from './store.ts';
import { warning } from './words.ts';

type C = Context<Tables>;

/** More of one name are not read. */
const MOST_LINES = 8;
const PAGE = 12;

const LOOSE =
  /^(?:请问|问下|问一下|查一下|查下)?([^，,。；;？?！!\n]{1,20}?)(?:的)?(?:现在|目前)?(?:还有|还剩下?|剩下?)(?:多少|几)[个台包箱盒本支把套件张瓶卷条只双块袋桶根节副斤米]?(?:了)?[?？。]?$/u;
const LEFT_TO_STOCK = new Set<string>(['chitchat', 'supply.issue', 'purchase.request']);

const bare = (said: string) =>
  said.replaceAll(/^(?:现在|还|有)+|(?:库存|了|吗|呢|啊|呀|的)+$/gu, '').trim();

/**
 * `粉笔还剩多少`, which may be about anything else that is left: an answer where there is such a thing, or
 * where nothing else was understood.
 */
export async function askLoosely(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<boolean> {
  const [, said] = LOOSE.exec(incoming.message.text.trim()) ?? [];
  if (said === undefined) return false;
  const known = matching(await allItems(context), bare(said)).found.length > 0;
  const nothingElse = parts.every(({ intent }) => LEFT_TO_STOCK.has(intent));
  if (!nothingElse && (!known || parts.some(({ intent }) => intent === 'repair.report')))
    return false;
  await askStock(context, incoming, said);
  return true;
}

/** `仓库有没有A4纸`, `粉笔库存`: anybody may ask how much there is. */
export async function askStock(context: C, { message }: Incoming, said: string): Promise<void> {
  const name = bare(said);
  const { found } = matching(await allItems(context), name);
  if (found.length === 0)
    return answer(
      context,
      message,
      `材料账上没有“${name}”。要用可以直接说要买多少，如“买2个${name}”，或问${names(await storekeepers(context))}。`,
    );
  const lines = found.slice(0, MOST_LINES).map(onHandLine);
  if (found.length > MOST_LINES) lines.push(`还有 ${found.length - MOST_LINES} 种，请说得具体些`);
  const [first] = found;
  if (first && found.length === 1 && first.onHand > 0n)
    lines.push(`要领请直接说，如“领1${first.unit}${first.name}”`);
  return answer(context, message, lines.join('\n'));
}

function onHandLine(item: Item): string {
  const { onHand, unit, tradeIn } = item;
  const left = onHand === 0n ? '没有库存了' : `还有${counted(onHand, unit)}`;
  return `${called(item)}${left}${tradeIn ? '（以旧换新，领时请带旧的）' : ''}`;
}

export type ListFilter =
  | { readonly kind: 'all' | 'low' }
  | { readonly kind: 'class'; readonly name: string };

const TITLES = { all: '库存', low: '低库存' } as const;

/** `库存`, `低库存`, `库存 清洁用品`: everything there is, page by page, for who answers for it. */
export async function showStock(
  context: C,
  { message, sender }: Incoming,
  filter: ListFilter,
): Promise<void> {
  if (!(await maySee(context, sender)))
    return answer(
      context,
      message,
      `全部库存由${names(await storekeepers(context))}和总务主任查看。问一种请说名称，如“粉笔还剩多少”。`,
    );
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  return showPage(context, message.senderOpenId, filter, 0, true);
}

const valueShape = z.object({
  page: z.int().min(0).max(1_000).catch(0),
  filter: z.string().max(20).catch(''),
});

/** `上一页`, `下一页` */
export async function turnPage(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!(await maySee(context, operator))) return warning('全部库存由仓管员和总务主任查看');
  const { page, filter } = valueShape.parse(tap.value);
  await showPage(context, tap.operatorOpenId, filterOf(filter), page, false);
  return { toast: { type: 'info', content: `第 ${page + 1} 页` } };
}

export function filterOf(words: string): ListFilter {
  if (words === 'low') return { kind: 'low' };
  return CLASS_NAMES.includes(words) ? { kind: 'class', name: words } : { kind: 'all' };
}

async function showPage(
  context: C,
  openId: string,
  filter: ListFilter,
  wanted: number,
  renew: boolean,
): Promise<void> {
  const items = (await allItems(context)).filter((item) =>
    filter.kind === 'class' ? item.class === filter.name : filter.kind === 'all' || isLow(item),
  );
  const pages = Math.max(1, Math.ceil(items.length / PAGE));
  const page = Math.min(wanted, pages - 1);
  const title = filter.kind === 'class' ? filter.name : TITLES[filter.kind];
  await context.say.show({
    key: `stock:list:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'stock-list',
      values: {
        title,
        filter: filter.kind === 'class' ? filter.name : filter.kind,
        total: items.length,
        low: items.filter(isLow).length,
        page,
        pages,
        rows: items.slice(page * PAGE, (page + 1) * PAGE).map(rowOf),
      },
    },
    renew,
    live: pages > 1,
  });
}

function rowOf(item: Item): JsonObject {
  const notes = [
    item.class,
    item.min > 0n ? `低于${counted(item.min, item.unit)}提醒` : '',
    item.tradeIn ? '以旧换新' : '',
  ];
  return {
    name: called(item),
    onHand: counted(item.onHand, item.unit),
    low: isLow(item),
    note: notes.filter(Boolean).join(' · '),
  };
}
