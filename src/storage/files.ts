import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a new file, waits for the disk, lets `place` rename it into its place, and waits for the
 * disk again: afterwards the file is there whole or not at all, also after a power cut.
 */
export async function writeDurably(
  partial: string,
  bytes: Uint8Array,
  place: () => Promise<void>,
): Promise<void> {
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await place();
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncDirectory(dirname(partial));
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True for "no such file". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
