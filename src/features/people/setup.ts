import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { hasRole, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { MOST_OPTIONS } from './departure.ts';
import { refuseRoles, tellHolders } from './grants.ts';
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

/** Shipped duties that no role stands for (contract §4). */
const DUTIES: readonly string[] = ['食堂管理员', '安全员'];

/** The card lists them three times and must stay below its size. */
const MOST_CHATS = 15;

/** The choice of no group for reports. */
const NO_GROUP = 'none';

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
  const duties = { ...school.duties, ...set.duties };
  const known = await knownChats(tx, school.id);
  const chats = [
    ...known,
    ...Object.values(groups)
      .filter((id) => id !== null && !known.some((chat) => chat.id === id))
      .map((id) => ({ id, name: id })),
  ].slice(0, MOST_CHATS);
  const people = (await everyone(tx, school.id)).filter(reachable);
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
        reports: groups.reports ?? NO_GROUP,
        noGroup: NO_GROUP,
        buildings: (set.buildings ?? school.buildings).join('、'),
        tiers: TIERS,
        people: people.slice(0, MOST_OPTIONS).map((person) => ({ openId: person.openId })),
        roles: ASKED.map((role) => ({ value: role, text: ROLE_NAMES[role] })),
        duties: DUTIES.map((duty) => ({ value: duty, text: duty })),
        holders: [
          ...ASKED.map(
            (role) => `${ROLE_NAMES[role]}：${names(people.filter((p) => p.roles.includes(role)))}`,
          ),
          ...DUTIES.map(
            (duty) => `${duty}：${names(people.filter((p) => p.openId === duties[duty]))}`,
          ),
        ],
      },
    },
    renew,
    live: true,
  });
}

/** Three names at most, so that a line stays a line. */
function names(people: readonly Person[]): string {
  const shown = people
    .slice(0, 3)
    .map((person) => person.name)
    .join('、');
  return people.length > 3 ? `${shown} 等 ${people.length} 人` : shown || '未指定';
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
  for (const which of ['staff', 'logistics', 'reports'] as const) {
    const chosen = text(form[which]);
    if (chosen === '' || chosen === groups[which]) continue;
    if (which === 'reports' && chosen === NO_GROUP) {
      groups.reports = null;
      continue;
    }
    if (!chats.some((chat) => chat.id === chosen)) return '选的群里没有我，请先把我加进群';
    groups[which] = chosen;
  }
  if (groups.staff !== null && groups.staff === groups.logistics) {
    return '教职工群和总务群应是两个不同的群';
  }
  if (groups.reports !== null && groups.reports === groups.staff) {
    return '报修群不能是全体教职工群：那里说的话不都是对我说的';
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
  const changes: Settings = { groups, ...(buildings.length > 0 ? { buildings } : {}) };
  await writeSettings(context, changes, by);
  return null;
}

/** `设为`: the picked people are from now on all who hold the role; a duty has one owner. */
export async function assign(
  context: Context<Tables>,
  { tap, operator }: TapInput,
): Promise<TapAnswer> {
  if (!hasRole(operator, 'admin')) return toast('error', '只有管理员可以设置');
  const { tx, school } = context;
  const picked: readonly unknown[] = Array.isArray(tap.form['people']) ? tap.form['people'] : [];
  const all = await everyone(tx, school.id);
  const people = all.filter(reachable).slice(0, MOST_OPTIONS);
  const chosen = people.filter((person) => picked.includes(person.openId));
  const what = text(tap.form['role']);
  const role = ASKED.find((one) => one === what);
  if (!role && !DUTIES.includes(what)) return toast('error', '请先选一个角色');
  const [first] = chosen;
  if (!first?.openId) return toast('error', '请先选人');
  if (role) {
    const own = school.enabled ? chosen.find(({ id }) => id === operator.id) : undefined;
    const roles = own && [...new Set([...own.roles, role])];
    const refused =
      own && roles ? await refuseRoles(context, operator, { person: own, roles }, all) : null;
    if (refused) return toast('error', refused);
    await giveRole(context, role, people, new Set(chosen.map((person) => person.id)), operator);
  } else {
    if (chosen.length > 1) return toast('error', `${what}只能由一个人负责，请只选一位`);
    const before = await readSettings(tx, school.id);
    await writeSettings(context, { duties: { ...before.duties, [what]: first.openId } }, operator);
  }
  await showCard(context, tap.operatorOpenId, false);
  return toast('success', `${role ? ROLE_NAMES[role] : what}：${names(chosen)}`);
}

async function giveRole(
  context: Context<Tables>,
  role: Role,
  people: readonly StoredPerson[],
  holders: ReadonlySet<string>,
  by: Person,
): Promise<void> {
  for (const person of people) {
    const holds = person.roles.includes(role);
    if (holds === holders.has(person.id)) continue;
    const others = person.roles.filter((one) => one !== role);
    const roles: readonly Role[] = holds ? others : [...others, role];
    const next = { roles: roles.length > 0 ? roles : (['teacher'] as const) };
    const changed = await changePerson(context, person, next, by);
    if (context.school.enabled) await tellHolders(context, person, changed, by);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 2_000) : '';
}
