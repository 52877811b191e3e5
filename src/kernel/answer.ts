import type { Context, Incoming } from './feature.ts';

/** One line below the message, where it was said; in private while no group may be posted to. */
export async function answer<Tables>(
  { say, school }: Context<Tables>,
  message: Incoming['message'],
  text: string,
): Promise<void> {
  const person = { kind: 'person', openId: message.senderOpenId } as const;
  if (message.chatKind === 'direct') return say.reply(message.messageId, person, text);
  if (!school.enabled) return say.text(person, text);
  return say.reply(message.messageId, { kind: 'chat', chatId: message.chatId }, text);
}
