import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp, backupsOf, blobsOf } from './backup.ts';

it('a picture that was forgotten leaves the backups when the last that knew it has expired, not before', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'houqin-backup-'));
  const database = { dump: (file: string) => writeFile(file, 'dump') };
  const after = (days: number) => Temporal.Now.instant().add({ hours: days * 24 });
  const kept = async () => (await readdir(join(backupsOf(directory), 'blobs'))).toSorted();
  try {
    await mkdir(blobsOf(directory));
    for (const name of ['forgotten', 'used']) await writeFile(join(blobsOf(directory), name), name);
    await backUp(database, directory, after(0));
    await rm(join(blobsOf(directory), 'forgotten'));
    await backUp(database, directory, after(29));
    expect(await kept()).toEqual(['forgotten', 'used']);
    await backUp(database, directory, after(31));
    expect(await kept()).toEqual(['used']);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
