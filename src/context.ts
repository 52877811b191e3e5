import type { Kysely } from 'kysely';
import { timersIn } from './cron/timers.ts';
import { questionsIn } from './dialogue/questions.ts';
import { SchoolCalendar } from './kernel/calendar.ts';
import type { Clock } from './kernel/clock.ts';
import type { Blobs, Context } from './kernel/feature.ts';
import type { NewId } from './kernel/ids.ts';
import type { Say } from './kernel/say.ts';
import type { School } from './kernel/school.ts';
import type { Cause } from './restored/index.ts';
import { SHIPPED_YEARS } from './kernel/shipped-holidays.ts';
import type { Tables } from './tables.ts';

export interface ContextParts {
  readonly clock: Clock;
  readonly newId: NewId;
  /** The calendar with the notices that the school has taken. */
  readonly calendar: (school: School) => SchoolCalendar;
  readonly school: (tx: Kysely<Tables>) => Promise<School>;
  readonly say: (tx: Kysely<Tables>, now: Temporal.Instant, cause: Cause | null) => Say;
  /** The number that an input was given before a backup was restored; null: a new one. */
  readonly formerNumber?: (
    tx: Kysely<Tables>,
    cause: Cause | null,
    prefix: string,
  ) => Promise<string | null>;
  /** Whether a number was given out in hours that a restored backup does not know. */
  readonly isFormer?: (tx: Kysely<Tables>, number: string) => Promise<boolean>;
  /** Told when a picture was asked for, so that it is fetched without waiting for the next look. */
  readonly pictureWanted: () => void;
}

/** Builds what a handler may touch, for one transaction; `cause` is the input it is for, if any. */
export function contextMaker(parts: ContextParts) {
  const freeNumber: typeof nextNumber = async (tx, ...of) => {
    for (;;) {
      const number = await nextNumber(tx, ...of);
      if (!(await parts.isFormer?.(tx, number))) return number;
    }
  };
  return async (tx: Kysely<Tables>, cause: Cause | null = null): Promise<Context<Tables>> => {
    const now = parts.clock.now();
    const school = await parts.school(tx);
    return {
      tx,
      now,
      newId: parts.newId,
      school,
      calendar: parts.calendar(school),
      say: parts.say(tx, now, cause),
      timers: timersIn(tx, school.id),
      questions: questionsIn(tx.$pickTables<'question'>(), school.id, now),
      blobs: blobsIn(tx, school.id, now, parts),
      number: async (prefix) =>
        (await parts.formerNumber?.(tx, cause, prefix)) ?? freeNumber(tx, school, prefix, now),
    };
  };
}

/** `BX2611-0001`: prefix, school-local year and month, and a counter that never goes back. */
async function nextNumber(
  tx: Kysely<Tables>,
  school: School,
  prefix: string,
  now: Temporal.Instant,
): Promise<string> {
  const local = now.toZonedDateTimeISO(school.timezone);
  const name = `${prefix}${String(local.year).slice(2)}${String(local.month).padStart(2, '0')}`;
  const row = await tx
    .insertInto('counter')
    .values({ school_id: school.id, name, value: 1 })
    .onConflict((c) =>
      c
        .columns(['school_id', 'name'])
        .doUpdateSet((eb) => ({ value: eb('counter.value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return `${name}-${String(row.value).padStart(4, '0')}`;
}

function blobsIn(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  parts: ContextParts,
): Blobs {
  return {
    async fetchImage(messageId, imageKey) {
      const id = parts.newId();
      await tx
        .insertInto('attachment')
        .values({
          school_id: schoolId,
          id,
          message_id: messageId,
          image_key: imageKey,
          state: 'wanted',
          created_at: now,
        })
        .execute();
      parts.pictureWanted();
      return id;
    },
  };
}

/** One calendar for as long as the notices stay what they are: most transactions share it. */
export function calendarMaker(base: School): (school: School) => SchoolCalendar {
  const make = (notices: School['notices']) =>
    new SchoolCalendar(base.timezone, { ...SHIPPED_YEARS, ...notices }, base.terms);
  let known = JSON.stringify(base.notices);
  let calendar = make(base.notices);
  return ({ notices }) => {
    const now = JSON.stringify(notices);
    if (now !== known) [known, calendar] = [now, make(notices)];
    return calendar;
  };
}
