import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { join } from 'node:path';
import { fsyncSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { copyRunning } from './copy-running.ts';
import { wrapDatabase, type Database } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { writeDurably } from './files.ts';
import { initialise } from './initialise.ts';
import { parsers, TemporalPlugin } from './temporal-plugin.ts';

/**
 * Small buffers: the default costs 130 MB of memory and buys a school nothing. A new log file is not
 * filled with zeros first: a backup begins one, and everything would wait for 16 MB to be written.
 */
const SETTINGS = [
  'shared_buffers=16MB',
  'max_wal_size=64MB',
  'wal_init_zero=off',
  'TimeZone=UTC',
].flatMap((setting) => ['-c', setting]);

const openFile = z.object({ nfd: z.number() });

/**
 * PGlite's files with the sync hook it leaves out: without it no commit ever reaches the disk by
 * itself, and a power cut could take acknowledged messages.
 */
class DurableFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args);
    const hook = (module: unknown) => addSync(member(module, 'NODEFS', 'stream_ops'));
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...[emscriptenOpts.preRun ?? []].flat(), hook],
      },
    };
  }
}

function addSync(operations: object): void {
  const fsync = (stream: unknown): number => {
    fsyncSync(openFile.parse(stream).nfd);
    return 0;
  };
  Reflect.set(operations, 'fsync', fsync);
}

/** Emscripten's module has no types for its file systems; a change of theirs must stop the start. */
function member(from: unknown, ...path: string[]): object {
  const found = path.reduce<unknown>((value, name) => Reflect.get(Object(value), name), from);
  if (typeof found !== 'object' || found === null)
    throw new Error(`PGlite has no ${path.join('.')}`);
  return found;
}

/** The embedded database in `directory`/postgres. Refuses a directory that another process holds. */
export async function openEmbedded<T>(directory: string): Promise<Database<T>> {
  const lock = lockDirectory(directory);
  try {
    await initialise(directory);
    const folder = join(directory, 'postgres');
    const lite = await start({ fs: new DurableFS(folder), startParams: durable() });
    return wrap<T>(
      lite,
      (file) => copyRunning(folder, file, backupOf(lite)),
      () => lock[Symbol.dispose](),
    );
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** Makes a new embedded database in `folder`, empty or out of a dump, does `first` with it, and closes it. */
export async function fillEmbedded(
  folder: string,
  dump?: Blob,
  first?: (database: Database<unknown>) => Promise<void>,
): Promise<void> {
  const lite = await start({
    fs: new DurableFS(folder),
    startParams: durable(),
    ...(dump ? { loadDataDir: dump } : {}),
  });
  await lite.query('select 1');
  const never = () => Promise.reject(new Error('this database is not in its place yet'));
  await first?.(wrap(lite, never, () => undefined));
  await lite.close();
}

/** Opens what is in `folder`, recovering it where it has to, and answers it as a gzip'd dump. */
export async function dumpFolder(folder: string): Promise<Uint8Array> {
  const lite = await start({ fs: new NodeFS(folder) });
  await lite.query('select 1');
  const dump = await bytesOf(lite);
  await lite.close();
  return dump;
}

async function bytesOf(lite: PGlite): Promise<Uint8Array> {
  return (await lite.dumpDataDir('gzip')).bytes();
}

/** PostgreSQL's own way to copy files that are in use: between the two, the log repairs the copy. */
function backupOf(lite: PGlite) {
  const labels = z.object({ rows: z.tuple([z.object({ labelfile: z.string() })]) });
  return {
    async begin() {
      // Two short waits instead of a long one: the second checkpoint finds little left to write.
      await lite.query('checkpoint');
      await lite.query("select pg_backup_start('houqin', true)");
    },
    async end() {
      const answer = await lite.query('select labelfile from pg_backup_stop(false)');
      return labels.parse(answer).rows[0].labelfile;
    },
  };
}

/** In memory, for tests and the simulation; `from` is a dump. */
export async function openMemory<T>(from?: Blob): Promise<Database<T>> {
  const lite = await start(from ? { loadDataDir: from } : {});
  const dump = async (file: string) => {
    const partial = `${file}.writing`;
    await writeDurably(partial, await bytesOf(lite), () => rename(partial, file));
  };
  return wrap<T>(lite, dump, () => undefined);
}

function start(options: PGliteOptions): Promise<PGlite> {
  return PGlite.create({
    ...options,
    startParams: options.startParams ?? [...PGlite.defaultStartParams, ...SETTINGS],
    parsers,
  });
}

/** PGlite's own parameters turn fsync off with -F. */
function durable(): string[] {
  return [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    '-c',
    'wal_sync_method=fsync',
    ...SETTINGS,
  ];
}

function wrap<T>(
  lite: PGlite,
  dump: (file: string) => Promise<void>,
  release: () => void,
): Database<T> {
  const raw = new Kysely<T>({
    dialect: new PGliteDialect({ pglite: lite }),
    plugins: [new TemporalPlugin()],
  });
  return wrapDatabase('embedded', raw, {
    dump,
    async maintain() {
      await sql`checkpoint`.execute(raw);
      await sql`vacuum (analyze)`.execute(raw);
    },
    release,
  });
}
