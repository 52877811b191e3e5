import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBlobStore } from '../../src/storage/blobs.ts';
import { createLogger } from '../../src/logging.ts';

it('a line of a log is one line, whatever is in it', () => {
  const lines: string[] = [];
  const log = createLogger('trace', { write: (line) => lines.push(line) });
  log.warn({ what: 'a\n{"level":60,"msg":"forged"}\r\u2028' }, 'x\n{"level":60}');
  log.error({ err: new Error('a\n{"level":60}') }, 'y');
  expect(lines.map((line) => line.trimEnd().split('\n').length)).toEqual([1, 1]);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
});

it('files of the data folder are for its owner only', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'houqin-blobs-'));
  try {
    const folder = join(directory, 'blobs');
    const id = await createBlobStore({ directory: folder }).put(Buffer.from('x'));
    const modes = [folder, join(folder, id)].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
