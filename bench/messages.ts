import { randomUUID } from 'node:crypto';
import { seal } from '../src/playground/platform/seal.ts';

export const KEYS = {
  appId: 'cli_a000000000000001',
  encryptKey: 'the encrypt key of the bench',
  verificationToken: 'the token of the bench',
};
export const APP_SECRET = 'the secret of the bench';

/** The sample school's buildings; another place in every report makes a ticket of every report. */
const BUILDINGS = ['教学楼', '实验楼', '宿舍楼', '体育馆'];
const ROOMS = 700;
const TEACHERS = 200;

export const teachers = Array.from({ length: TEACHERS }, (_, n) => `ou_bench${n}`);

export interface Request {
  readonly method: 'POST';
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

/** What else is said in a day; of a hundred messages a few are reports. */
const CHAT = [
  '我的报修',
  '今天谁值班',
  '我的申请',
  '本周安排',
  '粉笔还剩多少',
  '谢谢',
  '帮助',
  '今天天气不错',
];
const REPORT_EVERY = 25;

/** Requests of as many different reports, from 200 people, sealed beforehand: sealing is not measured. */
export function makeReports(count: number, from = 0): Request[] {
  return makeRequests(count, from, (_, place) => `${place}的灯坏了`);
}

/** The same of a whole day's talk. */
export function makeChat(count: number, from = 0): Request[] {
  return makeRequests(count, from, (n, place) =>
    n % REPORT_EVERY === 0 ? `${place}的灯坏了` : (CHAT[n % CHAT.length] ?? ''),
  );
}

function makeRequests(
  count: number,
  from: number,
  words: (n: number, place: string) => string,
): Request[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const person = teachers[n % TEACHERS] ?? '';
    const place = `${BUILDINGS[Math.floor(n / ROOMS) % BUILDINGS.length]}${101 + (n % ROOMS)}`;
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
      update_time: String(now + n),
      chat_id: `oc_direct_${person}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: words(n, place) }),
    };
    const sender = {
      sender_id: { open_id: person, union_id: person.replace('ou_', 'on_'), user_id: null },
      sender_type: 'user',
      tenant_key: 'bench',
    };
    const envelope = { schema: '2.0', header, event: { sender, message } };
    const { body, headers } = seal(envelope, KEYS.encryptKey, now / 1_000);
    return { method: 'POST', path: '/webhook/lark', body, headers: { ...headers } };
  });
}
