import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { refuseGone, tellHolders } from './grants.ts';
import type { PeopleHooks } from './hooks.ts';
import { changePerson, everyone, findPerson, type StoredPerson } from './store.ts';
import { describePerson, directTo, mayManage, pointToDirect, reply, toast } from './words.ts';

/** A picker offers no more than this many people: 50 bytes each of the 25 KB that a card may have. */
export const MOST_OPTIONS = 300;

/** `handed` is for the successor; `left` stays for whoever arranges it. */
async function openLines(
  context: Context<Tables>,
  hooks: PeopleHooks,
  person: Person,
): Promise<{ readonly handed: readonly string[]; readonly left: readonly string[] }> {
  const handed: string[] = [];
  const left: string[] = [];
  for (const work of hooks.openWork ?? [])
    (work.handOver ? handed : left).push(...(await work.list(context, person)));
  return { handed, left };
}

/** Why this person may not leave, or null: the school must never be left without an admin. */
export function lastAdmin(person: Person, all: readonly Person[]): string | null {
  const others = all.filter(
    (other) => other.active && other.id !== person.id && other.roles.includes('admin'),
  );
  return person.active && person.roles.includes('admin') && others.length === 0
    ? `${person.name}是唯一的管理员，请先在“人员”里指定另一位管理员`
    : null;
}

/** `王老师调走了`: shows what is open in the name and asks who takes it over. */
export function announceDeparture(hooks: PeopleHooks) {
  return async (
    context: Context<Tables>,
    incoming: Incoming,
    match: RegExpExecArray,
  ): Promise<void> => {
    const named = match[1] ?? '';
    if (!mayManage(incoming.sender)) {
      return reply(context, incoming, '人员变动请告诉总务主任或管理员，由他们登记。');
    }
    const all = await everyone(context.tx, context.school.id);
    const found = all.filter((person) => person.active && person.name === named);
    if (found.length === 0) return reply(context, incoming, `没有找到“${named}”，请写全名。`);
    await pointToDirect(context, incoming);
    for (const person of found) {
      await showDeparture(context, hooks, incoming.message.senderOpenId, person, all);
    }
    return undefined;
  };
}

async function showDeparture(
  context: Context<Tables>,
  hooks: PeopleHooks,
  operatorOpenId: string,
  person: StoredPerson,
  all: readonly StoredPerson[],
): Promise<void> {
  const open = person.active ? await openLines(context, hooks, person) : { handed: [], left: [] };
  const lines = [...open.handed, ...open.left];
  const successors = all.filter(
    (other) => other.active && other.id !== person.id && other.openId !== null,
  );
  await context.say.show({
    key: `people:departure:${person.id}:${operatorOpenId}`,
    to: directTo(operatorOpenId),
    card: {
      template: 'people-departure',
      values: {
        id: person.id,
        v: person.version,
        name: person.name,
        who: describePerson(person),
        active: person.active,
        count: open.handed.length,
        lines: lines.slice(0, 20),
        more: Math.max(0, lines.length - 20),
        people: successors.slice(0, MOST_OPTIONS).map((other) => ({ openId: other.openId })),
      },
    },
    renew: person.active,
    live: person.active,
  });
}

/** The confirm of the departure card: hands over, then ends the person's part; history stays. */
export function depart(hooks: PeopleHooks) {
  return async (context: Context<Tables>, { tap, operator }: TapInput): Promise<TapAnswer> => {
    if (!mayManage(operator)) return toast('error', '只有总务主任或管理员可以登记人员变动');
    const all = await everyone(context.tx, context.school.id);
    const person = all.find((one) => one.id === tap.value['id']);
    if (!person) return toast('error', '没有找到这个人');
    if (!person.active) return toast('warning', `${person.name}已经登记调走了`);
    const refused = refuseGone(operator, person, '登记调走') ?? lastAdmin(person, all);
    if (refused) return toast('error', refused);
    if (tap.value['v'] !== person.version) {
      await showDeparture(context, hooks, tap.operatorOpenId, person, all);
      return toast('warning', `${person.name}的资料刚有变动，请看新的卡片`);
    }
    const { handed: lines } = await openLines(context, hooks, person);
    const chosen = tap.form['person'];
    const successor =
      typeof chosen === 'string' && chosen !== ''
        ? await findPerson(context.tx, context.school.id, { openId: chosen })
        : null;
    if (lines.length > 0 && !successor) {
      return toast('error', `${person.name}名下还有 ${lines.length} 件事，请先选一位接手`);
    }
    if (successor && (!successor.active || successor.id === person.id)) {
      return toast('error', '接手的人应为另一位在校的同事');
    }
    if (successor && lines.length > 0) {
      for (const work of hooks.openWork ?? []) {
        await work.handOver?.(context, person, successor, operator);
      }
      if (successor.openId !== null) {
        const text = `${person.name}已调走，名下 ${lines.length} 件事转给您：\n${lines.slice(0, 20).join('\n')}`;
        await context.say.text(directTo(successor.openId), text);
      }
    }
    const change = { active: false, absentUntil: null, substituteId: null };
    const gone = await changePerson(context, person, change, operator);
    await tellHolders(context, person, gone, operator);
    for (const other of all.filter((one) => one.substituteId === person.id)) {
      await changePerson(context, other, { substituteId: null }, operator);
    }
    for (const work of hooks.openWork ?? []) await work.left?.(context, gone, operator);
    await showDeparture(context, hooks, tap.operatorOpenId, gone, all);
    return toast('success', `已登记：${person.name}调走了`);
  };
}
