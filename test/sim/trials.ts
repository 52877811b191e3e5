/** What happens seldom by chance and shows much: each trial is one situation, made on purpose. */
import { INBOUND_FAULTS } from './delivery.ts';
import type { DatabaseFault } from './gate.ts';
import { deckOf, type Random } from './random.ts';
import type { Time } from './time.ts';
import type { Town } from './town.ts';
import { none } from './violation.ts';
import { report } from './wordings.ts';

/** What breaks, how far apart the points are where it does, and how many of them a report is sure to reach. */
const BREAKS = [
  ['crashAfterCommit', 1, 6],
  ['crashBeforeCommit', 1, 6],
  ['crashBetweenStatements', 5, 6],
  ['connectionError', 5, 6],
  ['crashAfterSend', 1, 1],
] as const satisfies readonly (readonly [DatabaseFault, number, number])[];
/** A second more than another replica waits for a dead one's lease. */
const LEASE = { seconds: 16 } as const;

export class Trials {
  readonly #town: Town;
  readonly #time: Time;
  readonly #random: Random;
  readonly #breaks: { draw(): (typeof BREAKS)[number] };
  #turn: number;
  #room = 1_000;
  #left = false;

  constructor(town: Town, time: Time, random: Random) {
    this.#town = town;
    this.#time = time;
    this.#random = random;
    this.#breaks = deckOf<(typeof BREAKS)[number]>(random, BREAKS);
    this.#turn = random.below(7);
  }

  async live(count: number): Promise<void> {
    const all = [
      () => this.#everyInbound(),
      () => this.#broken(),
      () => this.#inOrder(),
      () => this.#guest(),
      () => this.#lostAndLong(),
      () => this.#leaver(),
      () => this.#substitute(),
    ];
    for (let i = 0; i < count; i++) await all[this.#turn++ % all.length]?.();
  }

  /** One report for each way in which an event can come wrongly. */
  async #everyInbound(): Promise<void> {
    const { delivery } = this.#town.parts;
    const before = delivery.trouble;
    delivery.trouble = 1;
    for (let n = 0; n < INBOUND_FAULTS.length; n++) {
      await this.#report('ou_canteen');
      await this.#soon({ seconds: 2 });
    }
    delivery.trouble = before;
  }

  /** The process ends, or its connection, at one point after another of the same work. */
  async #broken(): Promise<void> {
    const { replicas } = this.#town.parts;
    for (let n = 0; n < 6; n++) {
      const [fault, apart, points] = this.#breaks.draw();
      for (const { gate } of replicas) gate.arm(fault, (n % points) * apart);
      await this.#report('ou_li');
      await this.#time.settle();
      for (const replica of replicas) {
        replica.gate.disarm();
        if (replica.gate.crashed) await replica.restart();
      }
      await this.#soon(LEASE);
    }
  }

  /** Two things said before anybody looked: they are dealt with as they were said. */
  async #inOrder(): Promise<void> {
    const { delivery } = this.#town.parts;
    const said = [await this.#report('ou_feng')];
    await this.#soon({ seconds: 0 }, false);
    said.push(await this.#report('ou_feng'));
    if (said.some((id) => !delivery.sent.get(`m:${id}`)?.acknowledged)) return;
    const before = await this.#numbers(said);
    await this.#soon(LEASE);
    const numbers = await this.#numbers(said);
    if (before.size > 0 || numbers.size < 2) return;
    const [first = '', second = ''] = said.map((id) => numbers.get(id));
    none(
      'I1 what one person says in one chat is dealt with in its order',
      first < second ? [] : [`${first} was said before ${second}`],
    );
  }

  async #numbers(messages: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#town.parts.database.db
      .selectFrom('repair_ticket')
      .select(['message_id', 'number'])
      .where('message_id', 'in', messages)
      .execute();
    return new Map(rows.map((row) => [row.message_id ?? '', row.number]));
  }

  /** Somebody of another school, in a group that both are in. */
  async #guest(): Promise<void> {
    const said = await this.#town.say('ou_feng', report(this.#random, this.#room++), {
      tenant: 'another',
    });
    await this.#soon(LEASE);
    none('X1 a guest opens nothing', [...(await this.#numbers([said.messageId])).values()]);
  }

  /** An answer is lost, and then nothing is taken for longer than the platform remembers a uuid. */
  async #lostAndLong(): Promise<void> {
    const { platform, clock } = this.#town.parts;
    platform.next = 'lostResponse';
    await this.#report('ou_zhao');
    await this.#time.settle();
    platform.congestedUntil = clock.now().epochMilliseconds + 66 * 60_000;
    await this.#soon({ minutes: 70 });
    await this.#soon({ minutes: 10 });
  }

  /** Whoever goes leaves work behind, and still has the phone. */
  async #leaver(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    const town = this.#town;
    town.count('approverResigns');
    await town.say('ou_li', `教学楼${this.#room++}桌子腿断了`);
    await town.say('ou_zhao', '申请买2台电风扇，200元一台，班级用');
    await this.#soon(LEASE);
    await this.#tap('ou_handy', '接单');
    await this.#tap('ou_zhao', '提交申请');
    for (const name of ['老郑', '康老师']) {
      await town.say('ou_director', `${name}调走了`);
      await this.#soon(LEASE);
      await this.#tap('ou_director', '确认调走', { person: 'ou_elec' });
      await this.#soon(LEASE);
    }
    for (const words of ['完工', '接单', '转派']) await this.#tap('ou_handy', words, {});
    await this.#tap('ou_head4b', '同意');
    for (let i = 0; i < 3; i++) await town.say('ou_li', `教学楼${this.#room++}桌子腿断了`);
    await this.#soon(LEASE);
  }

  /** A head is away for a day, and whoever stands in goes on tapping afterwards. */
  async #substitute(): Promise<void> {
    const today = this.#time.now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
    this.#town.count('approverAbsent');
    const words = `我请假到${today.month}月${today.day}日，王老师代批`;
    await this.#town.say('ou_head3', words);
    await this.#soon(LEASE);
  }

  async #report(person: string): Promise<string> {
    const text = report(this.#random, this.#room++);
    return (await this.#town.say(person, text, { report: true })).messageId;
  }

  async #tap(person: string, words: string, form: Record<string, unknown> = {}): Promise<void> {
    for (const card of this.#town.cards(person, 20)) {
      const found = this.#town.button(card, words);
      if (!found) continue;
      await this.#town.press(person, card, found, form);
      return;
    }
  }

  async #soon(duration: object, settles = true): Promise<void> {
    if (settles) await this.#time.settle();
    const target = this.#time.now.add(Temporal.Duration.from({ ...duration, milliseconds: 1 }));
    if (settles) await this.#time.to(target);
    else this.#town.parts.clock.moveTo(target);
  }
}
