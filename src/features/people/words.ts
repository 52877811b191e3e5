import type { Context, Incoming, TapAnswer } from '../../kernel/feature.ts';
import { hasRole, type Person, type Role, type Trade } from '../../kernel/people.ts';
import type { Recipient } from '../../kernel/say.ts';
import type { Tables } from '../../tables.ts';

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  admin: '管理员',
  director: '总务主任',
  principal: '校长',
  unitHead: '年级/部门负责人',
  teacher: '老师',
  repairer: '维修工',
  buyer: '采购员',
  storekeeper: '仓管员',
  finance: '财务',
  guard: '门卫',
};

export const TRADE_NAMES: Readonly<Record<Trade, string>> = {
  electrical: '电工',
  plumbing: '水暖',
  hvac: '空调',
  furniture: '家具',
  door_window: '门窗',
  network_av: '网络多媒体',
  appliance: '电器',
  civil: '土建',
  fire_safety: '消防',
  sports_playground: '体育设施',
  greenery_cleaning: '绿化保洁',
  other: '其他',
};

/** `王老师（老师、维修工，三年级）` */
export function describePerson(person: Person): string {
  const roles = person.roles.map((role) => ROLE_NAMES[role]).join('、');
  return `${person.name}（${[roles, person.unit].filter(Boolean).join('，')}）`;
}

/** Who may change people: contract-wide only admins and the director. */
export function mayManage(person: Person): boolean {
  return hasRole(person, 'admin', 'director');
}

export function directTo(openId: string): Recipient {
  return { kind: 'person', openId };
}

/** Answers where it was asked, below the message. */
export function reply(
  context: Context<Tables>,
  { message }: Incoming,
  text: string,
): Promise<void> {
  const to: Recipient =
    message.chatKind === 'group'
      ? { kind: 'chat', chatId: message.chatId }
      : directTo(message.senderOpenId);
  return context.say.reply(message.messageId, to, text);
}

/** Cards about people stand in the direct chat; the group only learns that there is one. */
export async function pointToDirect(context: Context<Tables>, incoming: Incoming): Promise<void> {
  if (incoming.message.chatKind === 'group') await reply(context, incoming, '详情已私聊您');
}

export function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}
