import { findButton } from '../../src/playground/platform/cards.ts';
import { seal } from '../../src/playground/platform/seal.ts';
import { TENANT_KEY } from '../../src/playground/platform/world.ts';
import { textOf } from '../harness.ts';
import { until } from './bot.ts';
import type { Crowd } from './crowd.ts';

/** Every report names another place, so that each makes a ticket of its own. */
const BUILDINGS = ['教学楼', '实验楼', '宿舍楼', '体育馆'];
const ROOMS = 8_899;
const NUMBER = /BX\d{4}-\d{4,}/;

interface Sent {
  readonly teacher: string;
  readonly envelope: object;
}

/** Signed reports and taps of a crowd, with the books of what the bot acknowledged and what it did not. */
export function createLoad(crowd: Crowd, webhook: () => string) {
  const { platform, keys, teachers, workers } = crowd;
  const acknowledged = new Map<string, string>();
  const unheard = new Map<string, Sent>();
  /** Tickets whose 接单 was answered with success. */
  const taken = new Set<string>();
  const asked = new Set<string>();
  const statuses = new Map<number, number>();
  let count = 0;

  const deliver = async (id: string, one: Sent): Promise<void> => {
    const { body, headers } = seal(one.envelope, keys.encryptKey, Date.now() / 1_000);
    const answer = await fetch(webhook(), {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(3_000),
    }).catch(() => null);
    const status = answer?.status ?? 0;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === 200) {
      unheard.delete(id);
      acknowledged.set(id, one.teacher);
    } else unheard.set(id, one);
  };

  return {
    acknowledged,
    unheard,
    taken,
    /** How often each status was answered; 0: no answer. */
    statuses,
    /** One teacher reports one fault. */
    async report(): Promise<void> {
      const n = count++;
      const teacher = teachers[n % teachers.length] ?? '';
      const chat = platform.world.directChat(teacher);
      const place = `${BUILDINGS[Math.floor(n / ROOMS) % BUILDINGS.length]}${1_101 + (n % ROOMS)}`;
      const text = { text: `${place}灯坏了` };
      const { messageId, createdAt } = platform.world.post(chat, teacher, 'text', text);
      const at = String(createdAt.epochMilliseconds);
      const envelope = {
        schema: '2.0',
        header: {
          event_id: `event-${messageId}`,
          event_type: 'im.message.receive_v1',
          create_time: at,
          token: keys.verificationToken,
          app_id: keys.appId,
          tenant_key: TENANT_KEY,
        },
        event: {
          sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: TENANT_KEY },
          message: {
            message_id: messageId,
            create_time: at,
            chat_id: chat.chatId,
            chat_type: 'p2p',
            message_type: 'text',
            content: JSON.stringify(text),
          },
        },
      };
      await deliver(messageId, { teacher, envelope });
    },
    /** The platform sends again what was not acknowledged; some of it is stored already. */
    repeat: () => Promise.all([...unheard].map(([id, one]) => deliver(id, one))),
    /** An electrician takes a ticket that nobody has taken; one without an answer taps again another time. */
    async take(): Promise<void> {
      for (const worker of workers) {
        const card = platform
          .messagesOf(worker)
          .find((one) => findButton(one.content, '接单') && !asked.has(one.messageId));
        const number = card && NUMBER.exec(textOf(card))?.[0];
        if (!card || number === undefined) continue;
        asked.add(card.messageId);
        const answer = await platform.tap(worker, card.messageId, '接单');
        if (answer.toast?.type === 'success') taken.add(number);
        else asked.delete(card.messageId);
        return;
      }
    },
    /** The numbers on the receipts that teachers see, one entry a receipt. */
    receipts: (): string[] =>
      teachers.flatMap((teacher) =>
        platform.messagesOf(teacher).flatMap((message) => {
          const number = message.fromBot && message.kind === 'interactive' ? textOf(message) : '';
          return NUMBER.exec(number)?.[0] ?? [];
        }),
      ),
  };
}

export type Load = ReturnType<typeof createLoad>;

/** What the books of the load and of the database disagree about; empty lists when all is well. */
export async function compare(crowd: Crowd, load: Load) {
  await using database = await crowd.open();
  const tickets = await database.db
    .selectFrom('repair_ticket')
    .select(['id', 'message_id', 'number'])
    .execute();
  const accepts = await database.db
    .selectFrom('repair_event')
    .select(['ticket_id'])
    .where('kind', '=', 'accept')
    .execute();
  const { quarantined } = await database.db
    .selectFrom('inbox')
    .select((eb) => eb.fn.countAll<number>().as('quarantined'))
    .where('state', '=', 'quarantined')
    .executeTakeFirstOrThrow();
  const letters = await database.db.selectFrom('dead_letter').select('reason').execute();
  const byMessage = new Set(tickets.map((ticket) => ticket.message_id));
  const numberOf = new Map(tickets.map((ticket) => [ticket.id, ticket.number]));
  const receipts = load.receipts();
  const accepted = accepts.map((row) => numberOf.get(row.ticket_id) ?? row.ticket_id);
  return {
    tickets: tickets.length,
    lostMessages: [...load.acknowledged.keys()].filter((id) => !byMessage.has(id)),
    doubledTickets: repeated(tickets.map((ticket) => ticket.message_id ?? ticket.id)),
    doubledNumbers: repeated([...numberOf.values()]),
    lostReceipts: [...numberOf.values()].filter((number) => !receipts.includes(number)),
    doubledReceipts: repeated(receipts),
    lostTaps: [...load.taken].filter((number) => !accepted.includes(number)),
    doubledTaps: repeated(accepted),
    quarantined,
    deadLetters: letters.map((letter) => letter.reason),
  };
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Sends again, as the platform does, until every message is acknowledged. */
export async function heard(
  load: Pick<ReturnType<typeof createLoad>, 'repeat' | 'unheard'>,
): Promise<void> {
  await until('the last acknowledgement', async () => {
    await load.repeat();
    return load.unheard.size === 0;
  });
}
