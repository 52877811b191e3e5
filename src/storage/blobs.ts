import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { isMissing, writeDurably } from './files.ts';
import type { SpineTables } from './tables.ts';

/** Bytes by their sha256 in hex: putting the same bytes twice stores them once. */
export interface BlobStore {
  put(bytes: Uint8Array): Promise<string>;
  /** Null when there are none by this name. */
  get(id: string): Promise<Uint8Array | null>;
  /** No effect when there are none by this name. */
  remove(id: string): Promise<void>;
  /** All names in groups of at most `size`, but those that may have been put after `before`. */
  list(before: Temporal.Instant, size: number): AsyncIterable<readonly string[]>;
}

const NAME = /^[0-9a-f]{64}$/;

/** Files of a directory for the embedded database, a table for a server. */
export function createBlobStore(
  where:
    | { readonly directory: string }
    | { readonly database: Pick<Database<SpineTables>, 'db'>; readonly schoolId: string },
): BlobStore {
  return 'directory' in where ? filesIn(where.directory) : rowsIn(where.database, where.schoolId);
}

function filesIn(directory: string): BlobStore {
  return {
    async put(bytes) {
      const id = sha256(bytes);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // Two at once write two files of the same bytes; the rename makes them one.
      const partial = join(directory, `.${id}.${randomUUID()}`);
      await writeDurably(partial, bytes, () => rename(partial, join(directory, id)));
      return id;
    },
    async get(id) {
      if (!NAME.test(id)) return null;
      try {
        return await readFile(join(directory, id));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async remove(id) {
      if (NAME.test(id)) await rm(join(directory, id), { force: true });
    },
    async *list(before, size) {
      const names = await readdir(directory).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      for (let from = 0; from < names.length; from += size) {
        const old: string[] = [];
        for (const name of names.slice(from, from + size)) {
          if (!NAME.test(name)) continue;
          const { mtimeMs } = await stat(join(directory, name));
          if (mtimeMs < before.epochMilliseconds) old.push(name);
        }
        if (old.length > 0) yield old;
      }
    },
  };
}

function rowsIn(database: Pick<Database<SpineTables>, 'db'>, schoolId: string): BlobStore {
  return {
    async put(bytes) {
      const id = sha256(bytes);
      await database.db
        .insertInto('blob')
        .values({ school_id: schoolId, id, bytes })
        .onConflict((conflict) => conflict.columns(['school_id', 'id']).doNothing())
        .execute();
      return id;
    },
    async get(id) {
      const row = await database.db
        .selectFrom('blob')
        .select('bytes')
        .where('school_id', '=', schoolId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.bytes ?? null;
    },
    async remove(id) {
      await database.db
        .deleteFrom('blob')
        .where('school_id', '=', schoolId)
        .where('id', '=', id)
        .execute();
    },
    async *list(before, size) {
      for (let after = ''; ;) {
        const rows = await database.db
          .selectFrom('blob')
          .select(['id', 'put_at'])
          .where('school_id', '=', schoolId)
          .where('id', '>', after)
          .orderBy('id')
          .limit(size)
          .execute();
        const last = rows.at(-1);
        if (!last) return;
        after = last.id;
        const old = rows.filter((row) => Temporal.Instant.compare(row.put_at, before) < 0);
        if (old.length > 0) yield old.map((row) => row.id);
      }
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
