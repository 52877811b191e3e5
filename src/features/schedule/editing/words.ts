/** What the director changes in a sentence, where it is clear which of the plan is meant. */
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleCalled } from '../../people/public.ts';
import { readDue } from '../domain/due-words.ts';
import { mayEdit, type EditKind } from '../domain/edit.ts';
import { readTimes, readWhen } from '../domain/when-words.ts';
import { edit, REFUSALS, replanned } from './apply.ts';
import type { Wanted } from './form.ts';
import { readEntry } from './read.ts';
import { showNext } from '../said.ts';
import { showForm, showManage, type Begun } from './show.ts';
import { entries, lockEntry, type Entry } from './store.ts';

type C = Context<Tables>;

const MOST_NAMED = 5;
const ONLY_DIRECTOR = REFUSALS.notAllowed;

/** `安排管理` */
export async function manage(context: C, incoming: Incoming): Promise<void> {
  if (!(await mayAsk(context, incoming))) return;
  await showManage(context, incoming.message.senderOpenId);
}

/** `新增安排`, `新增检查` */
export async function addNew(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  if (!(await mayAsk(context, incoming))) return;
  const kind = match[1] === '检查' ? 'check' : 'item';
  const begun = await begunOf(context, kind, match[2] ?? '');
  const form = { kind, entry: null, begun } as const;
  await showForm(context, incoming.message.senderOpenId, form, { renew: true });
}

/** `冬季防冻检查，12月10日，老赵负责`, as far as it is clear: the rest is filled in on the card. */
async function begunOf(context: C, kind: Entry['kind'], words: string): Promise<Begun> {
  const begun: { -readonly [K in keyof Begun]: Begun[K] } = {};
  const titles: string[] = [];
  for (const piece of words.split(/[\s,，;；。]+/u).filter(Boolean)) {
    const name = /^由?(\S{1,12}?)负责$/u.exec(piece)?.[1];
    const [person, other] =
      name === undefined ? [] : await peopleCalled(context.tx, context.school.id, name);
    if (person?.openId && !other) begun.person = person.openId;
    else if (kind === 'item' && readDue(piece, null)) begun.due = piece;
    else if (kind === 'check' && readWhen(piece)) begun.when = piece;
    else if (kind === 'check' && readTimes(piece)) begun.times = piece;
    else titles.push(piece);
  }
  return { ...begun, title: titles.join(' ').slice(0, 60).toWellFormed() };
}

async function mayAsk(context: C, { sender, message }: Incoming): Promise<boolean> {
  const may = mayEdit(sender);
  if (!may) await answer(context, message, ONLY_DIRECTOR);
  else if (message.chatKind === 'group') await answer(context, message, '请在私聊里修改');
  return may;
}

const STANDS: Readonly<Record<string, Exclude<EditKind, 'change'>>> = {
  暂停: 'pause',
  停掉: 'pause',
  恢复: 'resume',
  删除: 'remove',
};
const SAID = { pause: '已暂停', resume: '已恢复', remove: '已删除' } as const;
const STAND =
  /^(暂停|停掉|恢复|删除)(安排|检查|事项)?[\s:：]*(.+?)(?:的?(?:安排|检查|事项|提醒))?$/u;
const OPEN = /^(?:修改|编辑|调整)(安排|检查|事项)?[\s:：]*(.+)$/u;
const MOVE =
  /^(?:把|将)?(.+?)(?:的?(?:截止日?|日期|时间))?(改到|改成|改为|调到|调整到|推迟到|提前到|挪到|延期到|延到|顺延到)(.+)$/u;
/** Said of this time, not of every year. */
const ONCE = /^(?:推迟|延|顺延)/u;
const NEAR = /^(?:今天|明天|大?后天|[下本这]?(?:周|星期|礼拜)[一二三四五六日天])$/u;
const LIKE_A_DAY = /[月日号周天底初末]|开学|放假|学期|\d[:：点]/u;
const DONE = /^(.+?)(?:已经?|都)?(?:完成|做完|办完|弄完|搞定)(?:了|啦)?$/u;
/** Fewer characters are a part of many titles and of many other things. */
const CLEAR = 4;
const OWNER = /^(?:把|将)?(.+?)(?:改成|改为|改由|换成|交给|由)(\S{1,12}?)(?:来)?负责$/u;
const REMIND = /^(?:把|将)?(.+?)(?:改成|改为)?(提前[\d、,，和天\s]+)提醒$/u;

/** True: it was about something in the plan. */
export async function claimEdit(context: C, incoming: Incoming): Promise<boolean> {
  const text = incoming.message.text.replace(/[。!！~～]+$/u, '').trim();
  if (text.length > 100 || incoming.message.imageKeys.length > 0) return false;
  const stand = STAND.exec(text);
  const kind = STANDS[stand?.[1] ?? ''];
  if (kind !== undefined)
    return (
      (await meant(context, incoming, stand?.[3] ?? '', (entry) =>
        act(context, incoming, entry, kind),
      )) || notFound(context, incoming, stand?.[2], stand?.[3])
    );
  const opened = OPEN.exec(text);
  if (opened)
    return (
      (await meant(context, incoming, opened[2] ?? '', (entry) =>
        showForm(
          context,
          incoming.message.senderOpenId,
          { kind: entry.kind, entry },
          { renew: true },
        ),
      )) || notFound(context, incoming, opened[1], opened[2])
    );
  const done = DONE.exec(text);
  if (done) return showOnce(context, incoming, done[1] ?? '');
  const owner = OWNER.exec(text);
  if (owner)
    return meant(context, incoming, owner[1] ?? '', (entry) =>
      giveTo(context, incoming, entry, owner[2] ?? ''),
    );
  const remind = REMIND.exec(text);
  if (remind)
    return meant(context, incoming, remind[1] ?? '', (entry) =>
      entry.kind === 'item'
        ? change(context, incoming, entry, { remind: remind[2] ?? '' })
        : say(context, incoming, `“${entry.it.title}”是例行检查，到时间就发，没有提前提醒`),
    );
  const moved = MOVE.exec(text);
  if (!moved) return false;
  const to = moved[3] ?? '';
  if ((ONCE.test(moved[2] ?? '') || NEAR.test(to)) && LIKE_A_DAY.test(to)) {
    const shown = await showOnce(context, incoming, moved[1] ?? '');
    if (shown) return true;
  }
  // Repairs and people are moved in the same words: what is no day is not said to the plan.
  return meant(
    context,
    incoming,
    moved[1] ?? '',
    (entry) => change(context, incoming, entry, whenOf(entry, to)),
    (entry) =>
      !('wrong' in readEntry(entry, whenOf(entry, to))) ||
      (LIKE_A_DAY.test(to) && (moved[1] ?? '').length >= CLEAR),
  );
}

/** Only where it was said to be of the plan: everything else may be somebody else's. */
async function notFound(
  context: C,
  incoming: Incoming,
  noun: string | undefined,
  words: string | undefined,
): Promise<boolean> {
  if (noun === undefined || !mayEdit(incoming.sender)) return false;
  await say(context, incoming, `没有找到“${words ?? ''}”，请发“安排管理”从列表里选`);
  return true;
}

/** `教师外出购书推迟到下周五`, `期中考试保障完成了`: of this time; the card says 延期 and 完成. */
async function showOnce(context: C, incoming: Incoming, words: string): Promise<boolean> {
  const found = matching(await entries(context), words).filter(({ state }) => state === 'active');
  const [only] = found;
  if (!only || found.length > MOST_NAMED) return false;
  if (plain(words).length < CLEAR && plain(only.it.title) !== plain(words)) return false;
  const ids = found.filter(({ kind }) => kind === 'item').map(({ it }) => it.id);
  const title = ids.length === 1 ? only.it.title : '我的任务';
  return showNext(context, incoming, ids, title);
}

/** `25号` keeps the rest of a check's rule; a time of day is its time. */
function whenOf(entry: Entry, to: string): Wanted {
  if (entry.kind === 'item') return { due: to };
  if (/^\d{1,2}[:：]\d{2}/u.test(to)) return { times: to };
  return { when: /^\d{1,2}[日号]$/u.test(to) ? `每月${to}` : to };
}

/** Finds what is meant among the plan. Nothing like it: not ours to answer. */
async function meant(
  context: C,
  incoming: Incoming,
  words: string,
  then: (entry: Entry) => Promise<void>,
  fits: (entry: Entry) => boolean = () => true,
): Promise<boolean> {
  const found = matching(await entries(context), words);
  const [only] = found;
  if (!only || !found.some(fits)) return false;
  // Somebody else who happens to say a part of a title means something else.
  if (!mayEdit(incoming.sender) && plain(only.it.title) !== plain(words)) return false;
  if (!(await mayAsk(context, incoming))) return true;
  if (found.length > 1) {
    const names = found.slice(0, MOST_NAMED).map(({ it }) => `“${it.title}”`);
    const more = found.length > MOST_NAMED ? ` 等 ${found.length} 项` : '';
    await say(context, incoming, `是哪一项：${names.join('、')}${more}？请用完整的名称再说一次`);
    return true;
  }
  const entry = await lockEntry(context, only.it.id);
  if (entry) await then(entry);
  return true;
}

/** By the whole title, else by a part of it, else by all its characters in their order; what is removed comes last. */
export function matching(all: readonly Entry[], words: string): Entry[] {
  const wanted = plain(words);
  if (wanted.length < 2) return [];
  const ways = [
    (title: string) => title === wanted,
    (title: string) => title.includes(wanted),
    (title: string) => wanted.length >= 3 && inOrder(wanted, title),
  ];
  for (const way of ways) {
    const found = all.filter(({ it }) => way(plain(it.title)));
    const there = found.filter(({ state }) => state !== 'removed');
    if (there.length > 0) return there;
    if (found.length > 0) return found;
  }
  return [];
}

function plain(words: string): string {
  return words.replaceAll(/[\s\p{P}]|每月|每周|每天|每年|安排$/gu, '');
}

function inOrder(wanted: string, title: string): boolean {
  let at = 0;
  for (const one of wanted) {
    at = title.indexOf(one, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

async function act(
  context: C,
  incoming: Incoming,
  entry: Entry,
  kind: Exclude<EditKind, 'change'>,
): Promise<void> {
  const edited = await edit(context, entry, kind, { actor: incoming.sender, seen: null });
  if (edited.outcome === 'refused')
    return say(context, incoming, `“${entry.it.title}”：${REFUSALS[edited.code]}`);
  await replanned(context);
  const back = kind === 'resume' ? '' : `；要恢复请发“恢复 ${entry.it.title}”`;
  return say(context, incoming, `${SAID[kind]}“${entry.it.title}”${back}`);
}

async function giveTo(context: C, incoming: Incoming, entry: Entry, name: string): Promise<void> {
  const [person, other] = await peopleCalled(context.tx, context.school.id, name);
  if (!person || other || person.openId === null)
    return say(
      context,
      incoming,
      `${person && !other ? `${person.name}没有飞书账号` : `没有认准“${name}”是谁`}，请发“修改 ${entry.it.title}”在卡片里选人`,
    );
  const owner = { duty: entry.it.owner, openId: person.openId };
  return change(context, incoming, entry, { owner }, `负责人 ${person.name}`);
}

async function change(
  context: C,
  incoming: Incoming,
  entry: Entry,
  wanted: Wanted,
  words: string | null = null,
): Promise<void> {
  const changed = readEntry(entry, wanted);
  if ('wrong' in changed) return say(context, incoming, changed.wrong.join('；'));
  const by = { actor: incoming.sender, seen: null };
  const edited = await edit(context, entry, 'change', by, changed);
  if (edited.outcome === 'refused')
    return say(context, incoming, `“${entry.it.title}”：${REFUSALS[edited.code]}`);
  if (edited.lines.length === 0)
    return say(context, incoming, `“${entry.it.title}”本来就是这样，没有改动`);
  await replanned(context);
  const yearly =
    entry.kind === 'item' && wanted.due !== undefined
      ? `。以后每年都按这一天；只改这一次，请发“${entry.it.title}推迟到……”`
      : '';
  const said = words ?? edited.lines.join('；');
  return say(context, incoming, `已修改“${entry.it.title}”：${said}${yearly}`);
}

async function say(context: C, { message }: Incoming, words: string): Promise<void> {
  // In a group the change itself is for the direct chat, where the answer goes too.
  return context.say.text({ kind: 'person', openId: message.senderOpenId }, words);
}
