import { hasRole, type Person } from '../../../kernel/people.ts';

/** The people of a school that may matter to an issue, each list in the order they became known. */
export interface Office {
  readonly storekeepers: readonly Person[];
  readonly directors: readonly Person[];
  readonly principals: readonly Person[];
  readonly admins: readonly Person[];
  /** Everybody else of the school who can tap. */
  readonly colleagues: readonly Person[];
  /** By id: whoever stands in for somebody absent. */
  readonly substitutes: ReadonlyMap<string, Person>;
  readonly present: (person: Person) => boolean;
}

/**
 * Who hands out the goods of a request, first those whose card it is: the storekeepers, for an absent one
 * the substitute. Nobody serves oneself: where only the requester would be left, the director does it,
 * then the principal, then an admin, and in a school that has none of them a colleague. A director may always act for the storekeeper.
 */
export function issuersFor(office: Office, requesterId: string): Person[] {
  const others = (some: readonly Person[]) => some.filter(({ id }) => id !== requesterId);
  const here = office.storekeepers.flatMap((keeper) =>
    office.present(keeper) ? [keeper] : (office.substitutes.get(keeper.id) ?? []),
  );
  const chain = [here, office.directors, office.principals, office.admins, office.colleagues];
  const first = chain.map(others).find((some) => some.length > 0) ?? [];
  return unique([...first, ...others(office.storekeepers), ...others(office.directors)]);
}

/** Whose cards come by themselves: the first in line, not everybody who may. */
export function servedBy(office: Office, requesterId: string): Person[] {
  const all = issuersFor(office, requesterId);
  const [first] = all;
  if (!first) return [];
  const substitutes = new Set([...office.substitutes.values()].map(({ id }) => id));
  const keeps = (person: Person) =>
    (hasRole(person, 'storekeeper') && office.present(person)) || substitutes.has(person.id);
  return keeps(first) ? all.filter(keeps) : [first];
}

/** Who may let the old one be missing: the director, for the director's own request the principal. */
export function exemptersFor(office: Office, requesterId: string): Person[] {
  const others = (some: readonly Person[]) => some.filter(({ id }) => id !== requesterId);
  const chain = [office.directors, office.principals, office.admins];
  return chain.map(others).find((some) => some.length > 0) ?? [];
}

function unique(people: readonly Person[]): Person[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
