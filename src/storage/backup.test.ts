import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp, backupsOf, blobsOf } from './backup.ts';

it('copies that a killed backup left and what was set aside 30 days ago go with the next backup', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'houqin-backup-'));
  const database = { dump: (file: string) => writeFile(file, 'dump') };
  try {
    const left = ['backups/.copying-abc', 'postgres.before-20261001T000000Z'];
    for (const name of [...left, 'postgres.before-20261120T000000Z'])
      await mkdir(join(directory, name, 'base'), { recursive: true });
    await writeFile(join(directory, 'backups/houqin-20261123T000000Z.tar.gz.writing'), 'half');
    await backUp(database, directory, Temporal.Instant.from('2026-11-24T00:00:00Z'));
    expect((await readdir(backupsOf(directory))).toSorted()).toEqual([
      'houqin-20261124T000000Z.tar.gz',
    ]);
    expect((await readdir(directory)).toSorted()).toEqual([
      'backups',
      'postgres.before-20261120T000000Z',
    ]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

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
