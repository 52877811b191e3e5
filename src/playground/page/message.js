import * as api from './api.js';
import { drawCard } from './card.js';
import { el } from './dom.js';

/** The platform sends a mention as a placeholder; here only the bot is ever mentioned. */
const wordsOf = ({ content }) =>
  (content.text ?? JSON.stringify(content)).replaceAll(/@_user_1(?!\d)/g, '@后勤');

function summary(message) {
  if (!message) return '原消息';
  if (message.kind === 'text') return wordsOf(message);
  if (message.kind === 'interactive') return message.content.header?.title?.content ?? '卡片';
  return message.kind === 'image' ? '[图片]' : '[文件]';
}

function body(message, screen) {
  const { world } = screen;
  if (message.kind === 'interactive') {
    return drawCard(message.content, {
      nameOf: world.nameOf,
      knows: (id) => world.people.some((one) => one.openId === id),
      members: screen.members,
      confirm: screen.confirm,
      tap: (index, form) => screen.tap(message, index, form),
    });
  }
  if (message.kind === 'image') {
    const src = api.resourceUrl(message.content.image_key);
    return el('img', { className: 'picture', src, alt: '图片' });
  }
  if (message.kind === 'file') {
    const { file_key: key, file_name: name } = message.content;
    return el('a', {
      className: 'bubble file',
      href: api.resourceUrl(key),
      download: name ?? true,
      text: `文件：${name ?? '文件'}`,
    });
  }
  return el('div', { className: 'bubble', text: wordsOf(message) });
}

/** One message as this screen's person sees it. */
export function drawMessage(message, screen) {
  const { world, person } = screen;
  const mine = message.sender === person;
  const name = world.nameOf(message.sender);
  const row = el('div', {
    className: `message ${mine ? 'mine' : ''} ${message.fromBot ? 'bot' : ''}`,
  });
  if (message.recalled) {
    row.append(el('p', { className: 'recalled', text: `${mine ? '你' : name}撤回了一条消息` }));
    return row;
  }
  const tools = el(
    'div',
    { className: 'tools' },
    el('button', { text: '回复', on: { click: screen.reply } }),
  );
  if (mine)
    tools.append(
      el('button', {
        text: '撤回',
        on: { click: () => api.recall(message.messageId).catch(screen.failed) },
      }),
    );
  const time = new Intl.DateTimeFormat('zh-CN', {
    timeZone: world.timezone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(message.createdAt));
  const content = el(
    'div',
    { className: 'content' },
    el('div', { className: 'meta', text: mine ? time : `${name} ${time}` }),
  );
  if (message.urgentTo.includes(person))
    content.append(el('div', { className: 'urgent', text: '加急' }));
  if (message.parentId)
    content.append(
      el('div', {
        className: 'quote',
        text: `回复：${summary(world.messages.get(message.parentId))}`,
      }),
    );
  content.append(body(message, screen), tools);
  row.append(
    el('span', { className: 'face', text: message.fromBot ? '勤' : name.slice(0, 1) }),
    content,
  );
  return row;
}
