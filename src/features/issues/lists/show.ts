import type { Context } from '../../../kernel/feature.ts';
import { clip } from '../../../kernel/clip.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Person } from '../../../kernel/people.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { counted } from '../../stock/public.ts';
import { LIST_STATES, totalOf, type ListState } from '../domain/list.ts';
import { stockOf } from '../view.ts';
import type { StoredList } from './store.ts';
import { eachOf } from './words.ts';

type C = Context<Tables>;

const COLOURS: Readonly<Record<ListState, string>> = {
  draft: 'orange',
  open: 'blue',
  closed: 'green',
  dropped: 'grey',
};
const MOST_NAMES = 30;
const MOST_PAPER = 50;
const MOST_LINES = 12;

export function groupKey(list: Pick<StoredList, 'id'>): string {
  return `issues:list:${list.id}:group`;
}

export function personKey(list: Pick<StoredList, 'id'>, openId: string): string {
  return `issues:list:${list.id}:person:${openId}`;
}

/** Shows the list where it stands: what has changed silently, `anew` where people are to sign. */
export async function showList(context: C, list: StoredList, anew = false): Promise<void> {
  const { say, tx, school } = context;
  const people = await peopleById(tx, school.id, [
    list.madeBy,
    ...list.recipients.map(({ personId }) => personId),
  ]);
  const live = list.state === 'open' || list.state === 'draft';
  const thread = `issues:list:${list.id}`;
  const maker = people.get(list.madeBy);
  if (maker?.openId)
    await say.show({
      key: `issues:list:${list.id}:keeper:${maker.openId}`,
      to: { kind: 'person', openId: maker.openId },
      card: await keeperCard(context, list, people),
      live,
      thread,
    });
  const card = groupCard(list);
  if (list.chatId !== null && (anew || (await say.shown(groupKey(list))) !== null))
    await say.show({
      key: groupKey(list),
      to: { kind: 'chat', chatId: list.chatId },
      card,
      live,
      thread,
    });
  if (list.chatId !== null) return;
  for (const { openId } of people.values()) {
    if (openId === null) continue;
    const key = personKey(list, openId);
    const first = anew && openId !== maker?.openId;
    if (first || (await say.shown(key)) !== null)
      await say.show({ key, to: { kind: 'person', openId }, card, live, thread });
  }
}

/** What a group may read: how many have signed, and nobody's name. */
export function groupCard(list: StoredList): CardContent {
  const { id, version, number, title, state, recipients } = list;
  return {
    template: 'issue-bulk',
    values: {
      id,
      v: version,
      number,
      title: clip(title, 40),
      open: state === 'open',
      lines: list.lines.slice(0, MOST_LINES).map((line) => clip(eachOf(line), 60)),
      signed: signedOf(list),
      total: recipients.length,
    },
  };
}

/** How it stands, without a name. */
export function listLine(list: StoredList): string {
  const { number, title, state, recipients } = list;
  return `${number} ${title}（${LIST_STATES[state]}），已签领 ${signedOf(list)}/${recipients.length}`;
}

function signedOf({ recipients }: StoredList): number {
  return recipients.filter(({ signedAt }) => signedAt !== null).length;
}

/** For whoever made the list alone: what there is, and who has not signed. */
async function keeperCard(
  context: C,
  list: StoredList,
  people: ReadonlyMap<string, Person>,
): Promise<CardContent> {
  const stock = await stockOf(context, list.lines);
  const total = list.recipients.length;
  const draft = list.state === 'draft';
  const lines = list.lines.map((line): JsonObject => {
    const [all, there] = [totalOf(line, total), stock(line.itemId)];
    const has = draft ? ` · 现有 ${counted(there, line.unit)}` : '';
    return {
      text: clip(`每人 ${eachOf(line)}`, 60),
      note: `共 ${counted(all, line.unit)}${has}`,
      short: draft && all > there,
    };
  });
  const left = list.recipients.filter(({ signedAt }) => signedAt === null);
  const named = left.flatMap(({ personId }) => people.get(personId) ?? []);
  return keeperValues({
    list,
    lines,
    signed: signedOf(list),
    people: listed(list.recipients.flatMap(({ personId }) => people.get(personId)?.name ?? [])),
    missing: list.state === 'open' ? listed(named.map(({ name }) => name)) : '',
    offline: named.filter(({ openId }) => openId === null),
    note: noteOf(list, named.length),
  });
}

export function keeperValues(view: {
  readonly list: StoredList;
  readonly lines: readonly JsonObject[];
  readonly signed: number;
  readonly people: string;
  readonly missing: string;
  readonly offline: readonly Pick<Person, 'id' | 'name'>[];
  readonly note: string | null;
}): CardContent {
  const { list, lines } = view;
  return {
    template: 'issue-bulk-keeper',
    values: {
      id: list.id,
      v: list.version,
      number: list.number,
      state: list.state,
      stateName: LIST_STATES[list.state],
      colour: COLOURS[list.state],
      title: clip(list.title, 40),
      lines: lines.slice(0, MOST_LINES),
      short: lines.some((line) => line['short'] === true),
      people: view.people,
      signed: view.signed,
      total: list.recipients.length,
      missing: view.missing,
      offline: view.offline
        .slice(0, MOST_PAPER)
        .map(({ id, name }) => ({ id, name: clip(name, 8) })),
      note: view.note,
    },
  };
}

function noteOf(list: StoredList, left: number): string | null {
  if (list.state === 'draft') {
    const where = list.chatId === null ? '分别私聊给各人' : '发到群里';
    const own = '您本人不在名单里，自己领的请另行申请';
    return `点“发放”后全部出库并${where}签领；${own}`;
  }
  return list.state === 'closed' && left > 0 ? `${left} 人没有签领，已退回库存` : null;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => clip(name, 8));
  return names.length > MOST_NAMES
    ? `${shown.join('、')}等 ${names.length} 人`
    : names.length > 3
      ? `${shown.join('、')}，共 ${names.length} 人`
      : shown.join('、');
}
