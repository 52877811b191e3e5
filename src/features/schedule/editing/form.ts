import { dueWords, readDue, readRemind } from '../domain/due-words.ts';
import { readTimes, readWhen, whenWords } from '../domain/when-words.ts';
import type { StoredCheck, StoredItem } from '../store.ts';
import type { Entry } from './store.ts';

/** What people may change, in their words: of a form, a sentence or a line of a table. */
export interface Wanted {
  readonly title?: string | undefined;
  /** A duty, and the person named for it. */
  readonly owner?: { readonly duty: string; readonly openId: string | null } | undefined;
  readonly due?: string | undefined;
  readonly remind?: string | undefined;
  readonly when?: string | undefined;
  readonly times?: string | undefined;
  readonly points?: string | undefined;
}

/** A sentence for each word that was not understood, by the column's name. */
export type Read<T> = { readonly it: T } | { readonly wrong: readonly string[] };

const LONGEST_TITLE = 60;
const MOST_POINTS = 20;
export const DUE_EXAMPLES = '如 10月25日、春季开学前2天、秋季学期结束后3天、国庆节前7天';
export const WHEN_EXAMPLES =
  '如 每个教学日、每周三、每月10日、每学期开学前2天、每次放假前1个教学日';

export function readItem(former: StoredItem, wanted: Wanted): Read<StoredItem> {
  const wrong: string[] = [];
  const title = readTitle(wanted.title ?? former.title, wrong);
  const dated = wanted.due === undefined ? former : readDue(wanted.due, former);
  if (!dated) wrong.push(`截止日看不懂，${DUE_EXAMPLES}`);
  const remindDaysBefore =
    wanted.remind === undefined ? former.remindDaysBefore : readRemind(wanted.remind);
  if (!remindDaysBefore) wrong.push('提醒写提前几天，如 7、3、1，最多提前 60 天；不提醒就留空');
  if (wrong.length > 0 || !dated || !remindDaysBefore) return { wrong };
  const { month, due } = dated;
  return { it: { ...former, ...named(former, wanted), title, month, due, remindDaysBefore } };
}

export function readCheck(former: StoredCheck, wanted: Wanted): Read<StoredCheck> {
  const wrong: string[] = [];
  const title = readTitle(wanted.title ?? former.title, wrong);
  const when = wanted.when === undefined ? former.when : readWhen(wanted.when);
  if (!when) wrong.push(`检查日看不懂，${WHEN_EXAMPLES}`);
  const times = wanted.times === undefined ? former.times : readTimes(wanted.times);
  if (!times) wrong.push('时间写 06:30 到 22:00 之间，如 07:30、16:00，最多 4 个');
  const points =
    wanted.points === undefined
      ? (former.points ?? [])
      : wanted.points
          .split(/[；;\n]/u)
          .map((point) => point.trim())
          .filter(Boolean);
  if (points.length > MOST_POINTS || points.some((point) => point.length > 30))
    wrong.push(`检查要点最多 ${MOST_POINTS} 条，每条最多 30 字，用分号隔开`);
  if (wrong.length > 0 || !when || !times) return { wrong };
  return {
    it: {
      ...former,
      ...named(former, wanted),
      title,
      when,
      times,
      points: points.length > 0 ? points : undefined,
    },
  };
}

function named(former: StoredItem | StoredCheck, { owner }: Wanted) {
  return owner === undefined
    ? { owner: former.owner, ownerOpenId: former.ownerOpenId }
    : { owner: owner.duty, ownerOpenId: owner.openId };
}

function readTitle(words: string, wrong: string[]): string {
  const title = words.replaceAll(/\s+/gu, ' ').trim();
  if (title === '') wrong.push('请写事项名称');
  if (title.length > LONGEST_TITLE) wrong.push(`名称最多 ${LONGEST_TITLE} 个字`);
  return title;
}

/** `截止日 10月23日 → 10月25日`, a line for each thing that is another one now. */
export function differences(
  former: Entry,
  now: Entry,
  ownerName: (one: Entry['it']) => string,
): string[] {
  const [before, after] = [facts(former, ownerName), facts(now, ownerName)];
  return [...after].flatMap(([name, words]) => {
    const was = before.get(name) ?? '';
    return was === words ? [] : [`${name} ${was || '（空）'} → ${words || '（空）'}`];
  });
}

function facts(entry: Entry, ownerName: (one: Entry['it']) => string): Map<string, string> {
  const common: [string, string][] = [
    ['名称', entry.it.title],
    ['负责', ownerName(entry.it)],
  ];
  return new Map(
    entry.kind === 'item'
      ? [
          ...common,
          ['截止日', dueWords(entry.it)],
          ['提前几天提醒', entry.it.remindDaysBefore.join('、')],
        ]
      : [
          ...common,
          ['检查日', whenWords(entry.it.when)],
          ['时间', entry.it.times.join('、')],
          ['检查要点', (entry.it.points ?? []).join('；')],
        ],
  );
}
