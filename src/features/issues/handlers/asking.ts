import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { called } from '../../stock/public.ts';
import { askCard } from '../ask-card.ts';
import { isClear, itemsOf, toData, type Draft, type DraftLine } from '../draft.ts';

type C = Context<Tables>;

export const DRAFT = 'issues.draft';
const DAY = { hours: 24 } as const;

/** Asks once which and how many, on a card; a typed answer does as well. Answers the line for a group. */
export async function ask(
  context: C,
  sender: Person,
  draft: Draft,
  { message, mixed = false }: Pick<Incoming, 'message' | 'mixed'>,
): Promise<string> {
  const id = context.newId();
  await keep(context, sender, id, draft, message.chatKind === 'group' ? message.chatId : null);
  await showDraft(context, sender, id, draft, null);
  if (message.chatKind === 'group') return '收到，还差一点要问清楚，已私聊您';
  return mixed ? questionOf(context, draft) : '';
}

export async function keep(
  context: C,
  sender: Person,
  id: string,
  draft: Draft,
  groupId: string | null,
): Promise<void> {
  await context.questions.ask({
    name: DRAFT,
    key: id,
    personId: sender.id,
    groupId,
    data: toData(draft),
    until: context.now.add(DAY),
  });
}

/** The question's card; `closed` says what became of it. */
export async function showDraft(
  context: C,
  { openId }: Person,
  id: string,
  draft: Draft,
  closed: string | null,
): Promise<void> {
  if (openId === null) return;
  const lines = [];
  for (const line of draft.lines) {
    const items = await itemsOf(context, line);
    const choices = items.map((item) => ({
      id: item.id,
      label: `${called(item)}（按${item.unit}领）`,
      unit: item.unit,
    }));
    lines.push({ ...line, choices });
  }
  await context.say.show({
    key: `issues:draft:${id}:${openId}`,
    to: { kind: 'person', openId },
    card: askCard({
      id,
      unsure: draft.unsure,
      question: await questionOf(context, draft),
      lines,
      closed,
    }),
    live: closed === null,
  });
}

/** What is to be answered first, in words. */
export async function questionOf(context: C, draft: Draft): Promise<string> {
  const open = draft.lines.find((line) => !isClear(line));
  if (!open) return draft.unsure ? '是要领这些吗？' : '';
  const items = await itemsOf(context, open);
  const [item, another] = items;
  if (another) {
    const names = items.slice(0, 6).map((one, i) => `${i + 1} ${called(one)}`);
    const lacks = open.quantity === null ? '，多少' : '';
    return `要哪一种${open.name}${lacks}？${names.join('，')}`;
  }
  if (!item) return '';
  if (open.quantity === null) return `${called(item)}要领几${item.unit}？直接回复数量就行`;
  return `库存里有${called(item)}，要领的是它吗？是请回复“是”`;
}

export function firstOpen(draft: Draft): DraftLine | null {
  return draft.lines.find((line) => !isClear(line)) ?? null;
}
