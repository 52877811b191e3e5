import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { wrapDatabase, type Database } from './database.ts';
import { parsers, TemporalPlugin } from './temporal-plugin.ts';

export interface ServerOptions {
  readonly url: string;
  /** PostgreSQL schema to live in; the server's default without it. */
  readonly schema?: string;
  /** False: a commit does not wait for the server's disk; for tests. */
  readonly synchronous?: boolean;
  readonly poolSize?: number;
  /** A lost idle connection is not an error of ours: the pool opens another. */
  readonly onIdleError?: (error: Error) => void;
}

/** A database that is away must be noticed well before the platform's 3 s are over. */
const CONNECT_MS = 800;
/**
 * The inbox and the outbox work on 8 each; what is left is for inputs and taps, which would be refused
 * if they had to wait longer than CONNECT_MS for one of ten.
 */
const POOL = 20;

function sessionOf({ schema, synchronous = true }: ServerOptions): { options?: string } {
  const settings = [
    ...(schema ? [`search_path=${schema}`] : []),
    ...(synchronous ? [] : ['synchronous_commit=off']),
  ];
  return settings.length > 0 ? { options: settings.map((one) => `-c ${one}`).join(' ') } : {};
}

/** A PostgreSQL server. Connections are made on demand: opening never fails. */
export function openServer<T>(options: ServerOptions): Database<T> {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize ?? POOL,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 30_000,
    application_name: 'houqin',
    ...sessionOf(options),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        (format === 'binary' ? undefined : parsers[oid]) ?? types.getTypeParser(oid, format),
    },
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => {
    client.on('error', (error) => options.onIdleError?.(error));
    // A server that goes away at this moment must not end the process: the connection's user is told.
    client.query("set time zone 'UTC'").catch((error: unknown) => {
      if (error instanceof Error) options.onIdleError?.(error);
    });
  });
  const raw = new Kysely<T>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new TemporalPlugin()],
  });
  return wrapDatabase('server', raw, {
    dump: () => Promise.reject(new Error('a server is backed up by its own tools')),
    maintain: async () => undefined,
    release: () => undefined,
  });
}
