import { answer } from '../../../kernel/answer.ts';
import type { Answered, Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { decideCount } from '../domain/count.ts';
import { CLASS_NAMES } from '../domain/classes.ts';
import { called, type Item } from '../domain/item.ts';
import { readCounts, type SaidCount } from '../domain/lines.ts';
import { matching, nameKey } from '../domain/names.ts';
import { mayKeep, passOn } from '../keepers.ts';
import { allItems, lockItems, toItem } from '../store.ts';
import { refusalWords } from './refusals.ts';
import {
  itemsOf,
  monthWords,
  QUESTION,
  questionKey,
  showCounting,
  takenLine,
  uncountedOf,
} from './show.ts';
import { countById, countsOfMonth, lockCount, openCount, saveCount, saveCounted } from './store.ts';

type C = Context<Tables>;

/** Counting a store takes days; an answer in words counts for a week. */
const OPEN_FOR = { hours: 7 * 24 } as const;

/** `盘点`, `盘点 清洁用品`, `盘点 拖把 30`: the class that is meant, else the next of the month that is not done. */
export async function startCount(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { message, sender } = incoming;
  if (!(await mayKeep(context, sender))) return passOn(context, incoming, '盘点');
  const said = (match[1] ?? '').trim();
  const month = context.calendar.date(context.now).toPlainYearMonth().toString();
  const items = await allItems(context);
  const classes = CLASS_NAMES.filter((name) => items.some((item) => item.class === name));
  const [first] = classes;
  if (first === undefined)
    return answer(context, message, '材料账上还没有物品，先入库，如：入库 A4纸 20包');
  const counts = await countsOfMonth(context, month);
  const done = new Set(counts.filter(({ state }) => state !== 'open').map((one) => one.class));
  const next = classes.find((name) => !done.has(name));
  if (said === '' && next === undefined)
    return answer(
      context,
      message,
      `${monthWords(month)}各类都已盘点或待审批。要再盘一次请写类别，如：盘点 ${first}`,
    );
  const name = said === '' ? next : classMeant(classes, items, said);
  if (name === undefined)
    return answer(
      context,
      message,
      `没看懂“${said.slice(0, 30)}”，可以盘点：${classes.join('、')}`,
    );
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  const id = await openCount(context, { month, class: name, byId: sender.id });
  await ask(context, sender.id, id);
  const rest = classes.filter((one) => one !== name && !done.has(one));
  const notes = rest.length === 0 ? [] : [`之后还有：${rest.join('、')}`];
  await showCounting(context, message.senderOpenId, id, { renew: true, notes });
  if (said !== '' && !classes.some((one) => one.startsWith(said)))
    await takeDown(context, incoming, id, said);
}

/** A class by its name or how it begins, else that of the first thing that was counted. */
function classMeant(
  classes: readonly string[],
  items: readonly Item[],
  said: string,
): string | undefined {
  const named = classes.find((one) => one.startsWith(said));
  const [first] = readCounts(said).counts;
  return named ?? (first && matching(items, first.name).found[0]?.class);
}

async function ask(context: C, personId: string, countId: string): Promise<void> {
  await context.questions.ask({
    name: QUESTION,
    key: questionKey(countId, personId),
    personId,
    groupId: null,
    data: { countId },
    until: context.now.add(OPEN_FOR),
  });
}

const ALL_RIGHT =
  /^(?:其余|其他|其它|剩下的?|别的|全部|都|全)(?:都|全)?(?:相符|一致|对|没错|没问题|正确|不变)(?:的)?$/u;

/** An answer to the stocktake that is open. */
export async function answerCount(
  context: C,
  incoming: Incoming,
  { question }: Answered,
): Promise<boolean> {
  const id = question.data['countId'];
  if (typeof id !== 'string' || incoming.message.chatKind === 'group') return false;
  return takeDown(context, incoming, id, incoming.message.text);
}

/** `拖把 30，扫帚 12`, `其余相符`. False: it was something else altogether. */
async function takeDown(
  context: C,
  { message, sender }: Incoming,
  id: string,
  said: string,
): Promise<boolean> {
  const before = await countById(context, id);
  if (!before) return false;
  const items = await itemsOf(context, before);
  const { counts, rest } = readCounts(said);
  const others = rest.some((words) => ALL_RIGHT.test(words));
  const read = counts.map((one) => readCount(items, one));
  // Whoever counts also reports repairs.
  if (!others && !read.some((one) => 'item' in one)) return false;
  const count = await lockCount(context, id);
  if (!count) return false;
  const actor = { id: sender.id, keeps: await mayKeep(context, sender), decides: false };
  const decision = decideCount(count, { kind: 'enter' }, actor);
  if (decision.outcome === 'refused') {
    await answer(context, message, await refusalWords(context, count, decision));
    return true;
  }
  const taken = read.flatMap((one) => ('item' in one ? [one] : []));
  const already = new Set(taken.map(({ item }) => item.id));
  if (others)
    for (const item of uncountedOf(count, items))
      if (!already.has(item.id)) taken.push({ item, quantity: null });
  const notes = await save(context, count.id, taken, sender.id);
  for (const event of decision.events)
    await saveCount(context, count, event, { decidedBy: null, note: null });
  const problems = [
    ...read.flatMap((one) => ('wrong' in one ? [one.wrong] : [])),
    ...rest.filter((words) => !ALL_RIGHT.test(words)).map((words) => `没看懂“${words}”`),
  ].slice(0, 6);
  await showCounting(context, message.senderOpenId, id, {
    renew: false,
    notes: [...(notes.length > 0 ? [`刚记下：${notes.slice(0, 8).join('，')}`] : []), ...problems],
  });
  const done = taken.length === 0 && problems.length === 0;
  const lines = [done ? '都点过了' : `已记下 ${taken.length} 种`, ...problems.slice(0, 4)];
  await answer(
    context,
    message,
    `${lines.join('；')}。${done ? '请在盘点卡片上说明差异、提交' : '请看盘点卡片'}`,
  );
  return true;
}

/** Each against what the book says now, under lock; a line for each that was said. */
async function save(
  context: C,
  countId: string,
  taken: readonly { readonly item: Item; readonly quantity: bigint | null }[],
  byId: string,
): Promise<string[]> {
  if (taken.length === 0) return [];
  const rows = await lockItems(
    context,
    taken.map(({ item }) => item.id),
  );
  const notes: string[] = [];
  for (const { item, quantity } of taken) {
    const row = rows.get(item.id);
    if (!row) continue;
    const now = toItem(row);
    await saveCounted(context, countId, now, quantity ?? now.onHand, byId);
    if (quantity !== null) notes.push(takenLine(now, quantity));
  }
  return notes;
}

type ReadCount =
  | { readonly item: Item; readonly quantity: bigint | null }
  | { readonly wrong: string };

function readCount(items: readonly Item[], said: SaidCount): ReadCount {
  const { found } = matching(items, said.name);
  const ofUnit = found.filter(
    ({ unit }) => said.unit === null || nameKey(unit) === nameKey(said.unit),
  );
  const [item] = ofUnit;
  if (item && ofUnit.length === 1) return { item, quantity: said.quantity };
  if (ofUnit.length > 1)
    return { wrong: `“${said.name}”有${ofUnit.map(called).join('、')}，请写全` };
  const [other] = found;
  return {
    wrong: other ? `${called(other)}按${other.unit}点` : `这一类没有“${said.name}”`,
  };
}
