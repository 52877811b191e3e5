/** An invariant that does not hold, with what was seen. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly invariant: string;

  constructor(invariant: string, seen: unknown) {
    super(`${invariant}: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
    this.invariant = invariant;
  }
}

/** Throws unless `found` is empty. */
export function none(invariant: string, found: readonly unknown[]): void {
  if (found.length > 0) throw new Violation(invariant, found.slice(0, 5));
}
