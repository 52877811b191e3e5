/** Listens to what the product says to its database, below everything that could change it. */
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { shapeOf } from './shape.ts';

export interface Sample {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Recorded {
  /** The statement with every list of parameters shortened to one: how often and how long it may vary. */
  readonly shape: string;
  readonly flow: string;
  readonly samples: Sample[];
  /** How long it took when the product said it. */
  readonly times: number[];
}

/** So many different parameters of a statement are kept. */
const KEPT = 200;
/** The transaction's own words and what a connection is told at its start. */
const ASIDE =
  /^(begin|start transaction|commit|rollback|set |savepoint|release|select 1$|vacuum|checkpoint)/i;

export class Recorder {
  readonly recorded = new Map<string, Recorded>();
  /** What is going on, for the table; nothing is recorded while it is null. */
  flow: string | null = null;

  constructor() {
    const note = (text: unknown, values: unknown, milliseconds: number) =>
      this.#note(text, values, milliseconds);
    listen(Client.prototype, note);
    listen(PGlite.prototype, note);
  }

  #note(text: unknown, values: unknown, milliseconds: number): void {
    if (this.flow === null || typeof text !== 'string' || ASIDE.test(text)) return;
    const shape = shapeOf(text);
    const known = this.recorded.get(shape) ?? { shape, flow: this.flow, samples: [], times: [] };
    this.recorded.set(shape, known);
    known.times.push(milliseconds);
    if (known.samples.length < KEPT)
      known.samples.push({ text, values: Array.isArray(values) ? [...values] : [] });
  }
}

type Note = (text: unknown, values: unknown, milliseconds: number) => void;

function listen(prototype: object, note: Note): void {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, 'query')) owner = Object.getPrototypeOf(owner);
  const { value: query } = Object.getOwnPropertyDescriptor(owner ?? prototype, 'query') ?? {};
  Object.defineProperty(prototype, 'query', {
    configurable: true,
    value(this: object, ...args: unknown[]) {
      const started = performance.now();
      const answer: unknown = Reflect.apply(query, this, args);
      if (answer instanceof Promise) {
        void noted(answer, () => note(args[0], args[1], performance.now() - started));
      }
      return answer;
    },
  });
}

/** What failed is the product's to deal with, and not timed. */
async function noted(answer: Promise<unknown>, done: () => void): Promise<void> {
  try {
    await answer;
    done();
  } catch {
    return;
  }
}
