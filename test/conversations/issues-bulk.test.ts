import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  buttonsIn,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { teacher, director, storekeeper, head, buyer } = PEOPLE;
const WORDS = '发放单 课本套装：每人 语文书1本、数学书2本 给 三年级全体';
const sample = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8')
  .replace(
    '  - { name: 粉笔,',
    '  - { name: 语文书, unit: 本, onHand: 10 }\n  - { name: 数学书, unit: 本, onHand: 6 }\n  - { name: 粉笔,',
  )
  .replace(
    '  - { name: 老张, offline',
    '  - { name: 老刘, offline: true, unit: 三年级, roles: [teacher] }\n  - { name: 老张, offline',
  );

const type = (answer: { toast?: { type?: string } | null }) => answer.toast?.type;
const said = (answer: { toast?: { content?: string } | null }) => answer.toast?.content ?? '';

async function books(school: OpenSchool): Promise<number[]> {
  const rows = await school.database.db
    .selectFrom('stock_item')
    .select('on_hand')
    .where('name', 'in', ['语文书', '数学书'])
    .execute();
  return rows.map((row) => Number(row.on_hand)).toSorted((a, b) => a - b);
}

it('a set for everybody of a year goes out at once; each signs on the one card, and only the storekeeper reads who has not', async () => {
  await using school = await openSchool({ school: sample });
  await school.say(teacher, WORDS);
  expect(linesTo(school, teacher).at(-1)).toContain('由仓管员或总务主任开');
  await school.say(storekeeper, WORDS);
  expect(textOf(school.last(storekeeper))).toContain('共 6本 · 现有 6本');
  expect(school.bot(STAFF)).toHaveLength(0);
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await books(school)).toEqual([0, 7]);
  expect(textOf(school.last(STAFF))).toContain('已签领 0/3');

  expect(type(await school.tap(teacher, '确认领用', { place: STAFF }))).toBe('success');
  expect(said(await school.tap(teacher, '确认领用', { place: STAFF }))).toContain('不用再点');
  const outsider = await school.tap(buyer, '确认领用', { place: STAFF });
  expect(type(outsider)).toBe('warning');
  expect(said(outsider)).toContain('不在');
  const group = textOf(school.last(STAFF));
  expect(group).toContain('已签领 1/3');
  expect(group).not.toMatch(/周老师|老刘|王老师/);
  expect(textOf(school.last(storekeeper))).toMatch(/未签[\s\S]*周老师[\s\S]*老刘/);
  expect(textOf(school.last(storekeeper))).not.toMatch(/未签[\s\S]*王老师/);

  // Whoever has no account signed on paper; nobody else's signature can be recorded so.
  const id = async (name: string) =>
    (
      await school.database.db
        .selectFrom('person')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
    ).id;
  const paper = { person: await id('周老师') };
  expect(type(await school.tap(storekeeper, '登记签领', { form: paper }))).toBe('warning');
  const offline = { person: await id('老刘') };
  expect(type(await school.tap(storekeeper, '登记签领', { form: offline }))).toBe('success');

  await school.moveTo('2026-11-25T09:00:05+08:00');
  expect(textOf(school.last(head))).toContain('课本套装');
  expect(type(await school.tap(head, '确认领用'))).toBe('success');
  expect(textOf(school.last(STAFF))).toContain('已签领 3/3，已结束');
  expect(buttonsIn(school.last(STAFF))).toEqual([]);
  expect(await books(school)).toEqual([0, 7]);
});

it('a list is refused while stock is short, and what nobody signed for goes back when it is closed', async () => {
  await using school = await openSchool({ school: sample });
  await school.say(storekeeper, '发放单：每人 数学书3本 给 三年级全体');
  const short = await school.tap(storekeeper, '发放');
  expect(said(short)).toContain('数学书共要 9本，现有 6本');
  expect(school.bot(STAFF)).toHaveLength(0);
  expect(type(await school.tap(storekeeper, '取消'))).toBe('success');
  await school.say(storekeeper, '发放单 数学书1本 给 王老师、周老师');
  await school.tap(storekeeper, '发放');
  await school.tap(head, '确认领用', { place: STAFF });
  expect(await books(school)).toContain(4);
  const close = school.button(storekeeper, '结束发放');
  expect(type(await school.press(teacher, close))).toBe('warning');
  expect(type(await school.press(director, close))).toBe('success');
  expect(await books(school)).toContain(5);
  expect(textOf(school.last(STAFF))).toContain('已签领 1/2，已结束');
  for (const words of [
    '发放单 橡皮1块 给 三年级全体',
    '发放单 剪刀1把 给 三年级全体',
    '发放单 语文书1本 给 九年级全体',
    '发放单 一些东西',
    '退一盒粉笔',
  ])
    await school.say(storekeeper, words);
  const told = linesTo(school, storekeeper).slice(-5);
  expect(told[0]).toContain('没有“橡皮”');
  expect(told[1]).toContain('以旧换新');
  expect(told[2]).toContain('没有找到“九年级全体”');
  expect(told[3]).toContain('例如：发放单');
  expect(told[4]).toContain('例如：退库');
});
