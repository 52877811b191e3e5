import type { Person } from '../../../../kernel/people.ts';

/** Who could look at the goods: in the order of the contract, each of them somebody who did not buy. */
export interface Candidates {
  readonly storekeepers: readonly Person[];
  readonly requester: Person | null;
  readonly head: Person | null;
  readonly directors: readonly Person[];
  readonly principals: readonly Person[];
}

/**
 * The storekeepers; where the only one bought it himself, the requester, then the unit head, then the
 * director. The principal ends the row, so that a school of four people is never stuck. Nobody without
 * an account can sign.
 */
export function acceptorsOf(candidates: Candidates, buyerId: string | null): readonly Person[] {
  const { storekeepers, requester, head, directors, principals } = candidates;
  return firstAble([storekeepers, [requester], [head], directors, principals], buyerId);
}

/**
 * Who pays it out: the accountants, but not for what they bought themselves; then the director, then the
 * principal. In a school that has nobody else a second named person signs: an admin, the requester, the
 * unit head.
 */
export function payersOf(
  candidates: Omit<Candidates, 'storekeepers'> & {
    readonly accountants: readonly Person[];
    readonly admins: readonly Person[];
  },
  buyerId: string | null,
): readonly Person[] {
  const { accountants, directors, principals, admins, requester, head } = candidates;
  return firstAble([accountants, directors, principals, admins, [requester], [head]], buyerId);
}

/** Of the first tier that has anybody: who can sign and is not the buyer. */
function firstAble(
  tiers: readonly (readonly (Person | null)[])[],
  buyerId: string | null,
): readonly Person[] {
  const able = tiers.map((people) =>
    people.filter(
      (person): person is Person =>
        person !== null && person.active && person.openId !== null && person.id !== buyerId,
    ),
  );
  return able.find((tier) => tier.length > 0) ?? [];
}

/** Who may buy: the buyers; in a school that has none the director, then the principal, then an admin. */
export function buyersOf(...tiers: readonly (readonly Person[])[]): readonly Person[] {
  return tiers.find((tier) => tier.some(({ openId }) => openId !== null)) ?? [];
}
