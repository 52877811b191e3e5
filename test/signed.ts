import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export const APP_ID = 'cli_0123456789abcdef';
export const ENCRYPT_KEY = 'the encrypt key';
export const TOKEN = 'the verification token';
export const TENANT = 'tenant1';
export const BOT = 'ou_bot';

/** Encrypts as the platform does. */
export function encrypt(text: string, key = ENCRYPT_KEY): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

export type SignedHeaders = Record<string, string>;

/** The headers with which the platform signs a body. */
export function sign(
  body: string | Buffer,
  key = ENCRYPT_KEY,
  timestamp = '1764000000',
  nonce = 'n0nce',
): SignedHeaders {
  const signature = createHash('sha256')
    .update(timestamp + nonce + key)
    .update(body)
    .digest('hex');
  return {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
  };
}

/** A request as the platform sends it: encrypted, then signed over the raw bytes. */
export function request(
  value: unknown,
  key = ENCRYPT_KEY,
): { raw: Buffer; headers: SignedHeaders } {
  const raw = Buffer.from(JSON.stringify({ encrypt: encrypt(JSON.stringify(value), key) }));
  return { raw, headers: sign(raw, key) };
}

let count = 0;

/** An envelope of the second generation. */
export function envelope(type: string, event: unknown, header: Record<string, unknown> = {}) {
  return {
    schema: '2.0',
    header: {
      event_id: `ev${++count}`,
      event_type: type,
      create_time: '1764000000123',
      token: TOKEN,
      app_id: APP_ID,
      tenant_key: TENANT,
      ...header,
    },
    event,
  };
}

/** A text message to the bot; `message` overrides what the platform says of it. */
export function textMessage(
  text: string,
  message: Record<string, unknown> = {},
  sender = 'ou_teacher',
) {
  return envelope('im.message.receive_v1', {
    sender: { sender_id: { open_id: sender }, sender_type: 'user', tenant_key: TENANT },
    message: {
      message_id: `om_${++count}`,
      create_time: '1764000000000',
      chat_id: 'oc_direct',
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text }),
      ...message,
    },
  });
}

/** A tap on a button with this value. */
export function tapOn(value: unknown, action: Record<string, unknown> = {}) {
  return envelope(
    'card.action.trigger',
    {
      operator: { open_id: 'ou_teacher', tenant_key: TENANT },
      token: 'c-1',
      action: { tag: 'button', value, ...action },
      host: 'im_message',
      context: { open_message_id: 'om_card', open_chat_id: 'oc_direct' },
    },
    { create_time: '1764000000123456' },
  );
}
