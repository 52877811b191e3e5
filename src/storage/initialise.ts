import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BACKUP, SET_ASIDE } from './backup-names.ts';
import { syncDirectory } from './files.ts';

const PARTIAL = 'postgres.initialising-';
const CHILD = join(import.meta.dirname, 'initialise-child.ts');

/**
 * Makes `directory`/postgres when there is none; the caller holds the directory's lock. Making one
 * takes 300 MB that WebAssembly never gives back, so a child process does it. It works in a folder
 * of its own that is renamed when it is whole: one that was interrupted is thrown away.
 */
export async function initialise(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(PARTIAL)) await rm(join(directory, name), { recursive: true, force: true });
  }
  const target = join(directory, 'postgres');
  if (existsSync(join(target, 'PG_VERSION'))) return;
  // An empty database in the place of one that was lost would give its numbers out once more.
  if (await hadOne(directory))
    throw new Error(
      `${directory}：里面没有数据库，但有以前的备份。请先运行 npm run db:restore 恢复；确实要从头开始，请换一个 DATA_DIR`,
    );
  const partial = mkdtempSync(join(directory, PARTIAL));
  await runChild(partial);
  await rename(partial, target);
  await syncDirectory(directory);
}

async function hadOne(directory: string): Promise<boolean> {
  const backups = join(directory, 'backups');
  const kept = existsSync(backups) ? await readdir(backups) : [];
  const beside = await readdir(directory);
  return kept.some((name) => BACKUP.test(name)) || beside.some((name) => SET_ASIDE.test(name));
}

/** The child's standard input is held open: when this process dies, it ends and so does the child. */
function runChild(folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  child.on('error', reject);
  child.on('close', (code, signal) => {
    if (code === 0) resolve();
    else
      reject(
        new Error(`the embedded database could not be made (${code ?? signal}): ${said.trim()}`),
      );
  });
  return promise;
}
