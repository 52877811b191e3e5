import { statfs } from 'node:fs/promises';

const LOOK_MS = 2_000;
const MIB = 1024 * 1024;
/** A twentieth of the disk, but at least what a recovery and a checkpoint may need at once. */
const SHARE = 0.05;
const LEAST = 64 * MIB;
const MOST = 1024 * MIB;

/** In blocks of `bsize` bytes. */
export interface Space {
  readonly bavail: number;
  readonly blocks: number;
  readonly bsize: number;
}

export interface DiskWatch {
  /** Too little is free to take in anything new. */
  low(): boolean;
  stop(): void;
}

/**
 * Watches the free space of the disk that `directory` is on. A database that runs out of it in the
 * middle of a commit dies; one that stops taking in before only waits. A look that fails changes nothing.
 */
export async function watchDisk(parts: {
  readonly directory: string;
  readonly looked: (freeBytes: number) => void;
  readonly changed: (low: boolean, freeBytes: number) => void;
  /** The machine's own answer, unless a test gives another. */
  readonly measure?: (directory: string) => Promise<Space>;
}): Promise<DiskWatch> {
  const measure = parts.measure ?? statfs;
  let low = false;
  const look = async () => {
    const { bavail, blocks, bsize } = await measure(parts.directory);
    const free = bavail * bsize;
    parts.looked(free);
    const now = free < Math.min(MOST, Math.max(LEAST, blocks * bsize * SHARE));
    if (now === low) return;
    low = now;
    parts.changed(low, free);
  };
  const quietly = () => look().catch(() => undefined);
  await quietly();
  const timer = setInterval(() => void quietly(), LOOK_MS);
  timer.unref();
  return { low: () => low, stop: () => clearInterval(timer) };
}
