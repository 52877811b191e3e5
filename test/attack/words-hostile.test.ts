import { expect, it } from 'vitest';
import type { Change } from '../../src/playground/platform/world.ts';
import { openSchool, PEOPLE, STAFF, textOf, type OpenSchool } from '../harness.ts';
import { HOSTILE, livePartsOf, livePartsOfText } from './hostile.ts';

const { teacher, head, electrician } = PEOPLE;

/** Everything the platform is given from now on: cards in each of their contents, and lines. */
function listen(school: OpenSchool) {
  const cards: string[] = [];
  const lines: string[] = [];
  school.platform.world.listeners.add((change: Change) => {
    if (change.kind !== 'message' || !change.message.fromBot) return;
    const { kind, content } = change.message;
    if (kind === 'interactive') cards.push(JSON.stringify(content));
    else if (kind === 'text') lines.push(textOf(change.message));
  });
  return { cards, lines };
}

const oneLine = (text: string, most: number) => text.replaceAll(/\s+/g, ' ').slice(0, most);

it('hostile words in forms, names, goods, places and reasons stay words on every card there is', async () => {
  await using school = await openSchool({ unlimited: true });
  const { cards, lines } = listen(school);
  const ok = async (person: string, button: string, form: Record<string, unknown> = {}) => {
    const card = school.button(person, button);
    const { toast, error } = await school.platform.tap(person, card.messageId, button, form);
    expect([button, error, toast?.type]).toEqual([button, null, 'success']);
  };
  await school.say(teacher, '302 空调不制冷');
  await ok(electrician, '接单');
  await school.say(teacher, '申请买一台打印机，预算300');
  for (const [i, { mark, text }] of HOSTILE.entries()) {
    const words = text.slice(0, 300).trim();
    // A name is what the platform says it is, and so never NUL or half a character.
    const name = oneLine(text, 60).toWellFormed().replaceAll('\0', '');
    const rename = school.database.db.updateTable('person').set({ name });
    await rename.where('open_id', '=', teacher).execute();
    await ok(teacher, '补充', { place: words.slice(0, 80), note_supplement: words });
    await ok(teacher, '保存修改', { lines1: `${oneLine(text, 25)} 1个 10`, reason: words });
    // Others see it only after settling, which is most of the time; so they answer every eighth.
    if (i % 8 === 0) {
      await ok(teacher, '提交申请');
      await school.settle();
      await ok(electrician, '挂起', { reason: '其他', note_suspend: words });
      await ok(electrician, '继续');
      await ok(head, '退回修改', { reason_return: words });
      await school.settle();
    }
    const seen = cards.splice(0);
    expect([mark, seen.join('').split(mark).length > 5]).toEqual([mark, true]);
    for (const card of seen) expect(livePartsOf(JSON.parse(card))).toEqual([]);
  }
  expect(lines.flatMap(livePartsOfText)).toEqual([]);
});

it('said in a message or quoted back in a line, at any length, they call nobody and lead nowhere', async () => {
  await using school = await openSchool({ unlimited: true });
  const { cards, lines } = listen(school);
  let serial = 0;
  for (const { text } of HOSTILE) {
    const place = 400 + ++serial;
    await school.platform.say(teacher, STAFF, `${place}的灯坏了，${text}`, { mentionBot: true });
    if (serial % 3 === 0) await school.platform.say(head, null, `库存 ${text}`);
    if (serial % 36 === 0) await school.settle();
    school.clock.moveBy({ seconds: 2 });
  }
  await school.settle();
  for (const card of cards) expect(livePartsOf(JSON.parse(card))).toEqual([]);
  expect(lines.flatMap(livePartsOfText)).toEqual([]);
  const tickets = await school.tickets();
  expect(tickets.length).toBeGreaterThan(HOSTILE.length / 2);
  const said = [...cards, ...lines].join('');
  const heard = HOSTILE.filter(({ mark }) => said.includes(mark));
  expect(heard.length).toBe(HOSTILE.length);
});
