import { accepted, refused, type Decision } from '../../../kernel/decision.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';

/** Where an item or a check of the plan stands. */
export interface Standing {
  readonly state: 'active' | 'paused' | 'removed';
  readonly version: number;
}

export const EDITS = ['change', 'pause', 'resume', 'remove'] as const;
export type EditKind = (typeof EDITS)[number];

export interface EditRules {
  readonly actor: Person;
  /** The version on the card that was tapped; null where it was said in words. */
  readonly seen: number | null;
}

export type EditRefusal = 'notAllowed' | 'stale' | 'removed' | 'paused' | 'notPaused';

export interface EditEvent {
  readonly kind: EditKind;
  readonly next: Standing;
}

export function mayEdit(person: Person): boolean {
  return person.active && hasRole(person, 'director', 'admin');
}

/** What may be done to an item or a check; what it is changed to is read before. */
export function decideEdit(
  { state, version }: Standing,
  kind: EditKind,
  { actor, seen }: EditRules,
): Decision<EditEvent, EditRefusal> {
  if (!mayEdit(actor)) return refused('notAllowed');
  if (seen !== null && seen !== version) return refused('stale');
  if (state === 'removed' && kind !== 'resume') return refused('removed');
  if (kind === 'pause' && state === 'paused') return refused('paused');
  if (kind === 'resume' && state === 'active') return refused('notPaused');
  return accepted({ kind, next: { state: after(state, kind), version: version + 1 } });
}

function after(state: Standing['state'], kind: EditKind): Standing['state'] {
  if (kind === 'pause') return 'paused';
  if (kind === 'resume') return 'active';
  return kind === 'remove' ? 'removed' : state;
}
