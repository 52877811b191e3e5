import { type Kysely, sql } from 'kysely';
import type { InboundMessage } from '../kernel/inbound.ts';
import { readEnvelope } from './envelope.ts';
import { parseSafely } from './safe-json.ts';

/** A message that was taken in before, as it came; null once its words are past their retention. */
export async function rereadMessage<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  messageId: string,
  botOpenId: string | null,
): Promise<InboundMessage | null> {
  const { rows } = await sql<{ payload: string | null }>`
    select payload from inbox where school_id = ${schoolId} and id = ${`m:${messageId}`}`.execute(
    db,
  );
  const reading = readEnvelope(parseSafely(rows[0]?.payload ?? ''), botOpenId);
  return reading.kind === 'inbound' && reading.inbound.kind === 'message' ? reading.inbound : null;
}
