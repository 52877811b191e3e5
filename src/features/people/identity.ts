import type { Context, Incoming } from '../../kernel/feature.ts';
import type { InboundNotice } from '../../kernel/inbound.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { rememberChat } from './store.ts';
import { describePerson, directTo, reply } from './words.ts';

/** `我是谁`: name, roles, unit and the id that the school's file needs. */
export async function whoAmI(context: Context<Tables>, incoming: Incoming): Promise<void> {
  const { sender } = incoming;
  const state = sender.active ? '' : '，已不在人员名单中';
  await reply(
    context,
    incoming,
    `您是${describePerson(sender)}${state}\n编号：${sender.openId ?? '无'}`,
  );
}

/** `本群编号`: the id that the school's file needs. */
export async function whichChat(context: Context<Tables>, incoming: Incoming): Promise<void> {
  const { message } = incoming;
  if (message.chatKind !== 'group') {
    return reply(context, incoming, '这里是私聊。请在群里 @我 发“本群编号”。');
  }
  await rememberChat(context, { id: message.chatId, name: '', present: true });
  return reply(context, incoming, `本群编号：${message.chatId}`);
}

/** Groups come and go; somebody who opens the chat for the first time is welcomed, once. */
export async function notice(
  context: Context<Tables>,
  told: InboundNotice,
  person: Person | null,
): Promise<void> {
  if (told.kind === 'entered' && person?.active) await welcome(context, told.person, person);
  if (told.kind === 'botRemoved') {
    await rememberChat(context, { id: told.chatId, name: '', present: false });
  }
  if (told.kind !== 'botAdded') return;
  await rememberChat(context, { id: told.chatId, name: told.chatName, present: true });
  // Nothing is said in the group itself: before 开始启用 the bot posts to none.
  if (person && hasRole(person, 'admin')) {
    await context.say.text(
      directTo(told.person),
      `我已加入“${told.chatName}”，编号 ${told.chatId}。发“设置”可以选用这个群。`,
    );
  }
}

async function welcome(context: Context<Tables>, openId: string, person: Person): Promise<void> {
  const key = `people:welcome:${openId}`;
  if (await context.say.shown(key)) return;
  await context.say.show({
    key,
    to: directTo(openId),
    card: { template: 'welcome', values: { school: context.school.name, name: person.name } },
    live: false,
  });
}
