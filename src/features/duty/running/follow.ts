import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { promised } from '../store.ts';
import { endMovedSwaps } from '../swaps/end.ts';
import { closeShift } from './show.ts';
import { startsBetween } from './starts.ts';
import { watchSoon } from './watch.ts';
import { directTo, shiftWords } from './words.ts';

type C = Context<Tables>;

/** Nobody is reminded of a shift earlier than this before it. */
const REMINDED = { days: 3 } as const;

/**
 * After a change of the roster: who was reminded of a shift that is another's now is told so, a
 * request about it ends, and whoever has it now is reminded.
 */
export async function followRoster(context: C): Promise<void> {
  const { calendar, now, tx, school } = context;
  const today = calendar.date(now);
  const starts = await startsBetween(context, today, today.add(REMINDED));
  for (const { personId, startsAt } of await promised(context)) {
    const start = starts.find((one) => one.startsAt.equals(startsAt));
    if (start?.onDuty.some((one) => one.personId === personId)) continue;
    const person = await personById(tx, school.id, personId);
    if (!person?.active || person.openId === null) continue;
    const shift = { day: calendar.date(startsAt), startsAt };
    const closed = await closeShift(context, shift, person, '值班表已改，这一天不是您的班了');
    if (closed)
      await context.say.text(
        directTo(person.openId),
        `${shiftWords(context, shift)} 的班已另排他人，您不用来了。`,
      );
  }
  await endMovedSwaps(context);
  await watchSoon(context);
}
