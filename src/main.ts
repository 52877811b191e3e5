import { existsSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What `npm start` runs. Most of a start is reading, stripping and compiling our own sources, so Node
 * keeps the result in the data directory, where nobody else may write; a start after a crash is about
 * twice as fast for it (docs/performance.md). Nothing is made for a start that may yet be refused, and a
 * directory that cannot be written costs nothing but the time.
 */
const directory = process.env['DATA_DIR'] || './data';
if (existsSync(directory)) enableCompileCache(join(directory, 'compile-cache'));
await import('./run.ts');
// Written now, because a process that is killed writes nothing at its end.
flushCompileCache();
