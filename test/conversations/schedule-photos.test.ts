import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { electrician, plumber, director } = PEOPLE;

const kept = (school: OpenSchool) =>
  school.database.db
    .selectFrom('schedule_photo')
    .select(['item_id', 'slot', 'finding_id'])
    .execute();
const states = (school: OpenSchool) =>
  school.database.db.selectFrom('attachment').select('state').execute();

it('a photo after 完成 joins the task silently, and the card says so', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  await school.tap(electrician, '完成', { form: { note: '三楼换了线' } });
  const before = school.bot(electrician).length;
  await school.photo(electrician);
  await school.photo(electrician);
  expect(await kept(school)).toEqual([
    { item_id: 'M10-02', slot: '2026-10', finding_id: null },
    { item_id: 'M10-02', slot: '2026-10', finding_id: null },
  ]);
  expect(await states(school)).toEqual([{ state: 'stored' }, { state: 'stored' }]);
  expect(school.bot(electrician)).toHaveLength(before);
  expect(textOf(school.last(electrician))).toContain('三楼换了线；照片 2 张');
  school.clock.moveBy({ hours: 40 * 24 });
  await school.service.forget();
  expect(await states(school)).toHaveLength(2);
});

it('a photo of something found joins the finding and the repair that came of it', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  const card = school.last(electrician).messageId;
  await school.tap(electrician, '登记异常', { form: { place: '教学楼302', note: '灯不亮' } });
  await school.photo(electrician);
  const [ticket] = await school.tickets();
  const photos = await school.database.db.selectFrom('repair_photo').select('ticket_id').execute();
  expect(photos).toEqual([{ ticket_id: ticket?.id }]);
  const words = () =>
    school
      .bot(electrician)
      .map(textOf)
      .find((text) => text.includes('照明设施周检')) ?? '';
  expect(words()).toContain('（BX2611-0001，照片 1 张）');
  // Long after, the card it answers says whose it is.
  await school.say(electrician, '食堂 水龙头漏水');
  await school.moveTo('2026-11-26T17:00:00+08:00');
  await school.photo(electrician, null, { replyTo: card });
  expect(words()).toContain('照片 2 张');
  expect(await kept(school)).toHaveLength(2);
});

it('a photo of a hazard stands with it in the director’s list', async () => {
  await using school = await openSchool({ at: '2026-11-25T14:59:00+08:00' });
  await school.moveTo('2026-11-25T15:00:02+08:00');
  await school.tap(plumber, '登记异常', { form: { place: '食堂后厨', note: '软管老化' } });
  await school.photo(plumber);
  expect(await school.tickets()).toHaveLength(0);
  await school.say(director, '隐患');
  expect(textOf(school.last(director))).toContain('照片 1 张');
});

it('what was done last has it: a repair after 完成, or nothing after ten minutes', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  await school.tap(electrician, '完成');
  await school.say(electrician, '302 空调不制冷');
  await school.photo(electrician);
  expect(await kept(school)).toEqual([]);
  const photos = await school.database.db.selectFrom('repair_photo').selectAll().execute();
  expect(photos).toHaveLength(1);
  await school.moveTo('2026-10-13T09:30:00+08:00');
  await school.photo(electrician);
  expect(await kept(school)).toEqual([]);
  expect(textOf(school.last(electrician))).toContain('照片收到了');
});

it('a photo before 完成 joins the one task of the card it answers, and no other', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  await school.tap(electrician, '完成');
  await school.say(director, '我的任务');
  await school.tap(director, '完成');
  await school.say(director, '核算空调用电负荷推迟到11月20日');
  await school.say(director, '配合财务审计完成了');
  const card = school.last(director).messageId;
  await school.photo(director, null, { replyTo: card });
  expect(await kept(school)).toEqual([{ item_id: 'M10-03', slot: '2026-10', finding_id: null }]);
  expect(textOf(school.last(director))).toContain('照片 1 张');
  await school.tap(director, '完成');
  expect(textOf(school.last(director))).toContain('已完成：照片 1 张');
  await school.say(director, '本月安排');
  await school.photo(director, null, { replyTo: school.last(director).messageId });
  expect(await kept(school)).toHaveLength(2);
});

it('a photo that answers a check card without words is asked for them', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  await school.photo(electrician, null, { replyTo: school.last(electrician).messageId });
  expect(await kept(school)).toEqual([]);
  expect(textOf(school.last(electrician))).toContain('请先在检查卡上点“登记异常”');
});
