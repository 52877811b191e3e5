import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openDatabase } from '../src/storage/open-database.ts';
import { openPool } from './schema-pool.ts';

/**
 * A migrated, empty embedded database, made once per run; every test starts from a copy. Not
 * compressed: unpacking it hundreds of times took a third of every test's start.
 */
export const TEMPLATE = join(import.meta.dirname, '..', '.cache', 'template.tar');

export async function setup(): Promise<(() => Promise<void>) | void> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return openPool(url);
  await using database = await openDatabase({ memory: true });
  await database.migrate();
  mkdirSync(join(TEMPLATE, '..'), { recursive: true });
  // Another run may be reading the template at this moment.
  const fresh = `${TEMPLATE}.${process.pid}`;
  await database.dump(`${fresh}.gz`);
  writeFileSync(fresh, gunzipSync(readFileSync(`${fresh}.gz`)));
  rmSync(`${fresh}.gz`);
  renameSync(fresh, TEMPLATE);
}
