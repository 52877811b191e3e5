import { el } from './dom.js';

/** The line at the bottom: words, a picture, @后勤 in a group, what is being replied to. */
export function createComposer({ send, picture, failed }) {
  let reply = null;
  let group = false;
  const input = el('textarea', { rows: 1, placeholder: '发消息给 后勤', 'aria-label': '消息' });
  const mention = el('input', { type: 'checkbox', checked: true });
  const mentionLabel = el('label', { className: 'mention' }, mention, '@后勤');
  const quoted = el('div', { className: 'replying', hidden: true });
  const file = el('input', { type: 'file', accept: 'image/*', hidden: true });
  file.addEventListener('change', async () => {
    const [chosen] = file.files;
    file.value = '';
    if (chosen) await picture(chosen).catch(failed);
  });
  const replyTo = (message) => {
    reply = message;
    quoted.hidden = message === null;
    quoted.replaceChildren(
      '正在回复一条消息 ',
      el('button', { text: '取消', on: { click: () => replyTo(null) } }),
    );
    if (message) input.focus();
  };
  async function submit() {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    const options = { mentionBot: group && mention.checked };
    if (reply) options.replyTo = reply.messageId;
    replyTo(null);
    await send(text, options).catch(failed);
  }
  input.addEventListener('keydown', (event) => {
    // Enter also ends a word of an input method; that is not sending.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  });
  const node = el(
    'div',
    { className: 'composer' },
    quoted,
    el(
      'div',
      { className: 'composer-line' },
      mentionLabel,
      input,
      el('button', {
        className: 'plain-button',
        title: '发图片',
        'aria-label': '发图片',
        text: '图片',
        on: { click: () => file.click() },
      }),
      el('button', { className: 'send', text: '发送', on: { click: submit } }),
      file,
    ),
  );
  return {
    node,
    replyTo,
    write(text) {
      input.value = text;
      input.focus();
    },
    forChat(chat) {
      group = chat?.kind === 'group';
      mentionLabel.hidden = !group;
      input.placeholder = `发消息给 ${chat?.name ?? '后勤'}`;
      replyTo(null);
    },
  };
}
