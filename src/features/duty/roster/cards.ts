import type { Context } from '../../../kernel/feature.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';
import { spanWords } from '../domain/spans.ts';
import {
  byHours,
  dayTitle,
  hoursOf,
  postsWords,
  provisional,
  PROVISIONAL,
  type Roster,
} from './roster.ts';

/** More days make a card that nobody reads; the rest stands in the file. */
const MOST_ROWS = 31;

/** A roster as a card: asked for in private, or standing in the group with 收到. */
export function rosterCard(
  { calendar }: Pick<Context<Tables>, 'calendar'>,
  {
    title,
    days,
    roster,
    phones = false,
    notes = [],
    ack = false,
    over = false,
  }: {
    readonly title: string;
    readonly days: readonly Temporal.PlainDate[];
    readonly roster: Roster;
    readonly phones?: boolean;
    readonly notes?: readonly string[];
    readonly ack?: boolean;
    readonly over?: boolean;
  },
): CardContent {
  const [first, last] = [days[0], days.at(-1)];
  const unsure = provisional(calendar, days);
  const rows = days.slice(0, MOST_ROWS).map((day) => {
    const shifts = roster.shifts.filter((shift) => shift.day.equals(day));
    const parts = byHours(shifts);
    const words = parts.map((ones) => {
      const said = postsWords(roster, ones, { phones });
      return parts.length > 1 ? `${hoursOf(calendar, ones[0])} ${said}` : said;
    });
    return {
      day: dayTitle(calendar, day),
      who: words.join('\n') || '还没有排人',
      empty: shifts.length === 0,
    };
  });
  return {
    template: 'duty-roster',
    values: {
      title,
      subtitle: first && last ? spanWords(first, last) : '',
      provisional: unsure,
      over,
      rows,
      more:
        days.length > rows.length
          ? `还有 ${days.length - rows.length} 天，总务主任可发“导出值班表”看全部`
          : '',
      notes: [...notes, ...(unsure ? [PROVISIONAL] : [])],
      ack: ack && first && last ? { from: first.toString(), to: last.toString() } : null,
    },
  };
}
