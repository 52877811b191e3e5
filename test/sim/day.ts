import type { Message } from '../../src/playground/platform/world.ts';
import { buttons } from './buttons.ts';
import type { Random } from './random.ts';
import { GROUPS, PERSONS, STAFF, type PersonId } from './school.ts';
import { choose, filled, mayTap } from './taps.ts';
import type { Town } from './town.ts';
import { chatter, issue, keeping, purchase, report } from './wordings.ts';

const ids = PERSONS.map(({ id }) => id);
const ASKERS: readonly PersonId[] = [
  'ou_teacher3',
  'ou_li',
  'ou_zhao',
  'ou_feng',
  'ou_canteen',
  'ou_head3',
];
/** The heads approve for their unit, so it is theirs who ask to buy. */
const BUYERS: readonly PersonId[] = ['ou_teacher3', 'ou_li', 'ou_zhao', 'ou_feng'];

interface OldButton {
  readonly message: Message;
  readonly found: NonNullable<ReturnType<typeof choose>>;
}

/** What people do in a day: each call is one thing that somebody does. */
export class Life {
  readonly #town: Town;
  readonly #random: Random;
  readonly #old: OldButton[] = [];
  readonly #mine: Message[] = [];
  #room = 101;

  constructor(town: Town, random: Random) {
    this.#town = town;
    this.#random = random;
  }

  /** One thing on a school day; `today` is the school's date. */
  async something(today: string): Promise<void> {
    const random = this.#random;
    const roll = random.below(100);
    if (roll < 14) return this.#report();
    if (roll < 20) return this.#say(random.pick(BUYERS), purchase(random));
    if (roll < 24) return this.#say(random.pick(ASKERS), issue(random));
    if (roll < 27) return this.#say('ou_store', keeping(random));
    if (roll < 30) return this.#say(random.pick(ids), chatter(random));
    if (roll < 32) return this.#edit();
    if (roll < 33) return this.#takeBack();
    if (roll < 35) return this.#together(today);
    if (roll < 37) return this.#olderCard(today);
    if (roll < 40) return this.#wrongPerson(today);
    return this.#tap(today);
  }

  /** Things that happen now and then: leave, a swap, somebody who goes, a roster. */
  async seldom(today: string): Promise<void> {
    const random = this.#random;
    const town = this.#town;
    const until = Temporal.PlainDate.from(today).add({ days: 1 + random.below(3) });
    switch (random.below(6)) {
      case 0: {
        town.count('approverAbsent');
        const [who, substitute] = random.pick([
          ['ou_head3', '王老师'],
          ['ou_head4', '冯老师'],
          ['ou_deputy', '周老师'],
        ] as const);
        return this.#say(who, `我请假到${until.month}月${until.day}日，${substitute}代批`);
      }
      case 1: {
        const gone = random.pick(['康老师', '老郑', '吕老师']);
        town.count('approverResigns');
        return this.#say('ou_director', `${gone}调走了`);
      }
      case 2:
        return this.#say('ou_director', '排班 下周六');
      case 3: {
        const day = Temporal.PlainDate.from(today).add({ days: 2 });
        return this.#say('ou_teacher3', `我${day.month}月${day.day}日的班跟李老师换`);
      }
      case 4:
        return this.#say(random.pick(ids), '值班记录：21点巡查正常；来访：无');
      default:
        return this.#say(
          'ou_director',
          random.pick(['待我审批', '发送失败', '设置', '导出报修台账']),
        );
    }
  }

  /** A minute before the reminder of the evening somebody's duty becomes another's. */
  async swapBeforeReminder(date: string): Promise<void> {
    const day = Temporal.PlainDate.from(date);
    this.#town.count('rosterSwap');
    await this.#say('ou_teacher3', `我${day.month}月${day.day}日的班跟李老师换`);
    await this.#say('ou_li', `我${day.month}月${day.day}日的班跟王老师换`);
    for (const person of ['ou_li', 'ou_teacher3'] as const)
      for (const words of ['同意换班', '收到']) await this.#press(person, person, words);
    await this.#press('ou_director', 'ou_director', '批准换班');
  }

  async #report(): Promise<void> {
    const random = this.#random;
    const text = report(random, this.#room++);
    const chat = random.chance(0.2) ? random.pick(GROUPS) : null;
    const said = await this.#town.say(random.pick(ASKERS), text, { chat, report: true });
    this.#mine.push(said);
  }

  async #say(person: PersonId, text: string): Promise<void> {
    const inGroup = this.#random.chance(0.08);
    await this.#town.say(person, text, { chat: inGroup ? STAFF : null });
  }

  /** What was asked for is changed while the approvers hold the card. */
  async #edit(): Promise<void> {
    const random = this.#random;
    this.#town.count('requestEdited');
    await this.#say(
      random.pick(BUYERS),
      random.pick(['雨伞', '电风扇', '打印机', '篮球']) + `改成${2 + random.below(4)}个`,
    );
  }

  async #takeBack(): Promise<void> {
    const message = this.#mine.pop();
    if (!message || message.recalled) return;
    this.#town.count('messageTakenBack');
    await this.#town.recall(message);
  }

  #place(): { place: string; person: PersonId; message: Message } | null {
    const random = this.#random;
    const person = random.pick(ids);
    const place = random.chance(0.12) ? random.pick(GROUPS) : person;
    const cards = this.#town.cards(place);
    return cards.length > 0 ? { place, person, message: random.pick(cards) } : null;
  }

  async #tap(today: string): Promise<void> {
    const random = this.#random;
    for (let look = 0; look < 6; look++) {
      const at = this.#place();
      const found = at && choose(random, at.message);
      if (!at || !found) continue;
      const old = buttons(at.message.content).filter(mayTap);
      if (old.length > 0 && random.chance(0.3))
        this.#old.push({ message: at.message, found: random.pick(old) });
      const form = filled(random, today);
      await this.#town.press(at.person, at.message, found, form);
      if (random.chance(0.08)) {
        this.#town.count('doubleTap');
        await this.#town.press(at.person, at.message, found, form);
      }
      return;
    }
  }

  /** The phone still shows what the card was. */
  async #olderCard(today: string): Promise<void> {
    const random = this.#random;
    const old = this.#old.splice(random.below(this.#old.length + 1), 1)[0];
    if (!old || old.message.recalled) return;
    this.#town.count('olderCard');
    const { members } = this.#town.parts.platform.world.chat(old.message.chatId);
    await this.#town.press(random.pick(members), old.message, old.found, filled(random, today));
    if (this.#old.length > 60) this.#old.shift();
  }

  /** Somebody taps a card that was forwarded, or a phone is lent. */
  async #wrongPerson(today: string): Promise<void> {
    const at = this.#place();
    const found = at && choose(this.#random, at.message);
    if (!at || !found) return;
    this.#town.count('wrongPerson');
    const others = ids.filter((id) => id !== at.person);
    await this.#town.press(
      this.#random.pick(others),
      at.message,
      found,
      filled(this.#random, today),
    );
  }

  /** Two who may both decide tap at the same moment, each at another replica. */
  async #together(today: string): Promise<void> {
    const random = this.#random;
    const pairs = [
      ['ou_director', 'ou_deputy'],
      ['ou_head4', 'ou_head4b'],
    ] as const;
    const [one, other] = random.pick(pairs);
    const cardOf = (person: string) =>
      this.#town.cards(person, 40).find((card) => this.#town.button(card, '同意'));
    const [mine, theirs] = [cardOf(one), cardOf(other)];
    const [yes, too] = [
      mine && this.#town.button(mine, '同意'),
      theirs && this.#town.button(theirs, '同意'),
    ];
    if (!mine || !theirs || !yes || !too) return this.#tap(today);
    this.#town.count('twoApproversTogether');
    const [a, b] = this.#town.parts.replicas;
    await Promise.all([
      this.#town.press(one, mine, yes, {}, a),
      this.#town.press(other, theirs, too, {}, b),
    ]);
  }

  async #press(person: PersonId, place: string, words: string): Promise<void> {
    for (const card of this.#town.cards(place)) {
      const found = this.#town.button(card, words);
      if (found) {
        await this.#town.press(person, card, found, { reason: '家里有事' });
        return;
      }
    }
  }
}
