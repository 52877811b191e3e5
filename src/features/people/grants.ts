/** Who may give and take which roles: nobody gives themselves a say over money. */
import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { everyone, tookAnAdmin, type StoredPerson } from './store.ts';
import { describePerson, directTo, ROLE_NAMES } from './words.ts';

/** They approve or pay: given by somebody else only. */
const SAY: ReadonlySet<Role> = new Set(['director', 'principal', 'unitHead', 'finance']);
/** An admin's to give and to take: a director could otherwise decide the highest tier alone. */
const HIGH: ReadonlySet<Role> = new Set(['admin', 'director', 'principal']);

interface Change {
  readonly person: Pick<Person, 'id' | 'name' | 'active' | 'roles'>;
  readonly roles: readonly Role[];
}

/** What is given and what is taken; whoever has left has nothing until taken back. */
function differences({ person, roles }: Change): {
  readonly given: Role[];
  readonly taken: Role[];
} {
  const had = person.active ? person.roles : [];
  return {
    given: roles.filter((role) => !had.includes(role)),
    taken: had.filter((role) => !roles.includes(role)),
  };
}

/** Whoever takes an admin away waits so long before acting as the only one there is. */
const ALONE_AFTER = { hours: 30 * 24 } as const;

/**
 * Why these roles may not be given so, or null. Where nobody else is an admin, the admin's own change
 * stands, and those whom it concerns are told: a small school is not to be blocked. Who has made oneself
 * the only one does not count as such.
 */
export async function refuseRoles(
  context: Context<Tables>,
  by: Person,
  change: Change,
  all: readonly StoredPerson[],
): Promise<string | null> {
  // Whoever has no account can give nothing.
  const another = all.some(
    (one) => one.id !== by.id && one.active && one.openId !== null && hasRole(one, 'admin'),
  );
  const took =
    change.person.id === by.id &&
    (await tookAnAdmin(context, by, context.now.subtract(ALONE_AFTER)));
  return judgeRoles(by, change, { another, took });
}

/** `another`: there is another admin; `took`: `by` has lately taken one away. */
export function judgeRoles(
  by: Person,
  change: Change,
  { another, took }: { readonly another: boolean; readonly took: boolean },
): string | null {
  const { given, taken } = differences(change);
  const own = given.filter((role) => SAY.has(role));
  if (change.person.id === by.id && own.length > 0) {
    if (another || !hasRole(by, 'admin'))
      return `不能给自己加${names(own)}，请${hasRole(by, 'admin') ? '另一位' : ''}管理员来加`;
    if (took)
      return `您 30 天内取消过别人的管理员，不能给自己加${names(own)}；请先设另一位管理员，由他来加`;
  }
  const high = [...given, ...taken].filter((role) => HIGH.has(role));
  if (high.length > 0 && !hasRole(by, 'admin'))
    return `只有管理员可以增减${names(high)}，请找管理员`;
  return change.person.active ? null : refuseGone(by, change.person, '恢复');
}

/** Taking leave of somebody takes the roles, and taking somebody back opens a door that was shut. */
export function refuseGone(
  by: Person,
  { name, roles }: Pick<Person, 'name' | 'roles'>,
  what: '登记调走' | '恢复',
): string | null {
  const high = roles.filter((role) => HIGH.has(role));
  return high.length > 0 && !hasRole(by, 'admin')
    ? `${name}是${names(high)}，请由管理员${what}`
    : null;
}

/** Whoever holds the school's highest roles learns that one of them was given or taken. */
export async function tellHolders(
  context: Context<Tables>,
  before: Change['person'],
  after: Person,
  by: Person,
): Promise<void> {
  const { given, taken } = differences({
    person: before,
    roles: after.active ? after.roles : [],
  });
  const said = [
    ...given.filter((role) => HIGH.has(role)).map((role) => `增加了${ROLE_NAMES[role]}`),
    ...taken.filter((role) => HIGH.has(role)).map((role) => `取消了${ROLE_NAMES[role]}`),
  ];
  if (said.length === 0) return;
  const all = await everyone(context.tx, context.school.id);
  const holders = all.filter(
    (one) => one.id === after.id || (one.active && one.roles.some((role) => HIGH.has(role))),
  );
  const text = `${by.name}给${describePerson(after)}${said.join('、')}。如果不对，请马上联系管理员。`;
  for (const { id, openId } of holders)
    if (openId !== null && id !== by.id) await context.say.text(directTo(openId), text);
}

function names(roles: readonly Role[]): string {
  return roles.map((role) => ROLE_NAMES[role]).join('、');
}
