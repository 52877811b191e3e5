/**
 * One person's crowd of messages. What is over the limit has its words in the inbox as any message
 * and no other effect, and the person is told once; nobody else waits. Counted in each process by
 * itself, so several replicas let through so many times more.
 */

/** Messages of one person in a minute, by when they were sent: what waited out an outage is no crowd. */
export const MOST_A_MINUTE = 60;
const WINDOW_MS = 60_000;
/** Whoever was silent for a minute is forgotten at the latest when so many are remembered. */
const MOST_PEOPLE = 5_000;

export type Verdict = 'let' | 'tell' | 'silent';

interface Seen {
  readonly id: string;
  readonly at: number;
}

export type Flood = (person: string, messageId: string, now: number) => Verdict;

/** At most so many of one person in so long. */
export function createFlood(most = MOST_A_MINUTE, windowMs = WINDOW_MS): Flood {
  const seen = new Map<string, Seen[]>();
  return (person, messageId, now) => {
    const recent = (seen.get(person) ?? []).filter(({ at }) => at > now - windowMs);
    // The one after the last that is let through; tried again after a failure it is still that one.
    const at = recent.findIndex(({ id }) => id === messageId);
    if (at < 0 && recent.length > most) return 'silent';
    if (at < 0) recent.push({ id: messageId, at: now });
    seen.set(person, recent);
    if (seen.size > MOST_PEOPLE)
      for (const [one, theirs] of seen)
        if ((theirs.at(-1)?.at ?? 0) <= now - windowMs) seen.delete(one);
    return (at < 0 ? recent.length : at + 1) > most ? 'tell' : 'let';
  };
}
