/** What was to be said against what the platform shows. */
import type { Kysely } from 'kysely';
import { renderCard } from '../../../src/lark/render-card.ts';
import { contentSchema } from '../../../src/outbox/say.ts';
import type { Tables } from '../../../src/tables.ts';
import { ringsAll } from '../mentions.ts';
import { everSaid, type Said } from './observe.ts';
import type { Finding } from './people.ts';

/** One call that the platform took, as its own log has it. */
export interface Sent {
  /** In milliseconds. */
  readonly at: number;
  readonly uuid: string | null;
  /** Null: it arrived, but nobody knows as which message. */
  readonly messageId: string | null;
}

export interface Shown {
  readonly messageId: string;
  readonly kind: string;
  readonly content: unknown;
}

/** The sender's clock may be ten minutes behind. */
const GRACE_MS = 11 * 60_000;
/** What was given up and dealt with is forgotten after 30 days. */
const REMEMBERED_MS = 25 * 24 * 3_600_000;

/** `quiet`: nothing is under way, so that every promise has to be kept by now. */
export async function auditOutbox(
  db: Kysely<Tables>,
  sent: readonly Sent[],
  shown: readonly Shown[],
  quiet: boolean,
): Promise<Finding[]> {
  const said = await everSaid(db);
  const of = Map.groupBy(
    sent.filter(({ uuid }) => uuid !== null),
    ({ uuid }) => (uuid ?? '').slice(0, 36),
  );
  return [
    ...twice(said, of),
    ...tooLate(said, of),
    ...outOfOrder(said, of),
    ...(quiet ? await vanished(db, said, of) : []),
    ...(quiet ? await stale(db, shown) : []),
  ];
}

type Deliveries = ReadonlyMap<string, readonly Sent[]>;

function messagesOf(deliveries: Deliveries, id: string): Set<string> {
  return new Set((deliveries.get(id) ?? []).flatMap(({ messageId }) => messageId ?? []));
}

/** One message each; an urgent one of unknown fate once more, marked as such. */
function twice(said: readonly Said[], deliveries: Deliveries): Finding[] {
  return said.flatMap(({ id, thread, repeated }) => {
    const count = messagesOf(deliveries, id).size;
    return count > (repeated ? 2 : 1)
      ? [{ invariant: 'O1', what: `${thread} ${id} is shown ${count} times` }]
      : [];
  });
}

function tooLate(said: readonly Said[], deliveries: Deliveries): Finding[] {
  return said.flatMap(({ id, thread, expires_at: until }) => {
    if (until === null) return [];
    const limit = until.epochMilliseconds + GRACE_MS;
    return (deliveries.get(id) ?? [])
      .slice(0, 1)
      .filter(({ at }) => at > limit)
      .map(() => ({ invariant: 'O3', what: `${thread} ${id} came after ${until.toString()}` }));
  });
}

/** What belongs together to one place comes in the order in which it was said. */
function outOfOrder(said: readonly Said[], deliveries: Deliveries): Finding[] {
  const found: Finding[] = [];
  for (const [where, own] of Map.groupBy(said, ({ lane, thread }) => `${lane} ${thread}`)) {
    const came = own.flatMap((one) => {
      const at = deliveries.get(one.id)?.[0]?.at;
      return at === undefined || one.urgent || one.repeated ? [] : [{ ...one, at }];
    });
    for (const one of came)
      // Ids of replicas whose clocks differ say nothing of which was first.
      if (came.some(({ id, serial, at }) => id < one.id && serial < one.serial && at > one.at))
        found.push({ invariant: 'O2', what: `${where}: ${one.id} came too early` });
  }
  return found;
}

/** Said, given up where people see it, or replaced by a newer card: nothing disappears. */
async function vanished(
  db: Kysely<Tables>,
  said: readonly Said[],
  deliveries: Deliveries,
): Promise<Finding[]> {
  const waiting = await db.selectFrom('outbox_message').select('id').execute();
  const dead = await db.selectFrom('dead_letter').select('id').execute();
  const kept = new Set([...waiting, ...dead].map(({ id }) => id));
  const newest = new Map(said.map((one) => [one.card_key, one.id]));
  const last = Math.max(...said.map(({ created_at: at }) => at.epochMilliseconds));
  return said.flatMap(({ id, kind, thread, card_key: key, created_at: at }) => {
    if (kind === 'update' || kind === 'close') return [];
    if (at.epochMilliseconds < last - REMEMBERED_MS) return [];
    if (kept.has(id) || deliveries.has(id)) return [];
    const replaced = key !== null && (newest.get(key) ?? '') > id;
    return replaced ? [] : [{ invariant: 'I2', what: `${kind} of ${thread} ${id} has vanished` }];
  });
}

/** Every card that lives shows what it is. */
async function stale(db: Kysely<Tables>, shown: readonly Shown[]): Promise<Finding[]> {
  const cards = await db
    .selectFrom('card')
    .select(['key', 'content', 'message_id', 'live'])
    .where('message_id', 'is not', null)
    .where('live', '=', true)
    .execute();
  const waiting = await db.selectFrom('outbox_message').select('card_key').execute();
  const busy = new Set(waiting.map((row) => row.card_key));
  const dead = await db.selectFrom('dead_letter').select('card_key').execute();
  for (const row of dead) busy.add(row.card_key);
  const messages = new Map(shown.map((one) => [one.messageId, one]));
  return cards.flatMap(({ key, content, message_id: id }) => {
    const message = messages.get(id ?? '');
    if (busy.has(key) || !message) return [];
    if (JSON.stringify(message.content).includes('【补发】')) return [];
    const now = JSON.stringify(renderCard(contentSchema.parse(content)));
    return JSON.stringify(message.content) === now
      ? []
      : [{ invariant: 'O2', what: `${key} shows what it no longer is` }];
  });
}

/** Nobody rings everybody, whatever people write; only the templates mention the one who has to act. */
export function auditMentions(shown: readonly Shown[]): Finding[] {
  return shown.flatMap(({ messageId, content }) =>
    ringsAll(content) ? [{ invariant: 'X4', what: `${messageId} mentions everybody` }] : [],
  );
}
