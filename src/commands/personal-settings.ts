import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backupsOf, blobsOf } from '../storage/backup.ts';
import { createBlobStore, type BlobStore } from '../storage/blobs.ts';
import { openDatabase, type Database } from '../storage/open-database.ts';
import type { Tables } from '../tables.ts';
import type { DatabaseSettings } from './database-settings.ts';

export interface PersonalCommand {
  readonly schoolId: string;
  readonly database: Database<Tables>;
  readonly blobs: BlobStore;
  /** Removes pictures from the store and, embedded, from the backups' copies. */
  removePictures(ids: readonly string[]): Promise<void>;
}

/** Opens what a command about people's data needs; an embedded database only while the service is stopped. */
export async function withPersonal<T>(
  { url, dataDirectory }: DatabaseSettings,
  run: (command: PersonalCommand) => Promise<T>,
): Promise<T> {
  const schoolId = process.env['LARK_APP_ID'];
  if (!schoolId) throw new Error('LARK_APP_ID：没有设置，应为应用的 App ID（cli_ 开头）');
  await using database = await openDatabase<Tables>(url ? { url } : { directory: dataDirectory });
  if (await database.pending()) throw new Error('数据库不是最新结构，请先运行 npm run db:migrate');
  const blobs = createBlobStore(
    database.kind === 'embedded' ? { directory: blobsOf(dataDirectory) } : { database, schoolId },
  );
  return await run({
    schoolId,
    database,
    blobs,
    async removePictures(ids) {
      for (const id of ids) {
        await blobs.remove(id);
        if (database.kind === 'embedded')
          await rm(join(backupsOf(dataDirectory), 'blobs', id), { force: true });
      }
    },
  });
}
