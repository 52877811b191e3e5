import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { MovableClock } from '../src/kernel/clock.ts';
import { idMaker } from '../src/kernel/ids.ts';
import type { JsonObject } from '../src/kernel/json.ts';
import type { Recipient, Say } from '../src/kernel/say.ts';
import { claim } from '../src/outbox/claim.ts';
import { createOutbox, type Outbox } from '../src/outbox/outbox.ts';
import { type PastMessage, type Send, SendFailure } from '../src/outbox/send.ts';
import type { Database } from '../src/storage/database.ts';
import type { Tables } from '../src/tables.ts';
import { testDatabase } from './database.ts';

export const START = Temporal.Instant.from('2026-11-24T02:00:00Z');
export const WANG: Recipient = { kind: 'person', openId: 'ou_wang' };
export const LI: Recipient = { kind: 'person', openId: 'ou_li' };

/** A port that writes down what is said and fails as it is told. */
class Ear implements Send {
  heard: string[] = [];
  ids: string[] = [];
  past: (PastMessage & { chatId: string })[] | null = null;
  failPast: SendFailure | null = null;
  fail: (what: string) => SendFailure | null = () => null;
  #count = 0;

  #hear(what: string, id: string): string {
    this.ids.push(id);
    const failure = this.fail(what);
    if (failure) throw failure;
    this.heard.push(what);
    return `om_${++this.#count}`;
  }
  // oxlint-disable require-await -- the port is asynchronous
  async card(to: Recipient, card: JsonObject, id: string) {
    return this.#hear(`card ${who(to)} ${JSON.stringify(card['header'])}`, id);
  }
  async text(to: Recipient, text: string, id: string) {
    return this.#hear(`${who(to)}: ${text}`, id);
  }
  async reply(messageId: string, text: string, id: string) {
    return this.#hear(`${messageId} < ${text}`, id);
  }
  async file(to: Recipient, key: string, id: string) {
    return this.#hear(`file ${who(to)} ${key}`, id);
  }
  async uploadFile(file: { name: string; bytes: Uint8Array }) {
    return `${file.name}/${file.bytes.length}`;
  }
  async updateCard(messageId: string, card: JsonObject) {
    this.#hear(`update ${messageId} ${JSON.stringify(card['header'])}`, '');
  }
  async history(chatId: string, from: Temporal.Instant, until: Temporal.Instant) {
    if (this.failPast) throw this.failPast;
    if (!this.past) throw new SendFailure('alarm', 'no permission', 230027);
    return this.past.filter(
      ({ chatId: where, at }) =>
        where === chatId &&
        Temporal.Instant.compare(at, from) >= 0 &&
        Temporal.Instant.compare(at, until) <= 0,
    );
  }
  async urgent(messageId: string, people: readonly string[]) {
    this.heard.push(`urgent ${messageId} ${people.join()}`);
  }
}

export const TITLED = { template: 'x', values: { title: { title: { content: '一' } } } };
const who = (to: Recipient) => (to.kind === 'person' ? to.openId.slice(3) : to.chatId.slice(3));

export let database: Database<Tables>;
export let clock: MovableClock;
export let ear: Ear;
export let outbox: Outbox;

/** A database, an outbox and the port that it speaks to, before each test of the file that calls this. */
export function eachWithOutbox(): void {
  beforeEach(begin);
  afterEach(() => database.close());
}

async function begin(): Promise<void> {
  database = await testDatabase<Tables>();
  clock = new MovableClock(START);
  ear = new Ear();
  outbox = createOutbox({
    schoolId: 'cli_a',
    database,
    clock,
    newId: idMaker(clock),
    log: pino({ level: 'silent' }),
    send: ear,
    render: ({ values }) => ({ header: values['title'] ?? null }),
    quiet: () => night.now,
  });
}

/** Whether it is night for the outbox. */
export const night = { now: false };

export const speak = (work: (say: Say) => Promise<void>) =>
  database.transaction((tx) => work(outbox.say(tx, clock.now())));
export const show = (
  key: string,
  title: string,
  options: { renew?: boolean; live?: boolean; urgentTo?: string[] } = {},
) =>
  speak((say) =>
    say.show({ key, to: WANG, card: { template: 'x', values: { title } }, live: true, ...options }),
  );
export const dead = () =>
  database.db.selectFrom('dead_letter').select(['reason', 'code']).execute();
export const claimNow = (paced = true, paused = false) =>
  database.transaction((tx) => claim(tx, 'cli_a', clock.now(), { paced, paused }));
