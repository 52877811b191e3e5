import { APPROVALS } from './approvals.ts';
import { INTAKE } from './intake.ts';
import { LEDGER } from './ledger.ts';
import { OUTBOX } from './outbox.ts';
import { REPAIRS } from './repairs.ts';

/** A few days that are dense in what shows a kind of bug; few events besides, so that they are cheap. */
export const SCENES = {
  /** One day of whole lives of things. */
  lives: '--from 2026-09-30 --days 1 --events 4 --drills 10 --trials 1',
  /** One day of broken processes, guests, lost answers and people who go. */
  situations: '--from 2026-09-30 --days 1 --events 20 --drills 2 --trials 7',
  /** Two working days and three of a holiday with a roster. */
  clock: '--from 2026-09-29 --days 5 --events 4 --drills 1 --trials 1',
} as const;
export type Scene = keyof typeof SCENES;

/** Bugs that show in another scene than others of their kind. */
const OTHERWISE: Readonly<Record<string, Scene>> = {
  'resigned-approver': 'situations',
  'delegation-outside-its-time': 'clock',
  'assigned-to-leaver': 'situations',
  'leaver-keeps-work': 'situations',
  'accepted-at-once': 'clock',
  'deadline-lost': 'clock',
  'expired-sent': 'clock',
  'no-sweep-after-absence': 'clock',
  'mentions-in-text': 'lives',
  'mentions-in-cards': 'lives',
  'update-kept-as-send-only': 'lives',
  'older-card-stays': 'lives',
  'tap-replayed': 'lives',
  'budget-ignored': 'lives',
};

export function sceneOf(bug: string): Scene {
  const among = (bugs: readonly { readonly name: string }[]) =>
    bugs.some(({ name }) => name === bug);
  if (Object.hasOwn(OTHERWISE, bug)) return OTHERWISE[bug] ?? 'clock';
  if ([APPROVALS, LEDGER, REPAIRS].some(among)) return 'lives';
  return [INTAKE, OUTBOX].some(among) ? 'situations' : 'clock';
}
