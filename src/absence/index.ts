/**
 * After an absence longer than the platform's retries nobody sends again what was said meanwhile:
 * direct chats are looked up, groups are told which hours to repeat.
 */
import type { Kysely } from 'kysely';
import type { Context } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';
import { notePresence } from './presence.ts';
import { sweep, type SweepParts } from './sweep.ts';
import { tellGroups } from './tell.ts';

export interface AbsenceParts extends SweepParts {
  readonly context: (tx: Kysely<Tables>) => Promise<Context<Tables>>;
  /** Whether the way in is open; the long connection may be down while all else is well. */
  readonly taking: () => boolean;
  /** Seconds by a clock that nobody sets and that runs on while the machine sleeps. */
  readonly uptime: () => number;
}

export interface Absence {
  /** To be called twice a minute and at the start. */
  present(): Promise<void>;
  /** Goes on with what an absence left to do; answers how much was done. */
  makeGood(): Promise<number>;
}

export function createAbsence(parts: AbsenceParts): Absence {
  const { database, schoolId, clock } = parts;
  let own: number | null = null;
  return {
    async present() {
      if (!parts.taking()) return;
      const at = parts.uptime();
      const since = own === null ? null : at - own;
      await database.transaction((tx) => notePresence(tx, schoolId, clock.now(), since));
      own = at;
    },
    async makeGood() {
      const swept = await sweep(parts);
      const told = await database.transaction(async (tx) => {
        const waiting = await tx
          .selectFrom('absence')
          .select('from_at')
          .where('school_id', '=', schoolId)
          .where('told_at', 'is', null)
          .limit(1)
          .executeTakeFirst();
        return waiting ? tellGroups(await parts.context(tx)) : false;
      });
      return swept + Number(told);
    },
  };
}
