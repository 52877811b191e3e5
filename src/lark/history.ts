import { z } from 'zod';
import { type PastMessage, SendFailure } from '../outbox/send.ts';
import type { Caller } from './caller.ts';
import { all } from './pages.ts';

/** The list takes no more to a page. */
const PAGE = 50;

const pastSchema = z.object({
  message_id: z.string(),
  parent_id: z.string().optional(),
  msg_type: z.string(),
  create_time: z.coerce.number(),
  deleted: z.boolean().default(false),
  sender: z.object({
    id: z.string(),
    sender_type: z.string(),
    tenant_key: z.string().optional(),
  }),
  body: z.object({ content: z.string().default('') }).default({ content: '' }),
  mentions: z
    .array(z.object({ key: z.string(), id: z.string(), name: z.string().default('') }))
    .default([]),
});

/** What was said in a chat. The platform counts whole seconds, both ends included. */
export async function history(
  caller: Caller,
  chatId: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<readonly PastMessage[]> {
  const items = await all(
    caller,
    '/open-apis/im/v1/messages',
    {
      container_id_type: 'chat',
      container_id: chatId,
      start_time: String(Math.floor(from.epochMilliseconds / 1_000)),
      end_time: String(Math.ceil(until.epochMilliseconds / 1_000)),
      sort_type: 'ByCreateTimeAsc',
    },
    PAGE,
  );
  const parsed = z.array(pastSchema).safeParse(items);
  if (!parsed.success) throw new SendFailure('bug', 'a history of the platform in an unknown form');
  return parsed.data.map((one) => ({
    messageId: one.message_id,
    parentId: one.parent_id || null,
    kind: one.msg_type,
    at: Temporal.Instant.fromEpochMilliseconds(one.create_time),
    deleted: one.deleted,
    senderId: one.sender.id,
    senderType: one.sender.sender_type,
    senderTenantKey: one.sender.tenant_key ?? null,
    content: one.body.content,
    mentions: one.mentions.map(({ key, id, name }) => ({ key, openId: id, name })),
  }));
}
