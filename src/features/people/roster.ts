import { z } from 'zod';
import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { ROLES, TRADES, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { lastAdmin, MOST_OPTIONS } from './departure.ts';
import { refuseRoles, tellHolders } from './grants.ts';
import { changePerson, everyone, findPerson, type StoredPerson } from './store.ts';
import {
  describePerson,
  directTo,
  mayManage,
  pointToDirect,
  reply,
  ROLE_NAMES,
  toast,
  TRADE_NAMES,
} from './words.ts';

/** Lines of the list; who is past them is reached by `人员 姓名`. */
const MOST_LINES = 40;

/** `人员` lists who has a task; `人员 王老师` opens one person to change. */
export async function showPeople(
  context: Context<Tables>,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  if (!mayManage(incoming.sender)) {
    return reply(context, incoming, '只有总务主任或管理员可以查看和修改人员。');
  }
  const all = await everyone(context.tx, context.school.id);
  const named = match[1]?.trim();
  if (!named) {
    await pointToDirect(context, incoming);
    return showList(context, incoming.message.senderOpenId, all);
  }
  const found = all.filter((person) => person.name === named);
  if (found.length === 0) return reply(context, incoming, `没有找到“${named}”，请写全名。`);
  await pointToDirect(context, incoming);
  for (const person of found) {
    await showPerson(context, incoming.message.senderOpenId, person, true);
  }
  return undefined;
}

async function showList(
  context: Context<Tables>,
  operatorOpenId: string,
  all: readonly StoredPerson[],
): Promise<void> {
  const active = all.filter((person) => person.active);
  const special = active.filter((person) => person.roles.some((role) => role !== 'teacher'));
  const listed = [...special, ...active.filter((person) => !special.includes(person))];
  const today = context.calendar.date(context.now);
  await context.say.show({
    key: `people:list:${operatorOpenId}`,
    to: directTo(operatorOpenId),
    card: {
      template: 'people-list',
      values: {
        total: active.length,
        lines: listed
          .slice(0, MOST_LINES)
          .map((person) => describePerson(person) + away(person, today)),
        more: Math.max(0, listed.length - MOST_LINES),
        people: listed
          .filter((person) => person.openId !== null)
          .slice(0, MOST_OPTIONS)
          .map((person) => ({ openId: person.openId })),
      },
    },
    renew: true,
    live: true,
  });
}

function away(person: Person, today: Temporal.PlainDate): string {
  const until = person.absentUntil;
  if (!until || Temporal.PlainDate.compare(until, today) < 0) return '';
  return ` · 请假到${until.month}月${until.day}日`;
}

async function showPerson(
  context: Context<Tables>,
  operatorOpenId: string,
  person: StoredPerson,
  renew: boolean,
): Promise<void> {
  await context.say.show({
    key: `people:edit:${person.id}:${operatorOpenId}`,
    to: directTo(operatorOpenId),
    card: {
      template: 'people-edit',
      values: {
        id: person.id,
        v: person.version,
        who: describePerson(person),
        name: person.name,
        active: person.active,
        openId: person.openId ?? '（没有飞书）',
        roles: [...person.roles],
        trades: [...person.trades],
        unit: person.unit ?? '',
        phone: person.phone ?? '',
        room: person.room ?? '',
        roleOptions: ROLES.map((role) => ({ value: role, text: ROLE_NAMES[role] })),
        tradeOptions: TRADES.map((trade) => ({ value: trade, text: TRADE_NAMES[trade] })),
      },
    },
    renew,
    live: true,
  });
}

/** `修改` on the list: opens the picked person. */
export async function pickPerson(
  context: Context<Tables>,
  { tap, operator }: TapInput,
): Promise<TapAnswer> {
  if (!mayManage(operator)) return toast('error', '只有总务主任或管理员可以修改人员');
  const chosen = tap.form['person'];
  if (typeof chosen !== 'string' || chosen === '') return toast('error', '请先选一个人');
  const person = await findPerson(context.tx, context.school.id, { openId: chosen });
  if (!person) return toast('error', '这个人还没有和我说过话，请对方先给我发“我是谁”');
  await showPerson(context, tap.operatorOpenId, person, true);
  return toast('info', `${person.name}的资料已发给您`);
}

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => text || null)
    .nullish()
    .transform((text) => text ?? null);

const form = z.object({
  roles: z.array(z.enum(ROLES)).min(1, '请至少选一个角色'),
  trades: z.array(z.enum(TRADES)).default([]),
  unit: words(30),
  phone: words(30),
  room: words(50),
});

/** `保存` on a person's card; grants.ts says who may give which role. */
export async function savePerson(
  context: Context<Tables>,
  { tap, operator }: TapInput,
): Promise<TapAnswer> {
  if (!mayManage(operator)) return toast('error', '只有总务主任或管理员可以修改人员');
  const all = await everyone(context.tx, context.school.id);
  const person = all.find((one) => one.id === tap.value['id']);
  if (!person) return toast('error', '没有找到这个人');
  if (tap.value['v'] !== person.version) {
    await showPerson(context, tap.operatorOpenId, person, false);
    return toast('warning', `${person.name}的资料刚被别人改过，请看新的内容再改`);
  }
  const filled = form.safeParse(tap.form);
  if (!filled.success) {
    const [issue] = filled.error.issues;
    return toast(
      'error',
      issue?.path[0] === 'roles' ? '请至少选一个角色' : '有内容太长或不对，请检查',
    );
  }
  const roles = [...new Set(filled.data.roles)];
  const refused = await refuseRoles(context, operator, { person, roles }, all);
  if (refused) return toast('error', refused);
  const alone = roles.includes('admin') ? null : lastAdmin(person, all);
  if (alone) return toast('error', alone);
  const change = { ...filled.data, roles, active: true };
  const saved = await changePerson(context, person, change, operator);
  await tellHolders(context, person, saved, operator);
  await showPerson(context, tap.operatorOpenId, saved, false);
  return toast('success', `已保存：${describePerson(saved)}`);
}
