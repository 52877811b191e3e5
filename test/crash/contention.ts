import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { seal } from '../../src/playground/platform/seal.ts';
import { TENANT_KEY } from '../../src/playground/platform/world.ts';
import items from '../../src/features/schedule/data/items.json' with { type: 'json' };
import { until } from './bot.ts';
import { openCrowd, seeded, type Crowd } from './crowd.ts';
import { audit } from './contention-audit.ts';
import { startReplicas, type Replicas } from './replicas.ts';

/** Objects of each kind in one round, and how many people fight for each. */
const OBJECTS = 8;
const RIVALS = 24;
const AT_ONCE = 24;

interface Tap {
  readonly kind: string;
  readonly person: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Three processes, one PostgreSQL: many people tap for the same tickets, approvals, stock and due
 * days of the plan at once, through all replicas. Answers the counts and what the audit found.
 */
export async function contend(run: {
  readonly url: string;
  readonly operations: number;
  readonly seed: number;
  readonly progress?: (line: string) => void;
}) {
  const crowd = await openCrowd(run.url, true);
  const replicas = await startReplicas(crowd, 3);
  const next = seeded(run.seed);
  const answers = new Map<string, number>();
  const successes = new Map<string, string>();
  const lates = new Map<string, string>();
  let made = 0;
  const tap = async ({ kind, person, value }: Tap): Promise<void> => {
    const eventId = randomUUID();
    // Some taps reach two replicas, as an answer that is lost on the way makes them.
    const copies = next() < 0.1 ? 2 : 1;
    const results = await Promise.all(
      Array.from({ length: copies }, () => {
        made++;
        return sendTap(crowd, replicas.webhook(Math.floor(next() * replicas.count)), {
          eventId,
          person,
          value,
        });
      }),
    );
    for (const result of results) {
      answers.set(result, (answers.get(result) ?? 0) + 1);
      if (result === 'success') successes.set(eventId, kind);
    }
    if (results.includes('late') && !successes.has(eventId)) lates.set(eventId, kind);
  };
  try {
    await using database = await crowd.open();
    for (let round = 0; made < run.operations; round++) {
      await ask(crowd, replicas, round);
      await until(
        'the inbox',
        async () =>
          (await sql`select 1 from inbox where state = 'waiting' limit 1`.execute(database.db)).rows
            .length === 0,
        120_000,
      );
      await inParallel(shuffled(await drafts(database.db), next), tap);
      await inParallel(shuffled(await prizes(database.db, crowd, round), next), tap);
      run.progress?.(`${made} operations, ${JSON.stringify(Object.fromEntries(answers))}`);
    }
    await replicas.stop();
    return {
      operations: made,
      answers: Object.fromEntries(answers),
      ...(await audit(database.db, [...successes.values()], [...lates.values()])),
    };
  } finally {
    replicas.kill();
    await crowd.close();
  }
}

type Db = Awaited<ReturnType<Crowd['open']>>['db'];

/** What people write before they fight over it. */
async function ask(crowd: Crowd, replicas: Replicas, round: number): Promise<void> {
  const { teachers } = crowd;
  const texts = Array.from({ length: OBJECTS }, (_, n): [string, string][] => {
    const teacher = teachers[(round * OBJECTS + n) % teachers.length] ?? '';
    const room = 1001 + round * OBJECTS + n;
    return [
      [teacher, `教学楼${room}灯坏了`],
      [teacher, '领3盒粉笔'],
      [teacher, `申请买一台打印机，预算${200 + n}`],
    ];
  }).flat();
  texts.push(['ou_store', '入库 粉笔 10盒']);
  for (const [n, [person, text]] of texts.entries()) {
    const id = `om_${randomUUID()}`;
    const at = String(Date.now());
    const event = {
      sender: { sender_id: { open_id: person }, sender_type: 'user', tenant_key: TENANT_KEY },
      message: {
        message_id: id,
        create_time: at,
        chat_id: `oc_direct_${person}`,
        chat_type: 'p2p',
        message_type: 'text',
        content: JSON.stringify({ text }),
      },
    };
    // As the platform does, until one is acknowledged.
    await until('an acknowledgement', async () => {
      const answer = await post(crowd, replicas.webhook(n), 'im.message.receive_v1', id, event);
      return answer.status === 200;
    });
  }
}

/** 提交申请, several times each. */
async function drafts(db: Db): Promise<Tap[]> {
  const rows = await db
    .selectFrom('purchase')
    .innerJoin('person', 'person.id', 'purchase.requester_id')
    .select(['purchase.id', 'purchase.version', 'person.open_id'])
    .where('purchase.state', '=', 'draft')
    .execute();
  return rows.flatMap((row) =>
    repeat(6, {
      kind: 'submit',
      person: row.open_id ?? '',
      value: { a: 'purchases.submit', id: row.id, v: row.version },
    }),
  );
}

/** Everything that may be had once, for everybody who may want it. */
async function prizes(db: Db, crowd: Crowd, round: number): Promise<Tap[]> {
  const tickets = await db
    .selectFrom('repair_ticket')
    .select(['id', 'version'])
    .where('state', '=', 'assigned')
    .limit(OBJECTS)
    .execute();
  const purchases = await db
    .selectFrom('purchase')
    .select(['id', 'version'])
    .where('state', '=', 'approving')
    .orderBy('number', 'desc')
    .limit(OBJECTS)
    .execute();
  const requests = await db
    .selectFrom('issue_request')
    .select(['id', 'version'])
    .where('issued_at', 'is', null)
    .where('ended_at', 'is', null)
    .limit(OBJECTS * 2)
    .execute();
  const days = Array.from({ length: OBJECTS }, (_, n) => {
    const item = items[(round * OBJECTS + n) % items.length];
    return { id: item?.id, slot: `2026-${String(item?.month).padStart(2, '0')}` };
  });
  const approvers = ['ou_head3', 'ou_director', 'ou_principal'];
  return Array.from({ length: RIVALS }, (_, n) => [
    ...tickets.map(({ id, version }) => ({
      kind: 'accept',
      person: crowd.workers[n % crowd.workers.length] ?? '',
      value: { a: 'repairs.accept', id, v: version },
    })),
    ...purchases.map(({ id, version }) => ({
      kind: 'approve',
      person: approvers[n % approvers.length] ?? '',
      value: { a: 'purchases.approve', id, v: version },
    })),
    ...requests.map(({ id, version }) => ({
      kind: 'issue',
      person: 'ou_store',
      value: { a: 'issues.issue', id, v: version },
    })),
    ...days.map((day) => ({
      kind: n % 3 === 2 ? 'undo' : 'complete',
      person: 'ou_director',
      value: { a: n % 3 === 2 ? 'schedule.undo' : 'schedule.done', ...day },
    })),
  ]).flat();
}

/** The kind of toast, or the status where it was not 200. `late`: the card will tell, `failed`: it had no effect. */
async function sendTap(
  crowd: Crowd,
  webhook: string,
  tap: { eventId: string; person: string; value: object },
): Promise<string> {
  const { status, text } = await post(crowd, webhook, 'card.action.trigger', tap.eventId, {
    operator: { tenant_key: TENANT_KEY, open_id: tap.person },
    token: 'c-contention',
    action: { tag: 'button', value: tap.value },
    host: 'im_message',
    context: { open_message_id: 'om_none', open_chat_id: 'oc_none' },
  });
  if (status !== 200) return `status ${status}`;
  const toast = /"type":"(\w+)","content":"([^"]*)/.exec(text);
  const [, type, words = ''] = toast ?? [];
  if (words.startsWith('处理得有点慢')) return 'late';
  return words.startsWith('系统暂时无法处理') ? 'failed' : (type ?? text.slice(0, 80));
}

async function post(crowd: Crowd, url: string, type: string, eventId: string, event: object) {
  const { keys } = crowd;
  const envelope = {
    schema: '2.0',
    header: {
      event_id: eventId,
      event_type: type,
      create_time: String(Date.now() * (type.startsWith('card') ? 1_000 : 1)),
      token: keys.verificationToken,
      app_id: keys.appId,
      tenant_key: TENANT_KEY,
    },
    event,
  };
  const { body, headers } = seal(envelope, keys.encryptKey, Date.now() / 1_000);
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: answer.status, text: await answer.text() };
}

async function inParallel(taps: readonly Tap[], send: (tap: Tap) => Promise<void>) {
  const queue = [...taps];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let tap = queue.pop(); tap; tap = queue.pop()) await send(tap);
    }),
  );
}

function repeat<T>(times: number, value: T): T[] {
  return Array.from({ length: times }, () => value);
}

function shuffled<T>(values: readonly T[], next: () => number): T[] {
  return values
    .map((value) => ({ value, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
