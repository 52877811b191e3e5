import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';
import type { MovableClock } from '../../src/kernel/clock.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Fault, FaultCounts } from './faults.ts';

/** Set where a transaction is open: whoever waits for others there keeps the database from them. */
export const inTransaction = new AsyncLocalStorage<{ open: boolean }>();

/** The process is gone: nothing it still tries has an effect. */
export class Crashed extends Error {
  override readonly name = 'Crashed';
}

/** An error as the server or the network would give it. */
class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ERRORS = {
  connectionError: () => new Refused('ECONNRESET', 'the connection was reset'),
  deadlock: () => new Refused('40P01', 'deadlock detected'),
  serializationFailure: () => new Refused('40001', 'could not serialize access'),
  poolExhausted: () => new Error('timeout exceeded when trying to connect'),
} as const;
type StatementFault = keyof typeof ERRORS;
export type DatabaseFault =
  | StatementFault
  | 'slowCommit'
  | 'commitAnswerLost'
  | 'crashBetweenStatements'
  | 'crashBeforeCommit'
  | 'crashAfterCommit'
  | 'crashAfterSend';

/** Between one replica and the database: every statement and every commit is a point where something may happen. */
export class Gate {
  readonly counts: FaultCounts;
  readonly clock: MovableClock;
  crashed = false;
  /** The database cannot be reached. */
  away = false;
  statements = 0;
  #armed: { fault: DatabaseFault; after: number } | null = null;

  constructor(counts: FaultCounts, clock: MovableClock) {
    this.counts = counts;
    this.clock = clock;
  }

  /** `fault` strikes after so many more points of its kind. */
  arm(fault: DatabaseFault, after: number): void {
    this.#armed = { fault, after };
  }

  disarm(): void {
    this.#armed = null;
  }

  #strikes(...faults: DatabaseFault[]): DatabaseFault | null {
    const armed = this.#armed;
    if (!armed || !faults.includes(armed.fault)) return null;
    if (armed.after-- > 0) return null;
    this.#armed = null;
    this.count(armed.fault);
    return armed.fault;
  }

  count(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  #crash(): never {
    this.crashed = true;
    throw new Crashed('the process has ended');
  }

  /** Whoever uses a dead process's connection gets nothing. */
  check(): void {
    if (this.crashed) throw new Crashed('the process has ended');
  }

  #reach(): void {
    this.check();
    if (this.away) throw new Refused('57P01', 'terminating connection');
  }

  statement(): void {
    this.#reach();
    this.statements += 1;
    if (this.#strikes('crashBetweenStatements')) this.#crash();
    for (const [fault, error] of Object.entries(ERRORS))
      if (fault !== 'poolExhausted' && this.#strikes(statementFault(fault))) throw error();
  }

  begin(): void {
    this.#reach();
    if (this.#strikes('poolExhausted')) throw ERRORS.poolExhausted();
  }

  beforeCommit(): void {
    this.check();
    if (this.#strikes('crashBeforeCommit')) this.#crash();
    if (this.#strikes('slowCommit')) this.clock.moveBy({ seconds: 2 });
  }

  afterCommit(): void {
    if (this.#strikes('crashAfterCommit')) this.#crash();
    if (this.#strikes('commitAnswerLost')) throw ERRORS.connectionError();
  }

  /** The platform has taken it, and nobody will write that down. */
  afterSend(): void {
    if (this.#strikes('crashAfterSend')) this.#crash();
  }
}

function statementFault(name: string): StatementFault {
  if (name === 'connectionError' || name === 'deadlock' || name === 'serializationFailure')
    return name;
  return 'poolExhausted';
}

/** The database as one replica sees it. */
export function through<T>(inner: Database<T>, gate: Gate): Database<T> {
  const plugin: KyselyPlugin = {
    transformQuery(args) {
      gate.statement();
      return args.node;
    },
    async transformResult(args) {
      gate.check();
      return args.result;
    },
  };
  return {
    kind: inner.kind,
    get db() {
      return inner.db.withPlugin(plugin);
    },
    async transaction(work) {
      gate.begin();
      const scope = { open: true };
      const result = await inner
        .transaction((tx) =>
          inTransaction.run(scope, async () => {
            const done = await work(tx.withPlugin(plugin));
            gate.beforeCommit();
            return done;
          }),
        )
        .finally(() => {
          scope.open = false;
        });
      gate.afterCommit();
      return result;
    },
    migrate: (before) => inner.migrate(before),
    pending: () => inner.pending(),
    ping: async () => !gate.away && !gate.crashed,
    dump: (file) => inner.dump(file),
    maintain: () => inner.maintain(),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
