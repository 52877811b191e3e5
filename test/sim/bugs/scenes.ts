import { APPROVALS } from './approvals.ts';
import { INTAKE } from './intake.ts';
import { LEDGER } from './ledger.ts';
import { OUTBOX } from './outbox.ts';
import { REPAIRS } from './repairs.ts';

const DAY = '--from 2026-09-30 --days 1';

/** A day or a few that are dense in what shows a kind of bug; few events besides, so that they are cheap. */
export const SCENES = {
  /** Whole lives of things. */
  lives: `${DAY} --events 4 --drills 10 --trials 0`,
  /** Much of everything by chance. */
  plain: `${DAY} --events 40 --drills 2 --trials 0`,
  /** Broken processes, guests, what comes twice and in the wrong order. */
  incoming: `${DAY} --events 8 --drills 0 --trials 5 --situations everyInbound,broken,inOrder,guest,halfDone`,
  /** Lost answers, a platform that is busy, people who cannot be reached, words with tags. */
  outgoing: `${DAY} --events 8 --drills 0 --trials 6 --situations lostAndLong,everyOutbound,unreachable,changedMeanwhile,burst,rings`,
  /** People who go, ask for what they decide themselves, tap older cards. */
  people: `${DAY} --events 4 --drills 0 --trials 4 --situations leaver,ownRequests,elderCard,dear`,
  /** A head is away for a day, and here again on the next. */
  leave: '--from 2026-09-28 --days 2 --events 4 --drills 0 --trials 1 --situations substitute',
  /** The evening before a holiday with a roster, and three of its mornings. */
  duty: '--from 2026-09-30 --days 4 --events 4 --drills 0 --trials 1 --situations swaps',
  restarts: `${DAY} --events 4 --drills 0 --trials 1 --situations restarts`,
  away: '--from 2026-09-28 --days 2 --events 4 --drills 0 --trials 1 --situations awayDay',
  night: `${DAY} --events 4 --drills 0 --trials 1 --situations awayEvening`,
  timers: '--from 2026-09-28 --days 3 --events 4 --drills 0 --trials 1 --situations timers',
  /** A Saturday that is worked for the holiday before. */
  makeUp: '--from 2026-10-09 --days 2 --events 4 --drills 0 --trials 0',
  /** Two working days and three of a holiday with a roster. */
  clock: '--from 2026-09-29 --days 5 --events 4 --drills 1 --trials 1 --situations everyOutbound',
} as const;
export type Scene = keyof typeof SCENES;
export const SCENE_NAMES = Object.keys(SCENES).filter((name): name is Scene =>
  Object.hasOwn(SCENES, name),
);

/** Bugs that show in another scene than others of their kind. */
const OTHERWISE: Readonly<Partial<Record<Scene, readonly string[]>>> = {
  plain: [
    'deleted-before-send',
    'update-kept-as-send-only',
    'never-fenced',
    'stranger-accepts',
    'worker-accepts-own-work',
    'accepted-twice',
    'reopened-twice',
    'taken-twice',
    'history-missing',
    'accepted-at-once',
    'no-catch-up',
    'posted-early',
    'slot-in-utc',
  ],
  incoming: ['outbox-lease-never-ends'],
  lives: ['tap-replayed', 'words-in-the-log'],
  people: [
    'self-approval',
    'resigned-approver',
    'assigned-to-leaver',
    'leaver-keeps-work',
    'older-ticket-accepted',
    'dearer-without-asking',
  ],
  leave: ['delegation-outside-its-time'],
  duty: [
    'reminded-after-the-start',
    'never-reminded',
    'absence-unnoticed',
    'signed-in-by-another',
    'swap-approves-itself',
    'swap-half-done',
  ],
  restarts: ['claimed-in-memory', 'duty-claimed-in-memory'],
  away: ['no-sweep-after-absence', 'skipped-unrecorded'],
  night: ['quiet-hours-ignored'],
  timers: ['timer-lost-on-failure'],
  makeUp: ['make-up-day-off'],
  clock: ['deadline-lost', 'expired-sent'],
};

export function sceneOf(bug: string): Scene {
  const among = (bugs: readonly { readonly name: string }[]) =>
    bugs.some(({ name }) => name === bug);
  const otherwise = SCENE_NAMES.find((scene) => OTHERWISE[scene]?.includes(bug));
  if (otherwise) return otherwise;
  if ([APPROVALS, LEDGER, REPAIRS].some(among)) return 'lives';
  if (among(INTAKE)) return 'incoming';
  return among(OUTBOX) ? 'outgoing' : 'clock';
}
