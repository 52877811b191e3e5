import { expect, it } from 'vitest';
import { linesTo, openSchool, PEOPLE } from '../harness.ts';

const { director, electrician, teacher } = PEOPLE;

it('the director writes down the leave of somebody else, for today or for a day to come', async () => {
  // A Tuesday.
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  const said = async (who: string, words: string) => {
    await school.say(who, words);
    return linesTo(school, who).at(-1) ?? '';
  };
  const until = async () => {
    const row = await school.database.db
      .selectFrom('person')
      .select('absent_until')
      .where('open_id', '=', electrician)
      .executeTakeFirstOrThrow();
    return row.absent_until?.toString() ?? null;
  };
  expect(await said(director, '老李明天请假')).toContain('已记下：老李11月25日（周三）请假');
  expect(linesTo(school, electrician).at(-1)).toContain('陈主任为您登记了请假：11月25日');
  expect(await until()).toBeNull();
  await school.moveTo('2026-11-25T00:00:02+08:00');
  expect(await until()).toBe('2026-11-25');
  expect(await said(director, '老李请假到周五')).toContain(
    '11月25日（周三）至11月27日（周五）请假',
  );
  expect(await until()).toBe('2026-11-27');
  expect(await said(director, '老李销假')).toContain('老李不在请假');
  expect(await until()).toBeNull();
  expect(await said(director, '老李下周一到下周三请病假')).toContain(
    '11月30日（周一）至12月2日（周三）请假',
  );
  await said(director, '老李销假');
  await school.moveTo('2026-11-30T00:00:02+08:00');
  expect(await until()).toBeNull();
  expect(await said(director, '老李请假了')).toContain('还没有登记');
  expect(await said(director, '小张三明天请假')).toContain('没有找到');
  expect(await said(teacher, '老李明天请假')).toContain('请假由本人告诉我');
  expect(await until()).toBeNull();
});
