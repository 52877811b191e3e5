import { clockText } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { tableXlsx } from '../../../documents/table.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { amount } from '../../../kernel/money.ts';
import { worth } from '../../../kernel/quantity.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import {
  COUNT_REASONS,
  countedBy,
  difference,
  differenceLine,
  differing,
  unexplained,
  type Count,
} from '../domain/count.ts';
import { called, counted, type Item } from '../domain/item.ts';
import { sheetOf } from '../documents/ledgers.ts';
import { anyOf, countApprovers, names } from '../keepers.ts';
import { allItems, everyItem } from '../store.ts';
import { countById, submittedCounts } from './store.ts';

type C = Context<Tables>;

/** Lines of one kind on a card; the rest is said by its number. */
const MOST_LINES = 10;
/** Everything an approver decides on is on the card. */
const MOST_DIFFERENCES = 40;

const RETURN_REASONS = ['数量请复核', '原因没说清', '先补登记再盘', '其他'] as const;

export const QUESTION = 'stock.count';
/** Two who count one class are both listened to. */
export const questionKey = (countId: string, personId: string) => `${countId}:${personId}`;
export const approvalKey = (countId: string, openId: string) => `stock:count:${countId}:${openId}`;
const countKey = (countId: string, openId: string) => `stock:counting:${countId}:${openId}`;

export function monthWords(month: string): string {
  return `${Number(month.slice(5))}月`;
}

export async function itemsOf(context: C, { class: name }: Pick<Count, 'class'>): Promise<Item[]> {
  return (await allItems(context)).filter((item) => item.class === name);
}

export function uncountedOf(count: Pick<Count, 'lines'>, items: readonly Item[]): Item[] {
  const done = new Set(count.lines.map(({ itemId }) => itemId));
  return items.filter(({ id }) => !done.has(id));
}

/** The card of whoever counts: what is still to be counted, what differs, and what is missing next. */
export async function showCounting(
  context: C,
  openId: string,
  countId: string,
  { renew, notes = [] }: { readonly renew: boolean; readonly notes?: readonly string[] },
): Promise<void> {
  const count = await countById(context, countId);
  if (!count) return;
  const items = await itemsOf(context, count);
  const left = uncountedOf(count, items);
  const differences = differing(count);
  const [open] = left.length === 0 ? unexplained(count) : [];
  await context.say.show({
    key: countKey(count.id, openId),
    to: { kind: 'person', openId },
    card: {
      template: 'stock-count',
      values: {
        id: count.id,
        title: `${monthWords(count.month)}盘点 ${count.class}`,
        state: count.state,
        done: items.length - left.length,
        total: items.length,
        left: left.slice(0, MOST_LINES).map((item) => `${called(item)}（${item.unit}）`),
        moreLeft: Math.max(0, left.length - MOST_LINES),
        differences: differences.slice(0, MOST_LINES).map(differenceLine),
        moreDifferences: Math.max(0, differences.length - MOST_LINES),
        notes: [...notes, ...(count.note === null ? [] : [`被退回：${count.note}`])],
        explain: open ? { id: open.itemId, line: differenceLine(open) } : null,
        reasons: [...COUNT_REASONS],
        ready: count.state === 'open' && left.length === 0 && open === undefined,
        outcome: await outcomeOf(context, count),
        example: exampleOf(left),
      },
    },
    renew,
    live: count.state !== 'approved',
  });
}

function exampleOf(left: readonly Item[]): string {
  const [one, other] = left;
  if (!one) return '';
  return other ? `${one.name} 30，${other.name} 12` : `${one.name} 30`;
}

async function outcomeOf(context: C, count: Count): Promise<string> {
  if (count.state === 'submitted')
    return `已提交，等${anyOf(await countApprovers(context, countedBy(count)))}审批`;
  if (count.state !== 'approved') return '';
  if (count.decidedBy === null) return '账实相符，盘点完成';
  const people = await peopleById(context.tx, context.school.id, [count.decidedBy]);
  const at = count.decidedAt ? ` ${clockText(context, count.decidedAt)}` : '';
  return `${people.get(count.decidedBy)?.name ?? '同事'}${at} 已同意，差异已入账`;
}

/**
 * The differences, to those whose decision it is. `renew`: they have to act anew; else the cards that
 * are there follow.
 */
export async function showApproval(
  context: C,
  countId: string,
  { renew }: { readonly renew: boolean },
): Promise<void> {
  const count = await countById(context, countId);
  if (!count) return;
  const values = await approvalValues(context, count);
  for (const { openId } of await countApprovers(context, countedBy(count))) {
    if (openId === null) continue;
    if (renew || (await context.say.shown(approvalKey(count.id, openId))) !== null)
      await showApprovalTo(context, count, openId, values, renew);
  }
}

async function showApprovalTo(
  context: C,
  count: Count,
  openId: string,
  values: JsonObject,
  renew: boolean,
): Promise<void> {
  const to = { kind: 'person', openId } as const;
  // Nothing that is decided on is left out: a very long list comes as a table before its card.
  if (renew && differing(count).length > MOST_DIFFERENCES) {
    const title = `${monthWords(count.month)}盘点表 ${count.class}`;
    const bytes = await tableXlsx(await sheetOf(context, title, [count]));
    await context.say.file(to, { name: `${title}.xlsx`, bytes, kind: 'xls' });
  }
  await context.say.show({
    key: approvalKey(count.id, openId),
    to,
    card: { template: 'stock-approve', values },
    renew,
    live: count.state === 'submitted',
    insist: true,
  });
}

async function approvalValues(context: C, count: Count): Promise<JsonObject> {
  const items = new Map((await everyItem(context)).map((item) => [item.id, item]));
  const counters = await peopleById(context.tx, context.school.id, [...countedBy(count)]);
  const differences = differing(count);
  const outcome = count.state === 'open' ? '已退回重新盘点' : await outcomeOf(context, count);
  return {
    id: count.id,
    v: count.version,
    title: `${monthWords(count.month)}盘点差异 ${count.class}`,
    who: names([...counters.values()]),
    lines: differences.slice(0, MOST_DIFFERENCES).map((line) => {
      const priceFen = items.get(line.itemId)?.priceFen ?? null;
      const fen = priceFen === null ? null : worth(difference(line), priceFen);
      const money = fen === null ? '' : `，${fen < 0 ? '-' : ''}¥${amount(Math.abs(fen))}`;
      return `${differenceLine(line)}${money}`;
    }),
    more: Math.max(0, differences.length - MOST_DIFFERENCES),
    counted: `共点 ${count.lines.length} 种，${differences.length} 种有差异`,
    reasons: [...RETURN_REASONS],
    open: count.state === 'submitted',
    approved: count.state === 'approved',
    outcome: count.state === 'submitted' ? '' : outcome,
  };
}

/** What waits for this person's decision, a line and the card that has the buttons for each. */
export async function countsWaitingFor(
  context: C,
  person: Person,
): Promise<readonly { readonly line: string; readonly cardKey: string }[]> {
  const { openId } = person;
  if (openId === null) return [];
  const waiting: { line: string; cardKey: string }[] = [];
  for (const count of await submittedCounts(context)) {
    const approvers = await countApprovers(context, countedBy(count));
    if (!approvers.some(({ id }) => id === person.id)) continue;
    const cardKey = approvalKey(count.id, openId);
    // Whoever became the one to decide since has no card yet.
    if ((await context.say.shown(cardKey)) === null)
      await showApprovalTo(context, count, openId, await approvalValues(context, count), true);
    const title = `${monthWords(count.month)}盘点差异 ${count.class}`;
    waiting.push({ line: `${title}，${differing(count).length} 种有差异`, cardKey });
  }
  return waiting;
}

/** `拖把：30把` for what has just been taken down. */
export function takenLine(item: Item, quantity: bigint): string {
  return `${called(item)} ${counted(quantity, item.unit)}`;
}
