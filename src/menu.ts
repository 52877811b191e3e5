import type { Context } from './kernel/feature.ts';
import type { InboundMessage, InboundNotice } from './kernel/inbound.ts';
import type { Say } from './kernel/say.ts';
import type { Tables } from './tables.ts';

/** The bot's menu, by the event keys that the console is told (docs/operations.md): each says these words. */
const WORDS: Readonly<Record<string, string>> = {
  report: '报修',
  mine: '我的报修',
  todo: '待办',
  week: '本周安排',
  month: '本月安排',
  help: '帮助',
};

type Menu = Extract<InboundNotice, { kind: 'menu' }>;

/** What the person would have typed. An item of an unknown key gets the help card rather than silence. */
export function typedBy(menu: Menu): InboundMessage {
  return {
    kind: 'message',
    // The platform names neither a message nor a chat; only the person's direct chat has a menu.
    messageId: menu.eventId,
    chatId: '',
    chatKind: 'direct',
    senderOpenId: menu.person,
    tenantKey: menu.tenantKey,
    senderTenantKey: menu.tenantKey,
    sentAt: menu.at,
    text: WORDS[menu.key] ?? '帮助',
    mentions: [],
    addressed: true,
    imageKeys: [],
    voice: null,
    file: null,
    parentId: null,
    unreadable: null,
  };
}

/** There is no message to answer below, so what would stand there is said by itself. */
export function withoutReplies(context: Context<Tables>): Context<Tables> {
  const say: Say = { ...context.say, reply: (_messageId, to, text) => context.say.text(to, text) };
  return { ...context, say };
}
