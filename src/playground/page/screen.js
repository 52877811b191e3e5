import * as api from './api.js';
import { createComposer } from './composer.js';
import { el } from './dom.js';
import { carryOver } from './keep.js';
import { drawMessage } from './message.js';

/** One phone: a person, that person's chats, and the chat that is open. */
export function createScreen(world, firstPerson, firstChat) {
  let person = firstPerson;
  let chat = firstChat ?? directId(person);
  const seen = new Map();
  const drawn = new Map();
  const picker = el('select', { className: 'who', 'aria-label': '这是谁的屏幕' });
  const title = el('span', { className: 'who-title' });
  const chats = el('nav', { className: 'chats' });
  const list = el('div', { className: 'messages' });
  const toasts = el('div', { className: 'toasts', role: 'status' });
  const composer = createComposer({
    send: (text, options) => api.say({ person, chat: sentTo(), text, ...options }),
    picture: (file) => api.sendPicture(person, sentTo(), file),
    failed: (error) => toast('error', error.message),
  });
  const node = el(
    'section',
    { className: 'screen' },
    el(
      'div',
      { className: 'screen-top' },
      el('span', { className: 'avatar' }),
      el('div', {}, picker, title),
    ),
    chats,
    list,
    toasts,
    composer.node,
  );
  for (const one of world.people)
    picker.append(el('option', { value: one.openId, text: one.name }));
  picker.addEventListener('change', () => become(picker.value));

  function directId(openId) {
    return `oc_direct_${openId}`;
  }
  const sentTo = () => (chat === directId(person) ? null : chat);
  const ofChat = (id) => [...world.messages.values()].filter((one) => one.chatId === id);
  const visible = () => [
    { chatId: directId(person), name: '后勤', kind: 'direct' },
    ...world.chats.filter((one) => one.kind === 'group' && one.members.includes(person)),
  ];

  function become(openId, where) {
    person = openId;
    seen.clear();
    for (const one of visible()) seen.set(one.chatId, ofChat(one.chatId).length);
    openChat(where ?? directId(person));
  }

  function openChat(id) {
    chat = id;
    const me = world.people.find((one) => one.openId === person);
    picker.value = person;
    title.textContent = me?.title ?? '';
    node.querySelector('.avatar').textContent = (me?.name ?? '?').slice(0, 1);
    list.replaceChildren();
    drawn.clear();
    for (const message of ofChat(chat)) place(message);
    if (drawn.size === 0)
      list.append(el('p', { className: 'empty', text: '还没有消息，在下面写一句试试' }));
    composer.forChat(visible().find((one) => one.chatId === id));
    listChats();
    list.scrollTop = list.scrollHeight;
  }

  function listChats() {
    seen.set(chat, ofChat(chat).length);
    chats.replaceChildren(
      ...visible().map((one) => {
        const unread = ofChat(one.chatId).length - (seen.get(one.chatId) ?? 0);
        const tab = el(
          'button',
          {
            className: one.chatId === chat ? 'tab open' : 'tab',
            'aria-pressed': one.chatId === chat,
            on: { click: () => openChat(one.chatId) },
          },
          el('span', { text: one.name }),
        );
        if (unread > 0) tab.append(el('b', { className: 'unread', text: String(unread) }));
        return tab;
      }),
    );
  }

  function place(message) {
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
    const fresh = drawMessage(message, {
      world,
      person,
      members: world.chats.find((one) => one.chatId === chat)?.members ?? [person],
      reply: () => composer.replyTo(message),
      tap,
      confirm: ask,
      failed: (error) => toast('error', error.message),
    });
    const old = drawn.get(message.messageId);
    if (old) {
      old.before(fresh);
      carryOver(old, fresh);
      old.remove();
      fresh.classList.add('changed');
    } else {
      list.querySelector('.empty')?.remove();
      list.append(fresh);
    }
    drawn.set(message.messageId, fresh);
    if ((!near && message.sender !== person) || fresh.contains(document.activeElement)) return;
    const toEnd = () => {
      list.scrollTop = list.scrollHeight;
    };
    toEnd();
    // A picture has its height only once it is there.
    for (const image of fresh.querySelectorAll('img')) image.addEventListener('load', toEnd);
  }

  async function tap(message, index, form) {
    try {
      const { toast: said, error } = await api.tap(person, message.messageId, index, form);
      if (said) toast(said.type, said.content);
      else if (error !== null) toast('error', `操作没有成功，请稍后再试（${error}）`);
      return error === null && said?.type !== 'error' && said?.type !== 'warning';
    } catch (error) {
      toast('error', error.message);
      return false;
    }
  }

  function toast(type, text) {
    const one = el('div', { className: `toast toast-${type}`, text });
    // One at a time, as the platform shows them.
    toasts.replaceChildren(one);
    setTimeout(() => one.remove(), 4_000);
  }

  /** The platform's confirmation of a dangerous button. */
  function ask(heading, text) {
    return new Promise((resolve) => {
      const answer = (value) => () => {
        cover.remove();
        resolve(value);
      };
      const cover = el(
        'div',
        { className: 'cover' },
        el(
          'div',
          { className: 'ask', role: 'dialog' },
          el('strong', { text: heading }),
          el('p', { text }),
          el(
            'div',
            { className: 'ask-buttons' },
            el('button', {
              className: 'button kind-default',
              text: '取消',
              on: { click: answer(false) },
            }),
            el('button', {
              className: 'button kind-primary_filled',
              text: '确定',
              on: { click: answer(true) },
            }),
          ),
        ),
      );
      node.append(cover);
    });
  }

  become(person, chat);
  return {
    node,
    write: (text) => composer.write(text),
    refresh: () => openChat(chat),
    message(message) {
      if (message.chatId === chat) place(message);
      listChats();
    },
  };
}
