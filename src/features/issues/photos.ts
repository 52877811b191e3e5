import type { Context, Feature, Incoming } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { roleOf, showEverywhere } from './places.ts';
import type { Request } from './domain/request.ts';
import { lockRequest } from './store.ts';

type C = Context<Tables>;
type Acted = (context: C, person: Person) => Promise<Temporal.Instant | null>;

/** A picture belongs to what its sender did within this time. */
const RECENT = { minutes: 10 } as const;
const DEEDS = ['request', 'takeOld', 'askExemption'];

interface Target {
  readonly requestId: string;
  readonly at: Temporal.Instant | null;
}

/** Pictures of the old thing, by whoever brings or takes it. Nobody is asked for one; what is sent is kept. */
export function createIssuePhotos(others: readonly Acted[]): Feature<Tables> {
  return {
    name: 'issue-photos',
    async claims(context, { message, sender }) {
      if (message.imageKeys.length === 0 || message.text.trim() !== '') return false;
      if (message.chatKind === 'group') return false;
      const key = message.parentId === null ? null : await context.say.keyOf(message.parentId);
      const target = key === null ? await lastDeed(context, sender) : answered(key);
      if (!target) return false;
      for (const other of key === null ? others : []) {
        // What was done last has it, whichever feature's that was.
        const at = await other(context, sender);
        if (at !== null && Temporal.Instant.compare(at, target.at ?? at) > 0) return false;
      }
      const request = await lockRequest(context, target.requestId);
      if (!request || !waitsForOld(request)) return false;
      if ((await roleOf(context, request, sender)) === null) return false;
      await keep(context, message, sender, request);
      return true;
    },
  };
}

/** When somebody last asked for, or took, something that an old one is brought for; null: not just now. */
export const lastIssued: Acted = async (context, person) => {
  const deed = await lastDeed(context, person);
  const request = deed && (await lockRequest(context, deed.requestId));
  return request && waitsForOld(request) ? deed.at : null;
};

function waitsForOld({ state, lines }: Request): boolean {
  return (state === 'requested' || state === 'issued') && lines.some(({ tradeIn }) => tradeIn);
}

function answered(key: string): Target | null {
  const [, requestId] = /^issues:([^:]+):(?:requester|keeper|exempter):/u.exec(key) ?? [];
  return requestId === undefined ? null : { requestId, at: null };
}

async function lastDeed({ tx, school, now }: C, { id }: Person): Promise<Target | null> {
  const row = await tx
    .selectFrom('issue_event')
    .select(['subject_id', 'at'])
    .where('school_id', '=', school.id)
    .where('actor_id', '=', id)
    .where('kind', 'in', DEEDS)
    .where('at', '>', now.subtract(RECENT))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { requestId: row.subject_id, at: row.at } : null;
}

async function keep(
  context: C,
  message: Incoming['message'],
  sender: Person,
  request: Request,
): Promise<void> {
  const { tx, school, now, blobs } = context;
  for (const imageKey of message.imageKeys)
    await tx
      .insertInto('issue_photo')
      .values({
        school_id: school.id,
        attachment_id: await blobs.fetchImage(message.messageId, imageKey),
        request_id: request.id,
        person_id: sender.id,
        at: now,
      })
      .execute();
  await showEverywhere(context, request);
}
