import { describe, expect, it } from 'vitest';
import { buttonsIn, linesTo, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, head, principal } = PEOPLE;
const UNSURE = /好像/;

describe('a doubtful reading is shown and asked about', () => {
  it('before anything is opened; 是 by button opens it, once', async () => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(teacher, '302空调好像不太行');
    expect(await school.tickets()).toEqual([]);
    const card = school.bot(teacher).find((one) => buttonsIn(one).includes('是，报修'));
    expect(card && textOf(card)).toContain('302空调好像不太行');
    expect((await school.tap(teacher, '是，报修')).toast?.type).toBe('success');
    await school.say(teacher, '是');
    expect(await school.tickets()).toMatchObject([{ place: '302', object: '空调' }]);
  });

  it.each(['不是', '算了'])('%s opens nothing', async (words) => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(teacher, '302空调好像不太行');
    await school.say(teacher, words);
    expect(await school.tickets()).toEqual([]);
    expect(linesTo(school, teacher).at(-1)).toContain('好的，没有登记');
  });

  it('and then for its place, one question after the other', async () => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(teacher, '空调好像坏了');
    await school.say(teacher, '是的');
    await school.say(teacher, '302');
    expect(await school.tickets()).toMatchObject([{ place: '302' }]);
  });

  it('for two things at once, with the place of one still to be said', async () => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(head, '302空调好像不太行，另外门锁好像也坏了');
    await school.tap(head, '是，报修');
    const tickets = await school.tickets();
    expect(tickets.map(({ place }) => place)).toEqual(['302']);
    expect(tickets[0]?.items).toHaveLength(2);
  });

  it('said again clearly is one ticket; the old question is settled', async () => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(teacher, '302空调好像不太行');
    await school.say(teacher, '302空调不制冷');
    expect(await school.tickets()).toHaveLength(1);
    expect(school.bot(teacher).some((one) => buttonsIn(one).includes('是，报修'))).toBe(false);
    await school.say(teacher, '是');
    expect(await school.tickets()).toHaveLength(1);
  });

  it('but a danger never waits for an answer', async () => {
    await using school = await openSchool({ unsure: UNSURE });
    await school.say(teacher, '302插座好像冒烟了');
    expect(await school.tickets()).toMatchObject([{ danger: true }]);
  });
});

describe('one wish is one ticket', () => {
  it.each([
    ['the same words again', '302 空调不制冷', 1],
    ['other words for it', '302空调坏了', 2],
    ['the building left out or named', '教学楼302空调不制冷，太热了', 2],
  ])('%s within ten minutes', async (_, again, items) => {
    await using school = await openSchool();
    await school.say(teacher, '302 空调不制冷');
    await school.moveTo('2026-11-24T10:05:00+08:00');
    await school.say(teacher, again);
    const [ticket, ...more] = await school.tickets();
    expect(more).toEqual([]);
    expect(ticket?.items).toHaveLength(items);
    expect(linesTo(school, teacher).at(-1)).toContain('BX2611-0001 已登记过');
  });

  it('that turns out to be a danger raises the alarm on it', async () => {
    await using school = await openSchool();
    await school.say(teacher, '302插座坏了');
    await school.say(teacher, '302插座冒烟了');
    expect(await school.tickets()).toMatchObject([{ danger: true }]);
    expect(school.last(PEOPLE.director).urgentTo).toContain(PEOPLE.director);
  });
});

describe('on behalf of somebody', () => {
  it('the ticket is theirs, the room is asked of who spoke', async () => {
    await using school = await openSchool();
    await school.say(head, '替王老师报一下，他们办公室灯管一闪一闪的');
    expect(await school.tickets()).toEqual([]);
    await school.say(head, '教学楼210');
    expect(await school.tickets()).toMatchObject([{ place: '教学楼210' }]);
    expect(buttonsIn(school.last(teacher))).toContain('催单');
  });

  it('by how people call them', async () => {
    await using school = await openSchool();
    await school.say(head, '帮老林报修，校长室空调不制冷', STAFF);
    expect(await school.tickets()).toHaveLength(1);
    expect(linesTo(school, STAFF)).toEqual(['已登记 BX2611-0001，详情已私聊您（替林校长报）']);
    expect(buttonsIn(school.last(principal))).toContain('催单');
  });
});
