import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Said when a second process wants the same embedded database. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
  readonly code = 'DIRECTORY_IN_USE';

  constructor(directory: string) {
    super(`DATA_DIR：${directory} 正被另一个进程使用；应先停掉那个进程，或换一个目录`);
  }
}

/**
 * Two processes on one embedded database lose data silently, so the directory is locked. The lock is
 * the kernel's own, held through SQLite: it is gone when the process is, however it died.
 */
export function lockDirectory(directory: string): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw Object.assign(new DirectoryInUseError(directory), { cause });
  }
  return { [Symbol.dispose]: () => lock.close() };
}
