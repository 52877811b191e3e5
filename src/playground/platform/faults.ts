/**
 * Faults to come, as counts that go down by one each time. The first five hit requests under
 * `/open-apis/im/`, the last two the delivery of events to the bot.
 */
export interface Faults {
  delay: { count: number; milliseconds: number };
  /** Answered 502 with a page of HTML, before any effect. */
  status5xx: number;
  /** The effect happens; the connection closes instead of an answer. */
  lostAnswer: number;
  /** Answered 429 with the platform's reset header. */
  rateLimit: number;
  /** The connection closes before any effect. */
  dropConnection: number;
  /** The event is delivered twice. */
  duplicate: number;
  /** The event waits until the one after it was delivered. */
  reorder: number;
}

export function noFaults(): Faults {
  return {
    delay: { count: 0, milliseconds: 0 },
    status5xx: 0,
    lostAnswer: 0,
    rateLimit: 0,
    dropConnection: 0,
    duplicate: 0,
    reorder: 0,
  };
}

/** True once for each time the fault was asked for. */
export function strikes(faults: Faults, name: Exclude<keyof Faults, 'delay'>): boolean {
  if (faults[name] <= 0) return false;
  faults[name] -= 1;
  return true;
}
