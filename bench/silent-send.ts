import { randomUUID } from 'node:crypto';
import type { Send } from '../src/outbox/send.ts';

/** A platform that takes everything at once; `told` hears of each message. */
export function silentSend(told: (chat: string) => void): Send {
  const take = (chat: string) => {
    told(chat);
    return Promise.resolve(`om_${randomUUID()}`);
  };
  return {
    card: (to) => take(JSON.stringify(to)),
    text: (to) => take(JSON.stringify(to)),
    reply: (messageId) => take(messageId),
    file: (to) => take(JSON.stringify(to)),
    uploadFile: () => Promise.resolve('file_bench'),
    updateCard: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    urgent: () => Promise.resolve(),
  };
}
