/** Facts that go into a refusal's sentence: names, states, times. Never secrets, never free text to trust. */
export type Facts = Readonly<Record<string, string | number>>;

export interface Accepted<Event> {
  readonly outcome: 'accepted';
  readonly events: readonly Event[];
}

/** `code` is stable and machine-readable; the feature's wording turns it into a Chinese sentence. */
export interface Refused<Code extends string> {
  readonly outcome: 'refused';
  readonly code: Code;
  readonly facts: Facts;
}

/**
 * What a rule answers. A refusal is a value, because the person must be told why and what to do
 * next; exceptions are for bugs and outages.
 */
export type Decision<Event, Code extends string> = Accepted<Event> | Refused<Code>;

export function accepted<Event>(...events: Event[]): Accepted<Event> {
  return { outcome: 'accepted', events };
}

export function refused<Code extends string>(code: Code, facts: Facts = {}): Refused<Code> {
  return { outcome: 'refused', code, facts };
}
