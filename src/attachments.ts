import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
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
  /** It is stored and can be shown. */
  readonly stored: (id: string) => Promise<void>;
}

/**
 * Fetches the pictures that are wanted, one after another. Content-addressed, so doing one twice
 * (two replicas, a crash between storing and marking) stores it once.
 */
export async function fetchWantedPictures(parts: AttachmentParts): Promise<number> {
  const rows = await parts.db
    .selectFrom('attachment')
    .select(['id', 'message_id', 'image_key', 'attempts'])
    .where('school_id', '=', parts.schoolId)
    .where('state', '=', 'wanted')
    .orderBy('created_at')
    .limit(20)
    .execute();
  for (const row of rows) {
    const set = await fetchOne(parts, row);
    await parts.db
      .updateTable('attachment')
      .set(set)
      .where('school_id', '=', parts.schoolId)
      .where('id', '=', row.id)
      .execute();
    if (set.shown_key) await parts.stored(row.id);
  }
  return rows.length;
}

async function fetchOne(
  parts: AttachmentParts,
  row: { message_id: string; image_key: string; attempts: number },
) {
  try {
    const bytes = await parts.scale(await parts.fetchImage(row.message_id, row.image_key));
    const stored = { state: 'stored' as const, blob_id: await parts.put(bytes) };
    return { ...stored, shown_key: await upload(parts, bytes) };
  } catch (error) {
    parts.log.warn({ err: error }, 'a picture could not be fetched');
    const attempts = row.attempts + 1;
    const shown_key = null;
    return attempts >= ATTEMPTS
      ? { state: 'failed' as const, attempts, shown_key }
      : { attempts, shown_key };
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
