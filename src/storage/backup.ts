import { copyFile, constants, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { BACKUP, SET_ASIDE } from './backup-names.ts';
import { lockDirectory } from './directory-lock.ts';
import { fillEmbedded } from './embedded.ts';
import { isMissing, syncDirectory } from './files.ts';
import { markRestored } from './mark-restored.ts';

const KEEP_ALL = Temporal.Duration.from({ hours: 48 });
const KEEP_DAILY = Temporal.Duration.from({ hours: 30 * 24 });

export const backupsOf = (dataDirectory: string): string => join(dataDirectory, 'backups');
export const blobsOf = (dataDirectory: string): string => join(dataDirectory, 'blobs');

/**
 * Writes the embedded database to DATA_DIR/backups and adds pictures not there before; then drops
 * what is older than 48 h but for one a day, and older than 30 days, and what was set aside before that. Answers the file's path.
 */
export async function backUp(
  database: Pick<Database<never>, 'dump'>,
  dataDirectory: string,
  now: Temporal.Instant,
): Promise<string> {
  const directory = backupsOf(dataDirectory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `houqin-${stamp(now)}.tar.gz`);
  await rm(path, { force: true });
  await dropInterrupted(directory);
  await database.dump(path);
  await copyNew(blobsOf(dataDirectory), join(directory, 'blobs'));
  await dropForgotten(blobsOf(dataDirectory), join(directory, 'blobs'), now);
  for (const name of expired(await readdir(directory), now))
    await rm(join(directory, name), { force: true });
  await dropSetAside(dataDirectory, now.subtract(KEEP_DAILY));
  return path;
}

/** Whole copies of the database that a killed process has left half written; the caller holds the directory. */
async function dropInterrupted(directory: string): Promise<void> {
  for (const name of await listed(directory))
    if (name.startsWith('.copying-') || name.endsWith('.writing'))
      await rm(join(directory, name), { recursive: true, force: true });
}

/** What restorations before `until` have set aside; all of it without a time. Answers how many. */
export async function dropSetAside(
  dataDirectory: string,
  until: Temporal.Instant | null = null,
): Promise<number> {
  const old = (await listed(dataDirectory)).filter((name) => {
    const at = SET_ASIDE.exec(name)?.[1];
    if (at === undefined) return false;
    return until === null || Temporal.Instant.compare(Temporal.Instant.from(at), until) < 0;
  });
  for (const name of old) await rm(join(dataDirectory, name), { recursive: true, force: true });
  return old.length;
}

/** Names of the backups of a data directory, oldest first. */
export async function listBackups(dataDirectory: string): Promise<string[]> {
  return (await listed(backupsOf(dataDirectory))).filter((name) => BACKUP.test(name)).toSorted();
}

/**
 * A picture that the service has forgotten is of no use once the last backup that knew it has expired.
 * Its second name tells when the first one went: that changes the file's ctime.
 */
async function dropForgotten(from: string, to: string, now: Temporal.Instant): Promise<void> {
  const there = new Set(await listed(from));
  for (const name of await listed(to)) {
    if (there.has(name)) continue;
    const { ctimeMs } = await stat(join(to, name));
    const age = Temporal.Instant.fromEpochMilliseconds(Math.floor(ctimeMs)).until(now);
    if (Temporal.Duration.compare(age, KEEP_DAILY) > 0) await rm(join(to, name), { force: true });
  }
}

/** The newest backup of a data directory, or null. */
export async function newestBackup(dataDirectory: string): Promise<string | null> {
  const newest = (await listBackups(dataDirectory)).at(-1);
  return newest ? join(backupsOf(dataDirectory), newest) : null;
}

export interface RestoredBackup {
  /** Where the former data is; null when there was none. */
  readonly aside: string | null;
  /** What happened since then is not in it; null where nobody has ever used it. */
  readonly from: Temporal.Instant | null;
}

/**
 * Puts a backup in the place of the embedded database, brought to this version and marked as restored
 * before it stands there: no start ever takes it for the database as it was. What was there is set
 * aside beside it. Refuses while a process holds the directory.
 */
export async function restore(
  file: string,
  dataDirectory: string,
  now: Temporal.Instant,
): Promise<RestoredBackup> {
  await stat(file);
  const lock = lockDirectory(dataDirectory);
  try {
    return await putInPlace(file, dataDirectory, stamp(now));
  } finally {
    lock[Symbol.dispose]();
  }
}

async function putInPlace(
  file: string,
  dataDirectory: string,
  at: string,
): Promise<RestoredBackup> {
  const target = join(dataDirectory, 'postgres');
  const fresh = join(dataDirectory, 'postgres.restoring');
  await rm(fresh, { recursive: true, force: true });
  let from: Temporal.Instant | null = null;
  await fillEmbedded(fresh, await openAsBlob(file), async (database) => {
    await database.migrate();
    from = await markRestored(database.db);
  });
  const aside = `${target}.before-${at}`;
  const former = await renamed(target, aside);
  await rename(fresh, target);
  await copyNew(join(backupsOf(dataDirectory), 'blobs'), blobsOf(dataDirectory));
  await syncDirectory(dataDirectory);
  return { aside: former ? aside : null, from };
}

/** Names of backups that are no longer kept: the first of a day (UTC) outlives the others. */
export function expired(names: readonly string[], now: Temporal.Instant): string[] {
  const days = new Set<string>();
  return names.toSorted().filter((name) => {
    const text = BACKUP.exec(name)?.[1];
    if (!text) return false;
    const age = Temporal.Instant.from(text).until(now);
    if (Temporal.Duration.compare(age, KEEP_ALL) <= 0) return false;
    const first = !days.has(text.slice(0, 8));
    days.add(text.slice(0, 8));
    return !first || Temporal.Duration.compare(age, KEEP_DAILY) > 0;
  });
}

function stamp(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}

/** Pictures never change, so one that is there already need not be copied. */
async function copyNew(from: string, to: string): Promise<void> {
  const there = new Set(await listed(to));
  const missing = (await listed(from)).filter((name) => !name.startsWith('.') && !there.has(name));
  if (missing.length === 0) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of missing) {
    await linkOrCopy(join(from, name), to, name);
  }
  await syncDirectory(to);
}

/**
 * A picture is never written to again, so a second name for the same bytes is as good as a copy on
 * the same disk; writing gigabytes would keep every commit of the database waiting for that disk.
 */
async function linkOrCopy(from: string, to: string, name: string): Promise<void> {
  try {
    await link(from, join(to, name));
  } catch {
    const partial = join(to, `.${name}.partial`);
    await copyFile(from, partial, constants.COPYFILE_FICLONE);
    await rename(partial, join(to, name));
  }
}

async function listed(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}
