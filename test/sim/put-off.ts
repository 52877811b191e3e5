/** What 完成 and 延期 make of the reminders that a year brings by itself. */

/** A line of the plan's history; times are the school's, `YYYY-MM-DDTHH:MM`. */
export interface Touched {
  readonly item: string;
  readonly slot: string;
  readonly at: string;
  /** The day it was put off to; null: ticked off. */
  readonly to: string | null;
}

/** A tap and a look that was late may be so many minutes apart, by clocks that differ. */
const APART = { minutes: 15 } as const;

/** The day that a line of the history says it was put off to. */
export function putOffTo(detail: string): string | null {
  return /→ (\d{4}-\d\d-\d\d)：/.exec(detail)?.[1] ?? null;
}

/**
 * Of `planned` what has to be there by `now`, and what took its place: a day that was put off has its
 * reminders before the new day, and nobody is reminded of what has been ticked off.
 */
export function stillDue(
  planned: readonly string[],
  touched: readonly Touched[],
  now: string,
): string[] {
  const kept = planned.filter(
    (line) =>
      !touched.some(
        ({ item, slot, at, to }) =>
          line.includes(` ${item} ${slot}:`) &&
          (to === null ? at : plus(at, { minutes: -15 })) < line.slice(0, 16),
      ),
  );
  const instead = touched.flatMap(({ item, slot, at, to }) => {
    if (to === null) return [];
    const same = touched.filter((one) => one.item === item && one.slot === slot && one.at >= at);
    const until = same.map((one) => one.at).filter((one) => one > at);
    const end = [now, ...until].toSorted()[0] ?? now;
    if (same.some((one) => one.at === at && one.to !== to)) return [];
    return newReminders(planned, { item, slot, to }).filter(
      (line) => plus(at, APART) < line.slice(0, 16) && plus(line.slice(0, 16), APART) < end,
    );
  });
  return [...new Set([...kept.filter((line) => line.slice(0, 16) < now), ...instead])];
}

/** Whether a line stands for a day that somebody put off. */
export function isPutOff(
  line: string,
  planned: readonly string[],
  touched: readonly Touched[],
  works: (day: string) => boolean,
): boolean {
  return touched.some(({ item, slot, to }) => {
    if (to === null) return false;
    if (newReminders(planned, { item, slot, to }).includes(line)) return true;
    const day = line.slice(0, 10);
    return line === `${day}T08:30 ${item} ${slot}>${to}:overdue` && day > to && works(day);
  });
}

function newReminders(
  planned: readonly string[],
  { item, slot, to }: { item: string; slot: string; to: string },
): string[] {
  const start = ` ${item} ${slot}:-`;
  return planned.flatMap((line) => {
    if (!line.includes(start)) return [];
    const days = Number(line.slice(16 + start.length));
    return [
      `${Temporal.PlainDate.from(to).subtract({ days }).toString()}T08:30 ${item} ${slot}>${to}:-${days}`,
    ];
  });
}

function plus(at: string, duration: { readonly minutes: number }): string {
  return Temporal.PlainDateTime.from(at).add(duration).toString().slice(0, 16);
}
