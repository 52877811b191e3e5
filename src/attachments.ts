import type { Kysely, Updateable } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
import { isAway } from './storage/away.ts';
import type { Tables } from './tables.ts';

/** Pictures are asked for inside a transaction and fetched after it; how often before giving up. */
const ATTEMPTS = 6;

export interface AttachmentParts {
  readonly schoolId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly db: Kysely<Tables>;
  readonly fetchImage: (messageId: string, imageKey: string) => Promise<Uint8Array>;
  /** Scaled down, without metadata; throws on what is no picture. */
  readonly scale: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly put: (bytes: Uint8Array) => Promise<string>;
  /** Makes it one that a card can show; answers the platform's key. */
  readonly upload: (bytes: Uint8Array) => Promise<string>;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
  /** It can be shown from the commit of this transaction on. */
  readonly shown: (tx: Kysely<Tables>, id: string) => Promise<void>;
  readonly committed: () => void;
  /** The disk is nearly full: nothing is tried, and so nothing given up. */
  readonly full: () => boolean;
}

/**
 * Fetches the pictures that are wanted, one after another. Content-addressed, so doing one twice
 * (two replicas, a crash between storing and marking) stores it once.
 */
export async function fetchWantedPictures(parts: AttachmentParts): Promise<number> {
  if (parts.full()) return 0;
  const rows = await parts.db
    .selectFrom('attachment')
    .select(['id', 'message_id', 'image_key', 'attempts'])
    .where('school_id', '=', parts.schoolId)
    .where('state', '=', 'wanted')
    .orderBy('created_at')
    .limit(20)
    .execute();
  for (const row of rows) {
    // Counted before it is made, so that a picture that ends the process is given up like any other.
    if (row.attempts >= ATTEMPTS) {
      await mark(parts, row.id, another(row));
      continue;
    }
    await mark(parts, row.id, { attempts: row.attempts + 1 });
    const set = await fetchOne(parts, row);
    try {
      await mark(parts, row.id, set);
    } catch (error) {
      if (isAway(error)) throw error;
      parts.log.error({ err: error }, 'a picture could not be shown');
      await mark(parts, row.id, another(row));
    }
    parts.committed();
  }
  return rows.length;
}

/** Together: a picture that is marked and not yet shown would be shown by nobody after a crash. */
function mark(parts: AttachmentParts, id: string, set: Updateable<Tables['attachment']>) {
  return parts.transaction(async (tx) => {
    await tx
      .updateTable('attachment')
      .set(set)
      .where('school_id', '=', parts.schoolId)
      .where('id', '=', id)
      .execute();
    if (set.shown_key) await parts.shown(tx, id);
  });
}

/** One try more, or none. */
function another({ attempts }: { attempts: number }) {
  const state = attempts + 1 >= ATTEMPTS ? ('failed' as const) : ('wanted' as const);
  return { state, attempts: attempts + 1, shown_key: null };
}

async function fetchOne(
  parts: AttachmentParts,
  row: { message_id: string; image_key: string; attempts: number },
): Promise<Updateable<Tables['attachment']>> {
  try {
    const bytes = await parts.scale(await parts.fetchImage(row.message_id, row.image_key));
    const stored = { state: 'stored' as const, blob_id: await parts.put(bytes) };
    return { ...stored, shown_key: await upload(parts, bytes) };
  } catch (error) {
    parts.log.warn({ err: error }, 'a picture could not be fetched');
    return another(row);
  }
}

/** A card without the picture still says that there is one. */
async function upload(parts: AttachmentParts, bytes: Uint8Array): Promise<string | null> {
  try {
    return await parts.upload(bytes);
  } catch (error) {
    parts.log.warn({ err: error }, 'a picture could not be made ready for cards');
    return null;
  }
}
