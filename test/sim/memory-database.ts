/**
 * The embedded database in memory, for a simulation that asks it a million times: every statement is
 * prepared once, and bound, executed and answered in one round instead of six. What it answers is what
 * `openDatabase({ memory: true })` answers (`memory-database.test.ts`).
 */
import { PGlite, parse, protocol } from '@electric-sql/pglite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { wrapDatabase, type Database } from '../../src/storage/database.ts';
import { parsers, plain } from '../../src/storage/temporal-plugin.ts';

/** Every statement is planned once: planning costs more than most of them do. */
const SETTINGS = [
  'shared_buffers=16MB',
  'TimeZone=UTC',
  'jit=off',
  'autovacuum=off',
  'plan_cache_mode=force_generic_plan',
];
const { serialize } = protocol;
const SYNC = serialize.sync();
const EXECUTE = serialize.execute();
type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;

interface Prepared {
  readonly name: string;
  readonly types: readonly number[];
  /** The description of its rows, as far as it has any. */
  readonly rows: Messages;
}

class PreparedConnection implements DatabaseConnection {
  readonly #lite: PGlite;
  readonly #prepared = new Map<string, Prepared>();

  constructor(lite: PGlite) {
    this.#lite = lite;
  }

  #ask(...parts: Uint8Array[]): Promise<Messages> {
    return this.#lite.execProtocolStream(Buffer.concat([...parts, SYNC]), { syncToFs: false });
  }

  async #prepare(text: string): Promise<Prepared> {
    const known = this.#prepared.get(text);
    if (known) return known;
    const name = `s${this.#prepared.size}`;
    const told = await this.#ask(
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
    );
    const rows = told.filter((one) => one.name === 'rowDescription');
    const made = { name, types: parse.parseDescribeStatementResults(told), rows };
    this.#prepared.set(text, made);
    return made;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { name, types, rows } = await this.#prepare(sql);
    const { serializers } = this.#lite;
    const values = parameters.map((parameter, at) => {
      if (parameter === null || parameter === undefined) return null;
      const value = plain(parameter);
      const written = typeof value === 'string' ? value : JSON.stringify(value);
      return serializers[types[at] ?? 0]?.(value) ?? written;
    });
    const told = await this.#ask(serialize.bind({ statement: name, values }), EXECUTE);
    const [result] = parse.parseResults([...rows, ...told], this.#lite.parsers);
    return {
      rows: answered<R>(result?.rows ?? []),
      ...(result?.affectedRows === undefined
        ? {}
        : { numAffectedRows: BigInt(result.affectedRows) }),
    };
  }

  async say(statement: string): Promise<void> {
    await this.#ask(serialize.query(statement));
  }

  // oxlint-disable-next-line require-yield
  async *streamQuery(): AsyncGenerator<never> {
    throw new Error('nothing is streamed here');
  }
}

/** The rows of a statement have the shape that whoever wrote it expects. */
function answered<R>(rows: Iterable<unknown>): R[];
function answered(rows: Iterable<unknown>): unknown[] {
  return [...rows];
}

/** One connection, which one at a time has. */
class OneConnection implements Driver {
  readonly #lite: PGlite;
  readonly #connection: PreparedConnection;
  #free: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(lite: PGlite) {
    this.#lite = lite;
    this.#connection = new PreparedConnection(lite);
  }

  async init(): Promise<void> {
    await this.#lite.waitReady;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#free = promise;
    await before;
    this.#release = resolve;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  beginTransaction = () => this.#connection.say('begin');
  commitTransaction = () => this.#connection.say('commit');
  rollbackTransaction = () => this.#connection.say('rollback');

  async destroy(): Promise<void> {
    if (!this.#lite.closed) await this.#lite.close();
  }
}

/** Out of a dump, or empty. */
export async function openPrepared<T>(from?: Blob): Promise<Database<T>> {
  const lite = await PGlite.create({
    ...(from ? { loadDataDir: from } : {}),
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((one) => ['-c', one])],
    parsers,
  });
  const raw = new Kysely<T>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new OneConnection(lite),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return wrapDatabase('embedded', raw, {
    dump: () => Promise.reject(new Error('the simulation’s database is not written anywhere')),
    async maintain() {
      await lite.exec('vacuum (analyze)');
    },
    release: () => undefined,
  });
}
