import type { Context, Incoming, TapAnswer } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Recipient } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';

type C = Context<Tables>;
/** What is left to know of a message once it was understood. */
export type Said = Pick<
  Incoming['message'],
  'messageId' | 'chatKind' | 'chatId' | 'senderOpenId' | 'imageKeys'
>;

/** Where a message is answered: its group, or its sender's direct chat. */
export function replyTo(said: Pick<Said, 'chatKind' | 'chatId' | 'senderOpenId'>): Recipient {
  return said.chatKind === 'group'
    ? { kind: 'chat', chatId: said.chatId }
    : { kind: 'person', openId: said.senderOpenId };
}

/** One answer below the message, in words. */
export async function answer(context: C, said: Said, text: string): Promise<void> {
  // Before the school has started, no group is posted to.
  if (said.chatKind === 'group' && !context.school.enabled) {
    await context.say.text({ kind: 'person', openId: said.senderOpenId }, text);
  } else await context.say.reply(said.messageId, replyTo(said), text);
}

export function toast(ok: boolean, content: string): TapAnswer {
  return { toast: { type: ok ? 'success' : 'warning', content } };
}

/** Asks for the message's pictures and notes where they belong; null: not known yet. Answers how many. */
export async function keepPhotos(
  context: C,
  person: Person,
  said: Pick<Said, 'messageId' | 'imageKeys'>,
  owner: { readonly ticketId?: string; readonly draftId?: string } | null,
): Promise<number> {
  for (const imageKey of said.imageKeys) {
    const attachment = await context.blobs.fetchImage(said.messageId, imageKey);
    await context.tx
      .insertInto('repair_photo')
      .values({
        school_id: context.school.id,
        attachment_id: attachment,
        ticket_id: owner?.ticketId ?? null,
        draft_id: owner?.draftId ?? null,
        person_id: person.id,
        at: context.now,
      })
      .execute();
  }
  return said.imageKeys.length;
}
