import { constants, setPriority } from 'node:os';
import { copyFile, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dumpFolder } from './embedded.ts';
import { isMissing, writeDurably } from './files.ts';

/**
 * The process that a backup runs in: copies the files of a database that is in use, learns from its
 * parent where the copy begins in the log, and lets a database of its own recover from that. So what
 * is written has been opened once, and the service has waited for none of it.
 */
const [source = '', copy = '', file = ''] = process.argv.slice(2);
const said = createInterface({ input: process.stdin });
said.on('close', () => process.exit(1));
setPriority(constants.priority.PRIORITY_LOW);

await copyFolder(source, copy, (name) => name !== 'pg_wal' && name !== 'postmaster.pid');
await mkdir(join(copy, 'pg_wal'), { recursive: true });
const label = new Promise<string>((resolve) => said.once('line', resolve));
process.stdout.write('copied\n');
await writeFile(join(copy, 'backup_label'), String(JSON.parse(await label)));
// The log last: it holds what changed while the files were being copied.
await copyFolder(join(source, 'pg_wal'), join(copy, 'pg_wal'), () => true);
const dump = await dumpFolder(copy);
const partial = `${file}.writing`;
await writeDurably(partial, dump, () => rename(partial, file));
process.exit(0);

/** A file that is gone by the time it is copied was removed by the database, and its log says so. */
async function copyFolder(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (!wanted(entry.name)) continue;
    const [there, here] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(there, here, () => true);
    else
      await copyFile(there, here).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
  }
}
