import { describe, expect, it } from 'vitest';
import { BOT, envelope, tapOn, TENANT, textMessage, TOKEN } from '../../test/signed.ts';
import { readEnvelope } from './envelope.ts';
import { instantOf } from './values.ts';

const read = (value: unknown) => readEnvelope(value, BOT);
const inbound = (value: unknown) => {
  const reading = read(value);
  return reading.kind === 'inbound' ? reading.inbound : reading;
};
const mention = (n: number, openId: string, name: string) => ({
  key: `@_user_${n}`,
  id: { open_id: openId },
  name,
});
const group = (text: string, mentions: unknown[]) =>
  textMessage(text, { chat_type: 'group', chat_id: 'oc_group', mentions });
const kind = (messageType: string, content: unknown) =>
  inbound(textMessage('', { message_type: messageType, content: JSON.stringify(content) }));

describe('a message', () => {
  it('in a direct chat is for the bot, with its words, sender, tenant and stamp', () => {
    expect(inbound(textMessage('三年级二班的灯坏了', { message_id: 'om_a' }))).toMatchObject({
      kind: 'message',
      messageId: 'om_a',
      chatKind: 'direct',
      senderOpenId: 'ou_teacher',
      tenantKey: TENANT,
      senderTenantKey: TENANT,
      text: '三年级二班的灯坏了',
      addressed: true,
      parentId: null,
      unreadable: null,
      sentAt: Temporal.Instant.fromEpochMilliseconds(1_764_000_000_000),
    });
  });

  it('is recognised by its message_id, and ordered by sender and chat', () => {
    expect(read(textMessage('x', { message_id: 'om_a' }))).toMatchObject({
      key: 'm:om_a',
      lane: 'oc_direct ou_teacher',
    });
  });

  it('in a group is for the bot only when the bot is mentioned', () => {
    expect(inbound(group('@_user_1 灯坏了', [mention(1, BOT, '后勤')]))).toMatchObject({
      addressed: true,
      text: '灯坏了',
    });
    expect(inbound(group('@_user_1 灯坏了', [mention(1, 'ou_x', '王老师')]))).toMatchObject({
      addressed: false,
    });
    expect(inbound(group('@_all 开会', []))).toMatchObject({
      addressed: false,
      text: '@所有人 开会',
    });
  });

  it('loses the mention of the bot as a whole token and keeps the names of others', () => {
    const mentions = [mention(1, BOT, '后勤'), mention(10, 'ou_w', '王老师')];
    expect(inbound(group('替@_user_10 报 @_user_1 灯坏了', mentions))).toMatchObject({
      text: '替 @王老师 报 灯坏了',
      mentions: [{ openId: 'ou_w', name: '王老师' }],
    });
  });

  it('keeps a key that somebody only typed', () => {
    expect(inbound(textMessage('请看@_user_1'))).toMatchObject({ text: '请看@_user_1' });
  });

  it('before the bot knows its id goes by the kind of who is mentioned', () => {
    const value = group('@_user_1 灯坏了', [{ ...mention(1, BOT, '后勤'), mentioned_type: 'bot' }]);
    expect(readEnvelope(value, null)).toMatchObject({
      inbound: { addressed: true, text: '灯坏了' },
    });
  });

  it('of rich text gives its title, lines, names and pictures', () => {
    const content = [
      [
        { tag: 'at', user_id: '@_user_1' },
        { tag: 'text', text: '漏水' },
      ],
      [{ tag: 'img', image_key: 'img_1' }],
      [{ tag: 'a', text: '看这里', href: 'https://x' }],
    ];
    const value = textMessage('', {
      message_type: 'post',
      chat_type: 'group',
      mentions: [mention(1, BOT, '后勤')],
      content: JSON.stringify({ title: '报修', content }),
    });
    expect(inbound(value)).toMatchObject({
      text: '报修\n漏水\n看这里',
      imageKeys: ['img_1'],
      addressed: true,
    });
    expect(
      kind('post', { zh_cn: { title: '', content: [[{ tag: 'text', text: '灯' }]] } }),
    ).toMatchObject({ text: '灯' });
  });

  it('may be a picture, a voice or something that cannot be read', () => {
    expect(kind('image', { image_key: 'img_1' })).toMatchObject({ imageKeys: ['img_1'], text: '' });
    expect(kind('audio', { file_key: 'f', duration: 2_000 })).toMatchObject({
      voice: { fileKey: 'f', milliseconds: 2_000 },
    });
    expect(kind('sticker', { file_key: 'f' })).toMatchObject({ unreadable: 'sticker' });
  });

  it('of a bot is ignored', () => {
    const value = envelope('im.message.receive_v1', {
      sender: { sender_id: {}, sender_type: 'app' },
      message: {},
    });
    expect(read(value)).toEqual({ kind: 'ignored' });
  });

  it('in a form nobody knows is kept aside, not guessed at', () => {
    expect(kind('text', { words: '灯坏了' })).toMatchObject({ kind: 'unknown' });
    expect(read(envelope('im.message.receive_v1', { message: '灯坏了' }))).toMatchObject({
      kind: 'unknown',
    });
    expect(inbound(textMessage('x', { content: '{"text":"灯", "__proto__":{}}' }))).toMatchObject({
      kind: 'unknown',
    });
  });

  it('has at most twenty pictures of one message', () => {
    const content = Array.from({ length: 5_000 }, (_, i) => [
      { tag: 'img', image_key: `img_${i}` },
    ]);
    const message = textMessage('', {
      message_type: 'post',
      content: JSON.stringify({ title: '', content }),
    });
    expect(inbound(message)).toMatchObject({
      imageKeys: Array.from({ length: 20 }, (_, i) => `img_${i}`),
    });
  });

  it('carries nothing that a text column cannot hold', () => {
    expect(inbound(textMessage('灯\u0000坏\ud800了'))).toMatchObject({ text: '灯坏\ufffd了' });
    expect(read(textMessage('x', { message_id: 'om\u0000' }))).toMatchObject({ kind: 'unknown' });
  });
});

describe('a tap', () => {
  it('gives action, value, operator, card and the µs stamp', () => {
    expect(inbound(tapOn({ a: 'repairs.accept', id: 't1', v: 3 }))).toMatchObject({
      kind: 'tap',
      action: 'repairs.accept',
      value: { a: 'repairs.accept', id: 't1', v: 3 },
      operatorOpenId: 'ou_teacher',
      messageId: 'om_card',
      chatId: 'oc_direct',
      tenantKey: TENANT,
      form: {},
      at: Temporal.Instant.fromEpochMilliseconds(1_764_000_000_123),
    });
  });

  it('finds the context beside the event too', () => {
    const { context, ...event } = tapOn({ a: 'x' }).event as { context: unknown };
    const value = { ...envelope('card.action.trigger', event), context };
    expect(inbound(value)).toMatchObject({ kind: 'tap', messageId: 'om_card' });
  });

  it('gives the fields of a form, and of a component outside one', () => {
    const form = { form_value: { reason: '待配件', date: '2026-12-01 +0800' } };
    expect(inbound(tapOn({ a: 'x' }, form))).toMatchObject({ form: form.form_value });
    expect(inbound(tapOn({ a: 'x' }, { name: 'person', option: 'ou_w' }))).toMatchObject({
      form: { person: 'ou_w' },
    });
  });

  it('without operator, value or action gives empty ones: the handler refuses', () => {
    const value = envelope('card.action.trigger', {
      operator: {},
      action: {},
      context: { open_message_id: 'om_card' },
    });
    expect(inbound(value)).toMatchObject({
      kind: 'tap',
      operatorOpenId: '',
      action: '',
      value: {},
    });
    expect(inbound(tapOn('{"a":"x"}'))).toMatchObject({ action: 'x' });
    expect(inbound(tapOn('words'))).toMatchObject({ action: '' });
  });

  it('of somebody of another tenant carries that tenant', () => {
    const value = tapOn({ a: 'x' });
    const event = {
      ...(value.event as object),
      operator: { open_id: 'ou_g', tenant_key: 'tenant2' },
    };
    expect(inbound({ ...value, event })).toMatchObject({
      tenantKey: TENANT,
      operatorTenantKey: 'tenant2',
    });
  });
});

describe('a notice', () => {
  const by = { operator_id: { open_id: 'ou_a' } };
  it.each([
    [
      'im.chat.access_event.bot_p2p_chat_entered_v1',
      { chat_id: 'oc_1', ...by },
      { kind: 'entered', person: 'ou_a', chatId: 'oc_1' },
    ],
    [
      'im.chat.member.bot.added_v1',
      { chat_id: 'oc_1', name: '总务群', ...by },
      { kind: 'botAdded', chatName: '总务群' },
    ],
    [
      'im.chat.member.bot.deleted_v1',
      { chat_id: 'oc_1', ...by },
      { kind: 'botRemoved', chatId: 'oc_1' },
    ],
    [
      'application.bot.menu_v6',
      { operator: by, event_key: 'mine', timestamp: 1_764_000_000 },
      { kind: 'menu', key: 'mine' },
    ],
    [
      'im.message.recalled_v1',
      { message_id: 'om_1', chat_id: 'oc_1' },
      { kind: 'recalled', messageId: 'om_1' },
    ],
  ])('%s is understood', (type, event, expected) => {
    expect(inbound(envelope(type, event))).toMatchObject(expected);
    expect(read(envelope(type, {}))).toMatchObject({ kind: 'unknown' });
  });

  it('of a shared group names the tenant of whoever did it', () => {
    const event = { chat_id: 'oc_1', ...by, operator_tenant_key: 'theirs' };
    const of = (over: object) =>
      inbound(envelope('im.chat.member.bot.added_v1', { ...event, ...over }));
    expect(of({})).toMatchObject({ tenantKey: TENANT, operatorTenantKey: 'theirs' });
    expect(of({ operator_tenant_key: '' })).toMatchObject({ operatorTenantKey: TENANT });
  });

  it('of a recall waits for the message it is about', () => {
    expect(
      read(envelope('im.message.recalled_v1', { message_id: 'om_1', chat_id: 'oc_1' })),
    ).toMatchObject({ after: 'm:om_1' });
  });

  it('of the first generation is understood: a direct chat begins', () => {
    const event = {
      type: 'p2p_chat_create',
      app_id: 'a',
      tenant_key: TENANT,
      chat_id: 'oc_1',
      user: { open_id: 'ou_a', name: '王' },
    };
    const value = {
      ts: '1764000000.7171419',
      uuid: 'u1',
      token: TOKEN,
      type: 'event_callback',
      event,
    };
    expect(read(value)).toMatchObject({
      key: 'e:u1',
      inbound: { kind: 'entered', person: 'ou_a' },
    });
  });

  it('of a type that has no effect is ignored', () => {
    expect(read(envelope('im.message.message_read_v1', { anything: 1 }))).toEqual({
      kind: 'ignored',
    });
  });
});

it.each([
  ['1764000000', 1_764_000_000_000],
  ['1764000000123', 1_764_000_000_123],
  ['1764000000123456', 1_764_000_000_123],
  ['1764000000.9', 1_764_000_000_000],
])('the stamp %s is read by its number of digits', (text, milliseconds) => {
  expect(instantOf(text)?.epochMilliseconds).toBe(milliseconds);
});
it.each(['', '12', 'yesterday', '17640000001234567890'])('the stamp %j is none', (text) => {
  expect(instantOf(text)).toBeNull();
});
