/** Who somebody is to the school. Roles as contract §4 names them. */
export const ROLES = [
  'admin',
  'director',
  'principal',
  'unitHead',
  'teacher',
  'repairer',
  'buyer',
  'storekeeper',
  'finance',
  'guard',
] as const;
export type Role = (typeof ROLES)[number];

/** Trades a repairer may have; a repair category maps to one of them (features/repairs/dispatch.ts). */
export const TRADES = [
  'electrical',
  'plumbing',
  'hvac',
  'furniture',
  'door_window',
  'network_av',
  'appliance',
  'civil',
  'fire_safety',
  'sports_playground',
  'greenery_cleaning',
  'other',
] as const;
export type Trade = (typeof TRADES)[number];

export interface Person {
  /** Ours, stable over renames; a UUIDv7. */
  readonly id: string;
  /** The platform's id in this app; null for somebody without an account (`offline`). */
  readonly openId: string | null;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly unit: string | null;
  readonly trades: readonly Trade[];
  readonly phone: string | null;
  /** Usual room, offered as a guess when a report names no place. */
  readonly room: string | null;
  /** Left the school: keeps history, may do nothing. */
  readonly active: boolean;
  /** Last day of an absence, school-local; null when present. */
  readonly absentUntil: Temporal.PlainDate | null;
  /** Who stands in during the absence. */
  readonly substituteId: string | null;
}

export function hasRole(person: Person, ...roles: Role[]): boolean {
  return person.active && person.roles.some((role) => roles.includes(role));
}
