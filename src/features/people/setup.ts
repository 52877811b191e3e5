import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { hasRole, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { MOST_OPTIONS } from './departure.ts';
import type { PeopleHooks } from './hooks.ts';
import { readSettings, writeSettings, type Settings } from './settings.ts';
import { changePerson, everyone, knownChats, type StoredPerson } from './store.ts';
import { directTo, pointToDirect, reply, ROLE_NAMES, toast } from './words.ts';

/** Roles the set-up asks for; the others need a unit or a trade and are given in `人员`. */
const ASKED: readonly Role[] = [
  'director',
  'principal',
  'repairer',
  'buyer',
  'storekeeper',
  'finance',
];

/** Shipped duties that no role stands for (contract §4), by form field. */
const DUTIES: Readonly<Record<string, string>> = { canteen: '食堂管理员', safety: '安全员' };

const TIERS = ['500 元以内：部门负责人', '5000 元以内：再加总务主任', '更多：再加校长'];

const HOW_TO_BEGIN = '哪里坏了，直接私聊我说一句';

/** `设置`, for admins: everything the bot needs before it may post to a group. */
export async function showSetup(context: Context<Tables>, incoming: Incoming): Promise<void> {
  if (!hasRole(incoming.sender, 'admin')) return reply(context, incoming, '只有管理员可以设置。');
  await pointToDirect(context, incoming);
  return showCard(context, incoming.message.senderOpenId, true);
}

async function showCard(context: Context<Tables>, openId: string, renew: boolean): Promise<void> {
  const { tx, school } = context;
  const set = await readSettings(tx, school.id);
  const groups = set.groups ?? school.groups;
  const known = await knownChats(tx, school.id);
  const chats = [
    ...known,
    ...Object.values(groups)
      .filter((id) => id !== null && !known.some((chat) => chat.id === id))
      .map((id) => ({ id, name: id })),
  ].slice(0, MOST_OPTIONS);
  const people = (await everyone(tx, school.id)).filter(reachable);
  // A picker without options would offer only the reader and the bot; the admin is always there.
  await context.say.show({
    key: `people:setup:${openId}`,
    to: directTo(openId),
    card: {
      template: 'setup',
      values: {
        school: school.name,
        enabled: set.enabled ?? school.enabled,
        chats,
        staff: groups.staff ?? '',
        logistics: groups.logistics ?? '',
        buildings: (set.buildings ?? school.buildings).join('、'),
        tiers: TIERS,
        people: people.slice(0, MOST_OPTIONS).map((person) => ({ openId: person.openId })),
        roles: ASKED.map((role) => ({
          field: `role_${role}`,
          label: ROLE_NAMES[role],
          selected: people
            .slice(0, MOST_OPTIONS)
            .flatMap((person) => (person.roles.includes(role) ? (person.openId ?? []) : [])),
        })),
        duties: Object.entries(DUTIES).map(([field, label]) => ({
          field: `duty_${field}`,
          label,
          selected: set.duties?.[label] ?? '',
        })),
      },
    },
    renew,
    live: true,
  });
}

function reachable(person: StoredPerson): boolean {
  return person.active && person.openId !== null;
}

/** `保存`: takes what was filled in, posts nothing. */
export async function saveSetup(
  context: Context<Tables>,
  { tap, operator }: TapInput,
): Promise<TapAnswer> {
  if (!hasRole(operator, 'admin')) return toast('error', '只有管理员可以设置');
  const problem = await save(context, tap.form, operator);
  if (problem) return toast('error', problem);
  await showCard(context, tap.operatorOpenId, false);
  return toast('success', '已保存');
}

/** `开始启用`: saves, then posts once to the staff how to begin; a second tap posts nothing. */
export function enable(hooks: PeopleHooks) {
  return async (context: Context<Tables>, { tap, operator }: TapInput): Promise<TapAnswer> => {
    if (!hasRole(operator, 'admin')) return toast('error', '只有管理员可以启用');
    const problem = await save(context, tap.form, operator);
    if (problem) return toast('error', problem);
    const set = await readSettings(context.tx, context.school.id);
    const { staff, logistics } = set.groups ?? context.school.groups;
    if (!staff || !logistics) return toast('error', '请先选好全体教职工群和总务群');
    const people = await everyone(context.tx, context.school.id);
    if (!people.some((person) => hasRole(person, 'director'))) {
      return toast('error', '请先选好总务主任');
    }
    if (set.enabled ?? context.school.enabled) {
      await showCard(context, tap.operatorOpenId, false);
      return toast('info', '早已启用，设置已保存');
    }
    await writeSettings(context, { enabled: true }, operator);
    await context.say.text({ kind: 'chat', chatId: staff }, HOW_TO_BEGIN, {
      thread: 'people:begin',
    });
    await hooks.poster?.(context, operator);
    await showCard(context, tap.operatorOpenId, false);
    return toast('success', '已启用，并告诉了全体教职工怎么开始');
  };
}

/** Saves all of the form or none of it; answers what is wrong, or null. */
async function save(
  context: Context<Tables>,
  form: TapInput['tap']['form'],
  by: Person,
): Promise<string | null> {
  const { tx, school } = context;
  const before = await readSettings(tx, school.id);
  const groups = { ...(before.groups ?? school.groups) };
  const chats = await knownChats(tx, school.id);
  for (const which of ['staff', 'logistics'] as const) {
    const chosen = text(form[which]);
    if (chosen === '' || chosen === groups[which]) continue;
    if (!chats.some((chat) => chat.id === chosen)) return '选的群里没有我，请先把我加进群';
    groups[which] = chosen;
  }
  if (groups.staff !== null && groups.staff === groups.logistics) {
    return '教职工群和总务群应是两个不同的群';
  }
  const buildings = [
    ...new Set(
      text(form['buildings'])
        .split(/[、,，;；\s]+/u)
        .filter(Boolean),
    ),
  ];
  if (buildings.length > 100 || buildings.some((name) => name.length > 30)) {
    return '楼名太多或太长，请用顿号隔开，每个不超过 30 字';
  }
  const people = (await everyone(tx, school.id)).filter(reachable);
  const duties = { ...before.duties };
  for (const [field, label] of Object.entries(DUTIES)) {
    const chosen = text(form[`duty_${field}`]);
    if (people.some((person) => person.openId === chosen)) duties[label] = chosen;
  }
  const changes: Settings = { groups, duties, ...(buildings.length > 0 ? { buildings } : {}) };
  await writeSettings(context, changes, by);
  await saveRoles(context, form, people, by);
  return null;
}

/** A picker that came filled says who holds the role; one left out or empty changes nothing. */
async function saveRoles(
  context: Context<Tables>,
  form: TapInput['tap']['form'],
  people: readonly StoredPerson[],
  by: Person,
): Promise<void> {
  // Only those the card offered: who is past its limit keeps the role.
  for (const person of people.slice(0, MOST_OPTIONS)) {
    let { roles } = person;
    for (const role of ASKED) {
      const chosen = form[`role_${role}`];
      if (!Array.isArray(chosen) || chosen.length === 0) continue;
      roles = roles.filter((one) => one !== role);
      if (chosen.includes(person.openId)) roles = [...roles, role];
    }
    if (roles.length === 0) roles = ['teacher'];
    const changed = roles.toSorted().join() !== person.roles.toSorted().join();
    if (changed) await changePerson(context, person, { roles }, by);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 2_000) : '';
}
