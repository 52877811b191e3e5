import { z } from 'zod';
import type { Context, Incoming, TapAnswer } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { answer } from '../../../kernel/answer.ts';

export function toast(ok: boolean, content: string): TapAnswer {
  return { toast: { type: ok ? 'success' : 'warning', content } };
}

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.number().int().nullable().catch(null),
});

export function valueOf(value: Readonly<Record<string, unknown>>) {
  return valueShape.parse(value);
}

export function idOf(value: Readonly<Record<string, unknown>>): string {
  return valueShape.parse(value).id;
}

/** Files go to the direct chat; a group hears that they did. */
export async function sendPrivately(
  context: Context<Tables>,
  { message, sender }: Incoming,
  files: readonly Parameters<Context<Tables>['say']['file']>[1][],
): Promise<void> {
  const openId = sender.openId ?? message.senderOpenId;
  for (const file of files) await context.say.file({ kind: 'person', openId }, file);
  if (message.chatKind === 'group') await answer(context, message, '文件已私聊发给您');
}
