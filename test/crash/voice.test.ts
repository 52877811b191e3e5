import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MovableClock, systemClock } from '../../src/kernel/clock.ts';
import { createPlatform } from '../../src/playground/platform/index.ts';
import { textOf, VOICE } from '../harness.ts';
import { freePort, isReady, makeKeys, settings, startBot, until } from './bot.ts';

const TEACHER = 'ou_teacher3';

it('a voice message that a killed process was listening to is heard by the next one, once', async () => {
  const keys = makeKeys();
  const directory = await mkdtemp(join(tmpdir(), 'houqin-voice-'));
  const port = await freePort();
  const platform = await createPlatform({
    ...keys,
    people: [{ openId: TEACHER, name: '王老师' }],
    groups: [],
    clock: new MovableClock(systemClock.now(), systemClock),
  });
  platform.scopes.speech = true;
  platform.connect(`http://127.0.0.1:${port}/webhook/lark`);
  const env = { LARK_DOMAIN: platform.address, DATA_DIR: directory, PORT: String(port) };
  const said = () => platform.messagesOf(TEACHER).filter((message) => message.fromBot);
  const { faults } = platform;
  let bot = startBot(settings(keys, env));
  try {
    await until('ready', () => isReady(port));
    // It hangs in the download, after the commit and before anything is said.
    faults.delay = { count: 1, milliseconds: 5_000 };
    await platform.speak(TEACHER, VOICE, { milliseconds: 1_000, words: '302空调不制冷' });
    await until('the download', () => faults.delay.count === 0);
    bot.kill('SIGKILL');
    await bot.ended;
    expect(said()).toEqual([]);
    bot = startBot(settings(keys, env));
    await until('the receipt', () => said().length >= 2);
    expect(said().map(textOf)).toEqual([
      expect.stringContaining('我听到的是：“302空调不制冷”'),
      expect.stringContaining('-0001'),
    ]);
  } finally {
    bot.kill('SIGKILL');
    await bot.ended;
    await platform.close();
    await rm(directory, { recursive: true, force: true });
  }
});
