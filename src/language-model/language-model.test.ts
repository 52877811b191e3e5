import { describe, expect, it } from 'vitest';
import { answering, createStandIn, saying, type Behaviour } from '../../test/language-model.ts';
import { MovableClock } from '../kernel/clock.ts';
import type { Understood } from '../kernel/understood.ts';
import { createLogger } from '../logging.ts';
import { createLanguageModel } from './index.ts';
import { masked } from './prompt.ts';

const NOW = Temporal.Instant.from('2026-11-23T10:00:00+08:00');
const CONTEXT = { now: NOW, timezone: 'Asia/Shanghai' };
const CHAT: Understood = { intent: 'chitchat', slots: {} };
const TEXT = '阶梯教室那个大家伙又罢工了，电话 13812345678，联系人李老师';

const report = (slots: object = {}) => ({
  intent: 'repair.report',
  slots: { location: '阶梯教室', object: '大家伙', fault: '罢工了', urgency: 'normal', ...slots },
});

async function reader(behave: Behaviour, timeLimitMilliseconds = 2_000) {
  const standIn = await createStandIn(behave);
  const clock = new MovableClock(NOW);
  const model = createLanguageModel({
    url: standIn.url,
    model: 'test-model',
    apiKey: 'canary-key',
    log: createLogger('silent'),
    clock,
    timeLimitMilliseconds,
  });
  return {
    standIn,
    clock,
    read: (text = TEXT, rules: Understood = CHAT) => model.read(text, rules, CONTEXT),
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  };
}

describe('what is asked', () => {
  it('goes to the chat completions of the address, with the key and the model', async () => {
    await using model = await reader(answering(report()));
    await model.read();
    const [request] = model.standIn.seen;
    expect(request?.url).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe('Bearer canary-key');
    expect(request?.body).toContain('"model":"test-model"');
  });

  it('holds no telephone number, and the answer gets it back', async () => {
    await using model = await reader(answering(report({ contact: '***********' })));
    const understood = await model.read();
    expect(model.standIn.seen[0]?.body).not.toContain('13812345678');
    expect(understood).toMatchObject({ slots: { contact: '13812345678' } });
  });

  it.each([
    ['电话13812345678', '电话***********'],
    ['+86 138 1234 5678', '+** *** **** ****'],
    ['0571-88123456', '****-********'],
    ['身份证 110101199003071234 办卡', '身份证 ****************** 办卡'],
    ['302 空调，分机 8812', '302 空调，分机 8812'],
    ['BX2611-0001 到哪了', 'BX2611-0001 到哪了'],
  ])('%s is sent as %s', (text, sent) => {
    expect(masked(text)).toBe(sent);
  });
});

describe('what is taken', () => {
  it('an answer that fits, also inside a fence', async () => {
    const json = JSON.stringify({ parts: [report()] });
    await using model = await reader(saying(`Here it is:\n\`\`\`json\n${json}\n\`\`\``));
    expect(await model.read()).toMatchObject({
      intent: 'repair.report',
      slots: { location: '阶梯教室', object: '大家伙', fault: '罢工了', when: null },
    });
  });

  it('two requests as two', async () => {
    const issue = {
      intent: 'supply.issue',
      slots: { items: [{ name: '粉笔', qty: 2, unit: '盒' }] },
    };
    await using model = await reader(answering(report(), issue));
    const understood = await model.read(`${TEXT}，再领两盒粉笔`);
    expect(understood).toMatchObject({
      intent: 'multi',
      slots: { parts: [{ intent: 'repair.report' }, { intent: 'supply.issue' }] },
    });
  });

  it('never a report less urgent than the rules read it', async () => {
    await using model = await reader(answering(report({ urgency: 'normal' })));
    const rules: Understood = {
      intent: 'repair.report',
      slots: {
        location: null,
        location_norm: {},
        object: null,
        fault: '罢工了',
        category: null,
        urgency: 'high',
        when: null,
        contact: null,
      },
    };
    expect(await model.read(TEXT, rules)).toMatchObject({ slots: { urgency: 'high' } });
  });
});

const WRONG: [string, Behaviour][] = [
  ['a status of 500', (r) => void r.writeHead(500).end('{}')],
  ['a status of 401', (r) => void r.writeHead(401).end('{}')],
  ['a redirect', (r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['HTML', (r) => void r.end('<html>busy</html>')],
  ['JSON of another kind', (r) => void r.end('{"result":"ok"}')],
  ['no choice', (r) => void r.end('{"choices":[]}')],
  ['a content that is no JSON', saying('我觉得是报修')],
  ['an empty content', saying('')],
  ['a body without end of 10 MB', (r) => void r.end(`{"choices":[${'1,'.repeat(5_000_000)}1]}`)],
  ['a cut connection', (r) => void r.destroy()],
  ['a connection cut in the middle', (r) => void (r.write('{"choi'), r.destroy())],
  ['no part', answering()],
  ['an unknown intent', answering({ intent: 'repair.destroy', slots: {} })],
  ['a slot that is not in the message', answering(report({ location: '校长室' }))],
  ['pieces out of order', answering(report({ location: ['大家伙', '阶梯教室'] }))],
  ['an unknown urgency', answering(report({ urgency: 'whatever' }))],
  ['a day that does not exist', answering(report({ when: '2026-02-30' }))],
  ['an unknown trade', answering(report({ category: 'admin' }))],
  ['a hundred parts', answering(...Array.from({ length: 100 }, () => report()))],
  [
    'a quantity of minus one',
    answering({ intent: 'supply.issue', slots: { items: [{ name: '大家伙', qty: -1 }] } }),
  ],
];

describe('the rules’ reading stands when the endpoint gives', () => {
  it.each(WRONG)('%s', async (_, behave) => {
    await using model = await reader(behave);
    expect(await model.read()).toBeNull();
  });

  it('nothing within the time limit', async () => {
    await using model = await reader(() => undefined, 150);
    expect(await model.read()).toBeNull();
  });

  it('a body that drips past the time limit', async () => {
    await using model = await reader((r) => void r.write('{"choices":'), 150);
    expect(await model.read()).toBeNull();
  });

  it('nothing because nobody listens', async () => {
    const model = createLanguageModel({
      url: 'http://127.0.0.1:1/v1',
      model: 'm',
      apiKey: null,
      log: createLogger('silent'),
      clock: new MovableClock(NOW),
    });
    expect(await model.read(TEXT, CHAT, CONTEXT)).toBeNull();
  });
});

it('an endpoint that failed three times in a row is left alone for a minute', async () => {
  await using model = await reader((r) => void r.writeHead(500).end());
  for (let i = 0; i < 5; i++) await model.read();
  expect(model.standIn.seen).toHaveLength(3);
  model.clock.moveBy({ seconds: 61 });
  model.standIn.behave(answering(report()));
  expect(await model.read()).not.toBeNull();
});

it('what is logged of a failure holds neither the message nor the key', async () => {
  const lines: string[] = [];
  await using standIn = await createStandIn(answering(report({ location: '校长室' })));
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) });
  const clock = new MovableClock(NOW);
  const model = createLanguageModel({
    url: standIn.url,
    model: 'm',
    apiKey: 'canary-key',
    log,
    clock,
  });
  await model.read(TEXT, CHAT, CONTEXT);
  expect(lines.join('')).toContain('the language model gave no usable answer');
  expect(lines.join('')).not.toMatch(/canary-key|阶梯教室|13812345678|校长室/);
});
