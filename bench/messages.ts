import { randomUUID } from 'node:crypto';
import { seal } from '../src/playground/platform/seal.ts';

export const KEYS = {
  appId: 'cli_a000000000000001',
  encryptKey: 'the encrypt key of the bench',
  verificationToken: 'the token of the bench',
};

/** Requests of as many different messages, from 200 people, sealed beforehand: sealing is not measured. */
export function makeMessages(count: number) {
  const now = Date.now();
  return Array.from({ length: count }, (_, n) => {
    const person = `ou_bench${n % 200}`;
    const header = {
      event_id: randomUUID(),
      event_type: 'im.message.receive_v1',
      create_time: String(now + n),
      token: KEYS.verificationToken,
      app_id: KEYS.appId,
      tenant_key: 'bench',
    };
    const message = {
      message_id: `om_${randomUUID()}`,
      create_time: String(now + n),
      chat_id: `oc_${person}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: `教学楼${100 + (n % 400)}灯坏了` }),
    };
    const sender = { sender_id: { open_id: person }, sender_type: 'user', tenant_key: 'bench' };
    const { body, headers } = seal(
      { schema: '2.0', header, event: { sender, message } },
      KEYS.encryptKey,
      now / 1_000,
    );
    return { body, headers };
  });
}
