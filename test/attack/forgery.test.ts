import { beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { pino } from 'pino';
import { MovableClock } from '../../src/kernel/clock.ts';
import { createOpener } from '../../src/intake/open.ts';
import type { Database } from '../../src/storage/open-database.ts';
import { testDatabase } from '../database.ts';
import { ENCRYPT_KEY, request, sign, tapOn, textMessage, TOKEN } from '../signed.ts';
import { attack, intakeOver } from './forgery.ts';
import { FORGERIES, genuine } from './forgeries.ts';

let database: Database<Record<string, never>>;
let taps = 0;
beforeAll(async () => {
  database = await testDatabase();
  return () => database.close();
});
const rows = async () => {
  const { rows: found } = await sql<{ n: number }>`select
    (select count(*)::int from inbox) + (select count(*)::int from tap) as n`.execute(database.db);
  return found[0]?.n ?? -1;
};
const intake = () => intakeOver(database, () => taps++);

it('20,000 forged requests: none accepted, none stored, all answered alike', async () => {
  const outcome = await attack(intake(), { count: 20_000, share: 100, seed: 20_261_126 });
  expect(outcome.overHttp).toBe(200);
  expect(outcome.kinds.size).toBe(Object.keys(FORGERIES).length);
  expect([...outcome.accepted]).toEqual([]);
  expect([...outcome.bodies]).toEqual(['{"error":"unauthorized"}']);
  expect([await rows(), taps]).toEqual([0, 0]);
});

it('the requests they were made of are accepted: the attack can see', async () => {
  const bases = genuine(6);
  for (const { raw, headers } of bases)
    expect((await intake().receive(raw, headers)).status).toBe(200);
  expect([await rows(), taps]).toEqual([4, 2]);
});

it('the same request counts once: after 10 minutes, 8 hours, 30 days, a restart, on another replica', async () => {
  const before = await rows();
  const { raw, headers } = request(textMessage('重放的消息'));
  const clock = new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z'));
  for (const hours of [0, 1 / 6, 8, 720]) {
    // A new intake is another process: nothing is remembered but what stands in the database.
    const one = intakeOver(database);
    clock.moveBy({ minutes: hours * 60 });
    await Promise.all(Array.from({ length: 50 }, () => one.receive(raw, headers)));
    await intakeOver(database).receive(raw, headers);
  }
  expect(await rows()).toBe(before + 1);
});

it.each([
  [7.1, null, true],
  [9, null, true],
  [7.1, 8, true],
  [8.1, 8, false],
  [721, 720, false],
])(
  '%d hours old, refused beyond %s: taken is %s, and what is late is in the log',
  async (hours, maxAgeHours, taken) => {
    const clock = new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z'));
    const noted: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void noted.push(line) });
    const over = { clock, log, ...(maxAgeHours === null ? {} : { maxAgeHours }) };
    let pressed = 0;
    const windowed = intakeOver(database, () => pressed++, over);
    const create_time = String(Math.round(clock.now().epochMilliseconds - hours * 3_600_000));
    const before = await rows();
    const said = request(textMessage(`多久以前的 ${hours} ${maxAgeHours}`, { create_time }));
    const tap = tapOn({ a: 'x' });
    const header = { ...tap.header, create_time: `${create_time}000` };
    const tapped = request({ ...tap, header });
    for (const { raw, headers } of [said, tapped])
      expect((await windowed.receive(raw, headers)).status).toBe(taken ? 200 : 401);
    expect([(await rows()) - before, pressed]).toEqual(taken ? [1, 1] : [0, 0]);
    expect(noted.length).toBe(hours > 8 ? 2 : 0);
  },
);

it('during a rotation both Encrypt Keys count, and afterwards the former is dead', () => {
  const during = createOpener({ encryptKeys: ['new', 'old'], verificationToken: TOKEN });
  const after = createOpener({ encryptKeys: ['new'], verificationToken: TOKEN });
  const kinds = ['new', 'old'].map((key) => {
    const { raw, headers } = request(tapOn({ a: 'x' }), key);
    return [during(raw, headers).kind, after(raw, headers).kind];
  });
  expect(kinds).toEqual([
    ['envelope', 'envelope'],
    ['envelope', 'refused'],
  ]);
  // Encrypted with one and signed with the other is neither's.
  const mixed = request(tapOn({ a: 'x' }), 'old').raw;
  expect(during(mixed, sign(mixed, 'new')).kind).toBe('refused');
});

it('nothing is parsed or decrypted before the signature is known to be right', () => {
  const open = createOpener({ encryptKeys: [ENCRYPT_KEY], verificationToken: TOKEN });
  // A million brackets, a broken cipher text, a wrong token: signed wrongly they are all the same.
  const bodies = ['['.repeat(1_000_000), '{"encrypt":"AAAA"}', request(textMessage('x')).raw];
  const answers = bodies.map((body) => open(Buffer.from(body), sign(body, 'another')));
  expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
    new Set(['{"kind":"refused"}']),
  );
});
