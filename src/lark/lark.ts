import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { JsonObject } from '../kernel/json.ts';
import type { Recipient } from '../kernel/say.ts';
import { type Send, SendFailure } from '../outbox/send.ts';
import { Caller, type CallerParts } from './caller.ts';
import { inertText } from './escape.ts';
import { successOf } from './failures.ts';
import { history } from './history.ts';
import { all, read } from './pages.ts';

export interface ChatMember {
  readonly openId: string;
  readonly name: string;
}

/** Everything the product asks of the platform. Calls end within their time limit and throw SendFailure. */
export interface Lark extends Send {
  uploadImage(name: string, bytes: Uint8Array): Promise<string>;
  /** The bytes of a message's picture, at most 10 MB. */
  fetchImage(messageId: string, imageKey: string): Promise<Uint8Array>;
  /** The bytes of a message's voice or file, at most 2 MB. */
  fetchFile(messageId: string, fileKey: string): Promise<Uint8Array>;
  /** The words in at most 60 s of 16-bit mono samples at 16 kHz; needs speech_to_text:speech. */
  recognise(messageId: string, samples: Uint8Array): Promise<string>;
  botInfo(): Promise<{ openId: string; name: string }>;
  /** All chats the bot is in. */
  chats(): Promise<{ chatId: string; name: string }[]>;
  /** All people of a chat (the platform leaves out bots); throws rather than answer a part. */
  members(chatId: string): Promise<ChatMember[]>;
}

const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 2 * 1024 * 1024;
const sentSchema = z.object({ data: z.object({ message_id: z.string() }) });
const fileSchema = z.object({ data: z.object({ file_key: z.string() }) });
const imageSchema = z.object({ data: z.object({ image_key: z.string() }) });
const botSchema = z.object({
  bot: z.object({ open_id: z.string(), app_name: z.string().default('') }),
});
const heardSchema = z.object({ data: z.object({ recognition_text: z.string() }) });
const chatSchema = z.object({ chat_id: z.string(), name: z.string().default('') });
const memberSchema = z.object({ member_id: z.string(), name: z.string().default('') });

export function createLark(parts: CallerParts): Lark {
  const caller = new Caller(parts);
  const send = async (to: Recipient, type: string, content: JsonObject, uuid: string) => {
    const receiver =
      to.kind === 'person'
        ? { type: 'open_id', id: to.openId }
        : { type: 'chat_id', id: to.chatId };
    const answer = await caller.call({
      method: 'POST',
      url: '/open-apis/im/v1/messages',
      params: { receive_id_type: receiver.type },
      data: { receive_id: receiver.id, msg_type: type, content: JSON.stringify(content), uuid },
    });
    return read(sentSchema, answer).data.message_id;
  };
  return {
    card: (to, card, uuid) => send(to, 'interactive', card, uuid),
    text: (to, text, uuid) => send(to, 'text', { text: inertText(text) }, uuid),
    file: (to, fileKey, uuid) => send(to, 'file', { file_key: fileKey }, uuid),
    async reply(messageId, text, uuid) {
      const answer = await caller.call({
        method: 'POST',
        url: `/open-apis/im/v1/messages/${segment(messageId)}/reply`,
        data: { msg_type: 'text', content: JSON.stringify({ text: inertText(text) }), uuid },
      });
      return read(sentSchema, answer).data.message_id;
    },
    async updateCard(messageId, card) {
      const data = { content: JSON.stringify(card) };
      await caller.call({
        method: 'PATCH',
        url: `/open-apis/im/v1/messages/${segment(messageId)}`,
        data,
      });
    },
    async urgent(messageId, openIds) {
      await caller.call({
        method: 'PATCH',
        url: `/open-apis/im/v1/messages/${segment(messageId)}/urgent_app`,
        params: { user_id_type: 'open_id' },
        data: { user_id_list: openIds.slice(0, 200) },
      });
    },
    async uploadFile({ name, kind, bytes }) {
      const data = () => ({ file_type: kind, file_name: name, file: named(name, bytes) });
      return read(fileSchema, await upload(caller, '/open-apis/im/v1/files', data)).data.file_key;
    },
    async uploadImage(name, bytes) {
      const data = () => ({ image_type: 'message', image: named(name, bytes) });
      return read(imageSchema, await upload(caller, '/open-apis/im/v1/images', data)).data
        .image_key;
    },
    history: (chatId, from, until) => history(caller, segment(chatId), from, until),
    fetchImage: (messageId, imageKey) =>
      fetchResource(caller, messageId, imageKey, 'image', MAX_IMAGE_BYTES),
    fetchFile: (messageId, fileKey) =>
      fetchResource(caller, messageId, fileKey, 'file', MAX_FILE_BYTES),
    async recognise(messageId, samples) {
      const answer = await caller.call({
        method: 'POST',
        url: '/open-apis/speech_to_text/v1/speech/file_recognize',
        data: {
          speech: { speech: Buffer.from(samples).toString('base64') },
          config: {
            // Sixteen letters and digits of our choice.
            file_id: createHash('sha256').update(messageId).digest('hex').slice(0, 16),
            format: 'pcm',
            engine_type: '16k_auto',
          },
        },
      });
      return read(heardSchema, answer).data.recognition_text.trim();
    },
    async botInfo() {
      const { bot } = read(
        botSchema,
        await caller.call({ method: 'GET', url: '/open-apis/bot/v3/info' }),
      );
      return { openId: bot.open_id, name: bot.app_name };
    },
    async chats() {
      const items = await all(caller, '/open-apis/im/v1/chats', {});
      return z
        .array(chatSchema)
        .parse(items)
        .map((chat) => ({ chatId: chat.chat_id, name: chat.name }));
    },
    async members(chatId) {
      const items = await all(caller, `/open-apis/im/v1/chats/${segment(chatId)}/members`, {
        member_id_type: 'open_id',
      });
      return z
        .array(memberSchema)
        .parse(items)
        .map((member) => ({ openId: member.member_id, name: member.name }));
    },
  };
}

function segment(id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new SendFailure('bug', 'not an id of the platform');
  return id;
}

/** Without a file name the platform refuses an upload (234001). */
function named(name: string, bytes: Uint8Array): Readable {
  return Object.assign(Readable.from([Buffer.from(bytes)]), { path: name });
}

/** A stream is read once: the attempt after a rejected token has one of its own. */
async function upload(caller: Caller, url: string, makeData: () => Record<string, unknown>) {
  return caller.call({
    method: 'POST',
    url,
    makeData,
    headers: { 'Content-Type': 'multipart/form-data' },
  });
}

async function fetchResource(
  caller: Caller,
  messageId: string,
  key: string,
  type: 'image' | 'file',
  limit: number,
): Promise<Uint8Array> {
  const reply = await caller.raw({
    method: 'GET',
    url: `/open-apis/im/v1/messages/${segment(messageId)}/resources/${segment(key)}`,
    params: { type },
    responseType: 'arraybuffer',
    maxContentLength: limit,
  });
  const { body } = reply;
  if (reply.status !== 200 || !(body instanceof Uint8Array)) successOf(reply);
  if (!(body instanceof Uint8Array) || body.length > limit)
    throw new SendFailure('bug', `no ${type} of at most ${limit} bytes`);
  return body;
}
