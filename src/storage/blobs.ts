import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { isMissing, writeDurably } from './files.ts';
import type { SpineTables } from './tables.ts';

/** Bytes by their sha256 in hex: putting the same bytes twice stores them once. */
export interface BlobStore {
  put(bytes: Uint8Array): Promise<string>;
  /** Null when there are none by this name. */
  get(id: string): Promise<Uint8Array | null>;
}

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
      if (!/^[0-9a-f]{64}$/.test(id)) return null;
      try {
        return await readFile(join(directory, id));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
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
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
