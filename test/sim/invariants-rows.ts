import { sql } from 'kysely';
import { z } from 'zod';
import { renderCard } from '../../src/lark/render-card.ts';
import type { Message } from '../../src/playground/platform/world.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import type { Delivery } from './delivery.ts';
import type { SimPlatform } from './platform.ts';
import type { Town } from './town.ts';
import { none } from './violation.ts';

type Db = Database<Tables>;

/** The toasts after which nobody claims that the tap had an effect. */
const UNKNOWN = /系统暂时无法处理|处理得有点慢/;

/** I1, I2, X1, X2: what was sent and acknowledged has its one outcome, and nothing else has any. */
export async function inputs({ db }: Db, delivery: Delivery, town: Town): Promise<void> {
  const since = town.now - 36 * 3_600_000;
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'state', 'error'])
    .where('received_at', '>=', Temporal.Instant.fromEpochMilliseconds(since))
    .execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  none(
    'X1 no input without a verified request',
    rows.filter(({ id }) => !delivery.sent.has(id)),
  );
  const lost: unknown[] = [];
  for (const sent of delivery.sent.values()) {
    if (sent.at < since || !sent.acknowledged || sent.type === 'card.action.trigger') continue;
    if (sent.intact && !sent.type.startsWith('im.')) continue;
    const row = found.get(sent.key);
    const expected = sent.intact ? 'done' : 'quarantined';
    if (row?.state !== expected) lost.push({ ...sent, row: row ?? null });
  }
  none('I1 what was acknowledged has its outcome', lost);
  none(
    'I5 what is said to the bot is taken in, by an event or by looking the chat up',
    town.said.filter(
      ({ messageId, at, chat }) =>
        chat === null && at >= since && found.get(`m:${messageId}`)?.state !== 'done',
    ),
  );

  const taps = await db
    .selectFrom('tap')
    .select(['event_id', 'toast'])
    .where('at', '>=', Temporal.Instant.fromEpochMilliseconds(since))
    .execute();
  const answered = new Map(taps.map((tap) => [tap.event_id, tap.toast]));
  const unwritten = town.tapped.filter(
    ({ at, eventId, toast }) =>
      at >= since + 3_600_000 && toast && !UNKNOWN.test(toast.content) && !answered.has(eventId),
  );
  none('X2 every tap that was answered is written down', unwritten);
  const own = new Set(town.tapped.map(({ eventId }) => eventId));
  none(
    'X1 no tap without a verified request',
    taps.filter(({ event_id }) => !own.has(event_id)),
  );
  await reports(db, delivery, town, since);
}

/** A clear report is a ticket, and whoever made it has been told. */
async function reports(db: Db['db'], delivery: Delivery, town: Town, since: number): Promise<void> {
  const { world } = town.parts.platform;
  const wanted = town.said.filter(
    ({ report, messageId, at }) =>
      report &&
      at >= since &&
      delivery.sent.get(`m:${messageId}`)?.acknowledged &&
      !world.messages.get(messageId)?.recalled,
  );
  if (wanted.length === 0) return;
  const ids = wanted.map(({ messageId }) => messageId);
  const tickets = await db
    .selectFrom('repair_ticket')
    .select(['message_id', 'number'])
    .where('message_id', 'in', ids)
    .execute();
  none(
    'I2 one confirmation for each report',
    tickets.filter(({ message_id: id, number }) => confirmations(town, id ?? '', number) > 1),
  );
  const drafts = await db
    .selectFrom('repair_draft')
    .select('message_id')
    .where('message_id', 'in', ids)
    .execute();
  const known = new Set([...tickets, ...drafts].map((row) => row.message_id));
  none(
    'I1 a report is a ticket',
    wanted.filter(({ messageId }) => !known.has(messageId)),
  );
  const dead = new Set(
    (await db.selectFrom('dead_letter').select('lane').execute()).map(({ lane }) => lane),
  );
  const untold = wanted.filter(({ person, at, chat }) => {
    if (dead.has(`person:${person}`) || (chat !== null && dead.has(`chat:${chat}`))) return false;
    return ![`oc_direct_${person}`, chat ?? ''].some((place) =>
      (town.parts.shown.get(place) ?? []).some(
        ({ updatedAt }) => updatedAt.epochMilliseconds >= at,
      ),
    );
  });
  none('I2 whoever reports is told', untold);
}

/** Answers to a message, and cards of its ticket that live where it was said; the larger count. */
function confirmations(town: Town, id: string, number: string): number {
  const { world } = town.parts.platform;
  const said = world.messages.get(id);
  const here = (town.parts.shown.get(said?.chatId ?? '') ?? []).filter(({ recalled }) => !recalled);
  const answers = here.filter(({ parentId, kind }) => parentId === id && kind === 'text');
  const cards = here.filter(({ kind, content: body }) => {
    const text = kind === 'interactive' ? JSON.stringify(body) : '';
    // By its title: a list of what a crowd reports, in the same group, names the number too.
    return (
      text.includes(`"header":{"title":{"tag":"plain_text","content":"${number} · `) &&
      !/已移至新卡片|【补发】/.test(text)
    );
  });
  return Math.max(answers.length, cards.length);
}

/** Of a chat, more than a day brings: an older one was looked at before, and may be forgotten since. */
const NEWEST = 600;

const content = z.object({ template: z.string(), values: z.record(z.string(), z.json()) });

/** O2 at rest: a card shows its newest content, and no visible card is unknown. */
export async function shownCards(
  { db }: Db,
  { world }: SimPlatform,
  shown: ReadonlyMap<string, readonly Message[]>,
  versions: Map<string, number>,
): Promise<void> {
  const cards = await db
    .selectFrom('card')
    .select(['key', 'version', 'content', 'message_id', 'sent_at'])
    .where('message_id', 'is not', null)
    .execute();
  const dead = new Set(
    (await db.selectFrom('dead_letter').select('card_key').execute()).map((row) => row.card_key),
  );
  const wrong: string[] = [];
  for (const card of cards) {
    if (versions.get(card.key) === card.version) continue;
    versions.set(card.key, card.version);
    const message = world.messages.get(card.message_id ?? '');
    if (!message || message.recalled || dead.has(card.key)) continue;
    const body = JSON.stringify(message.content);
    if (body.includes('【补发】')) continue;
    if (body !== JSON.stringify(renderCard(content.parse(card.content))))
      wrong.push(`${card.key} v${card.version} ${message.messageId}`);
  }
  none('O2 at rest every card shows its newest content', wrong);
  const known = new Set(
    (await db.selectFrom('card_message').select('message_id').execute()).map(
      (row) => row.message_id,
    ),
  );
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const strays = [...shown.values()].flatMap((list) =>
    list
      .slice(-NEWEST)
      .filter(
        ({ kind, messageId, content: body, recalled, createdAt }) =>
          kind === 'interactive' &&
          !recalled &&
          createdAt.until(now).total('hours') < 48 &&
          !known.has(messageId) &&
          !JSON.stringify(body).includes('【补发】'),
      ),
  );
  none(
    'O1 no card stands that nobody knows of',
    strays.map(({ messageId, chatId, createdAt }) => ({
      messageId,
      chatId,
      at: createdAt.toString(),
    })),
  );
}

export interface Snapshot {
  readonly until: Temporal.Instant;
  readonly digests: ReadonlyMap<string, string>;
}

const LEDGERS = [
  'stock_movement',
  'purchase_event',
  'repair_event',
  'issue_event',
  'duty_history',
  'schedule_history',
];

/** L3: what is history is neither changed nor deleted. */
export async function unchanged(
  { db }: Db,
  before: Snapshot | null,
  now: Temporal.Instant,
): Promise<Snapshot> {
  const digest = async (table: string, until: Temporal.Instant): Promise<string> => {
    const { rows } = await sql<{ digest: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t.id)), '') as digest
      from ${sql.table(table)} t where t.at <= ${until.toString()}::timestamptz`.execute(db);
    return rows[0]?.digest ?? '';
  };
  if (before) {
    const changed: string[] = [];
    for (const [table, was] of before.digests)
      if ((await digest(table, before.until)) !== was) changed.push(table);
    none('L3 history is never changed or deleted', changed);
  }
  const until = now.subtract({ hours: 1 });
  const digests = new Map<string, string>();
  for (const table of LEDGERS) digests.set(table, await digest(table, until));
  return { until, digests };
}
