import type { Context, Feature, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import type { PurchasesHooks } from '../hooks.ts';
import { showEverywhere } from '../places.ts';
import { peopleAround } from '../rules.ts';
import { lockPurchase } from '../store.ts';
import { showBuying } from './places.ts';
import { readBuying } from './store.ts';

type C = Context<Tables>;

/** A picture belongs to what its sender did within this time. */
const RECENT = { minutes: 10 } as const;

type Kind = 'request' | 'rejected' | 'invoice';
/** What a picture shows, by the card it answers or by what its sender did last. */
const BY_CARD: Readonly<Record<string, Kind>> = {
  requester: 'request',
  acceptor: 'rejected',
  buyer: 'invoice',
  payer: 'invoice',
};
const BY_DEED: Readonly<Record<string, Kind>> = {
  begin: 'request',
  edit: 'request',
  submit: 'request',
  order: 'invoice',
  correct: 'invoice',
  arrive: 'invoice',
  invoice: 'invoice',
  reimburse: 'invoice',
  receive: 'rejected',
};

/** Pictures of what is asked for, of what was rejected, and of invoices; asked before the others are. */
export function createPurchasePhotos({ lastActed = [] }: PurchasesHooks): Feature<Tables> {
  return {
    name: 'purchase-photos',
    async claims(context, { message, sender }) {
      if (message.imageKeys.length === 0 || message.text.trim() !== '') return false;
      if (message.chatKind === 'group') return false;
      const key = message.parentId === null ? null : await context.say.keyOf(message.parentId);
      const target = key === null ? await lastDeed(context, sender) : answered(key);
      if (!target) return false;
      if (key === null) {
        // What was done last has it, whichever feature's that was.
        for (const other of lastActed) {
          const at = await other(context, sender);
          if (at !== null && Temporal.Instant.compare(at, target.at ?? at) > 0) return false;
        }
      }
      return keep(context, message, sender, target);
    },
  };
}

interface Target {
  readonly purchaseId: string;
  readonly kind: Kind;
  readonly at: Temporal.Instant | null;
}

function answered(key: string): Target | null {
  const [, purchaseId, role] = /^purchases:([^:]+):([a-z]+):/u.exec(key) ?? [];
  const kind = new Map(Object.entries(BY_CARD)).get(role ?? '');
  return purchaseId && kind ? { purchaseId, kind, at: null } : null;
}

async function lastDeed({ tx, school, now }: C, { id }: Person): Promise<Target | null> {
  const row = await tx
    .selectFrom('purchase_event')
    .select(['purchase_id', 'kind', 'at'])
    .where('school_id', '=', school.id)
    .where('actor_id', '=', id)
    .where('at', '>', now.subtract(RECENT))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const kind = new Map(Object.entries(BY_DEED)).get(row?.kind ?? '');
  return row && kind ? { purchaseId: row.purchase_id, kind, at: row.at } : null;
}

async function keep(
  context: C,
  message: Incoming['message'],
  sender: Person,
  { purchaseId, kind }: Target,
): Promise<boolean> {
  const { tx, school, now, blobs } = context;
  const purchase = await lockPurchase(context, purchaseId);
  if (!purchase) return false;
  const buying = await readBuying(context, purchase);
  const of =
    kind === 'invoice'
      ? buying.invoices.at(-1)?.number
      : kind === 'rejected'
        ? buying.arrivals.at(-1)?.id
        : undefined;
  for (const imageKey of message.imageKeys)
    await tx
      .insertInto('purchase_photo')
      .values({
        school_id: school.id,
        attachment_id: await blobs.fetchImage(message.messageId, imageKey),
        purchase_id: purchaseId,
        kind,
        of_id: of ?? null,
        person_id: sender.id,
        at: now,
      })
      .execute();
  await showBuying(context, buying, {}, sender);
  await showEverywhere(context, purchase, await peopleAround(context, purchase, [sender.id]));
  return true;
}
