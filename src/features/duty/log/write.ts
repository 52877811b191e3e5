import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { refreshStart } from '../running/show.ts';
import { shiftsOf, startsBetween, type Start } from '../running/starts.ts';
import { addLog, type LogFields } from './store.ts';
import { mayWrite } from './when.ts';

type C = Context<Tables>;

/** A handover is seen by whoever comes within these days. */
const NEXT = { days: 4 } as const;

/** The shift that somebody may write about now; of two the one that began last. Null: none. */
export async function startToWrite(context: C, person: Person): Promise<Start | null> {
  const today = context.calendar.date(context.now);
  const starts = await startsBetween(context, today.subtract({ days: 3 }), today.add({ days: 1 }));
  return (
    starts.findLast(
      (start) => shiftsOf(start, person.id).length > 0 && mayWrite(context.now, start),
    ) ?? null
  );
}

/** Writes it down, and shows it to everybody of the shift; what is handed over also to those who come next. */
export async function write(
  context: C,
  start: Start,
  person: Person,
  fields: LogFields,
): Promise<void> {
  const [shift] = shiftsOf(start, person.id);
  await addLog(context, { id: shift?.id ?? null, day: start.day }, person.id, fields);
  await refreshStart(context, start);
  if (fields.handover === undefined) return;
  for (const next of await startsBetween(context, start.day, start.day.add(NEXT)))
    if (Temporal.Instant.compare(next.startsAt, start.startsAt) > 0)
      await refreshStart(context, next);
}
