type Instant = Temporal.Instant;

export function later(a: Instant, b: Instant): Instant {
  return Temporal.Instant.compare(a, b) > 0 ? a : b;
}

export function earlier(a: Instant, b: Instant): Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

export function earliest(instants: readonly Instant[]): Instant | null {
  return instants.length === 0 ? null : instants.reduce(earlier);
}
