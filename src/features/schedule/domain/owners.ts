import type { Person, Role, Trade } from '../../../kernel/people.ts';

/** Who owns something, as far as the plan needs to know. `openId` is null for somebody without Feishu. */
export type Owner = Pick<Person, 'openId' | 'name'>;
type Candidate = Owner & Pick<Person, 'roles' | 'trades' | 'active'>;

/** Duties that a role stands for by itself (contract §4). */
const BY_ROLE: Readonly<Record<string, Role>> = {
  总务主任: 'director',
  仓管员: 'storekeeper',
  采购员: 'buyer',
  财务: 'finance',
  门卫: 'guard',
};

/** What a 维修工 does and an 电工 does not. */
const HANDS: ReadonlySet<Trade> = new Set([
  'plumbing',
  'furniture',
  'door_window',
  'civil',
  'appliance',
]);

/**
 * The person a duty falls to; null: nobody. Who was named for it in the school's file or in the chat
 * comes first, then roles. One owner, never several, so that everybody knows whose it is.
 */
export function ownerOf(
  duty: string,
  people: readonly Candidate[],
  named: Readonly<Record<string, string>>,
): Owner | null {
  const active = people.filter((person) => person.active);
  const openId = named[duty];
  if (openId !== undefined) {
    const known = people.find((person) => person.openId === openId);
    // Who has left gets nothing more; who is not known yet was named by the file.
    if (known) return known.active ? known : null;
    return { openId, name: duty };
  }
  const role = BY_ROLE[duty];
  if (role) return active.find((person) => person.roles.includes(role)) ?? null;
  const repairers = active.filter((person) => person.roles.includes('repairer'));
  if (duty === '电工')
    return repairers.find((person) => person.trades.includes('electrical')) ?? repairers[0] ?? null;
  if (duty === '维修工')
    return (
      repairers.find((person) => person.trades.some((trade) => HANDS.has(trade))) ??
      repairers[0] ??
      null
    );
  return null;
}
