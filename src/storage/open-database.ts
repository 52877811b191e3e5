import type { Database } from './database.ts';
import { openEmbedded, openMemory } from './embedded.ts';
import { openServer, type ServerOptions } from './server.ts';

export type { Database } from './database.ts';

/** Opens whichever database is meant; nothing else in the program knows which it is. */
export async function openDatabase<T>(
  where:
    | ServerOptions
    | { readonly directory: string }
    | { readonly memory: true; readonly from?: Blob },
): Promise<Database<T>> {
  if ('url' in where) return openServer<T>(where);
  if ('directory' in where) return openEmbedded<T>(where.directory);
  return openMemory<T>(where.from);
}
