import { createHash } from 'node:crypto';

/** Everything that happened, in its order, and the hash over it. */
export class History {
  readonly #hash = createHash('sha256');
  readonly #last: string[] = [];
  events = 0;

  add(kind: string, what: unknown): void {
    const line = `${kind} ${JSON.stringify(what)}`;
    this.#hash.update(`${line}\n`);
    this.events += 1;
    this.#last.push(line.slice(0, 400));
    if (this.#last.length > 40) this.#last.shift();
  }

  /** The newest lines, for the report of a violation. */
  last(): readonly string[] {
    return this.#last;
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
