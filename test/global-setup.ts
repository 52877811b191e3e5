import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../src/storage/open-database.ts';

/** A migrated, empty embedded database, made once per run; every test starts from a copy. */
export const TEMPLATE = join(import.meta.dirname, '..', '.cache', 'template.tar.gz');

export async function setup(): Promise<void> {
  if (process.env['TEST_DATABASE_URL']) return;
  await using database = await openDatabase({ memory: true });
  await database.migrate();
  mkdirSync(join(TEMPLATE, '..'), { recursive: true });
  // Another run may be reading the template at this moment.
  const fresh = `${TEMPLATE}.${process.pid}`;
  await database.dump(fresh);
  renameSync(fresh, TEMPLATE);
}
