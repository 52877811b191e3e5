import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { filesOf, linesTo, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, director, storekeeper, head } = PEOPLE;
const NUMBER = 'LY2611-0001';

/** Which of these words a PDF lacks; nothing where poppler is not installed, as then only its shape is checked. */
function missing(bytes: Buffer | undefined, words: readonly RegExp[]): RegExp[] {
  expect(bytes?.subarray(0, 5).toString()).toBe('%PDF-');
  if (!existsSync('/usr/bin/pdftotext')) return [];
  const input = bytes ?? Buffer.alloc(0);
  const text = execFileSync('/usr/bin/pdftotext', ['-layout', '-', '-'], { input }).toString();
  return words.filter((word) => !word.test(text));
}

it('the form carries what was handed out, the old one and the signature; the ledger every line, as text', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领一把剪刀和两盒粉笔，做手工用');
  await school.tap(storekeeper, '旧物已收');
  await school.tap(storekeeper, '发放');
  await school.tap(teacher, '确认领用');
  await school.say(storekeeper, '发放单 每人 粉笔1盒 给 王老师、周老师');
  await school.tap(storekeeper, '发放');
  await school.tap(head, '确认领用', { place: STAFF });
  await school.database.db.updateTable('issue_request').set({ reason: '=1+1' }).execute();

  await school.say(teacher, `打印 ${NUMBER}`);
  await school.say(head, `打印 ${NUMBER}`);
  expect(filesOf(school, head)).toHaveLength(0);
  expect(textOf(school.last(head))).toContain('只有领用人');
  const [form] = filesOf(school, teacher);
  const signature = /电子签名：王老师\s+2026年11月24日 \d\d:\d\d\s+LY2611-0001-[0-9A-F]{8}/;
  expect(missing(form, [/领用单/, /剪刀\s+把\s+1\s+1\s+是/, /老钱/, signature])).toEqual([]);
  await school.say(storekeeper, '打印发放单 LY2611-0002');
  const [list] = filesOf(school, storekeeper);
  expect(missing(list, [/1\/2 人/, /周老师.*LY2611-0002-[0-9A-F]{8}/])).toEqual([]);

  await school.say(teacher, '导出领用台账');
  expect(linesTo(school, teacher).at(-1)).toContain('由仓管员');
  await school.say(director, '导出领用台账 本月');
  const files = filesOf(school, director);
  const xlsx = files.find((bytes) => bytes.subarray(0, 2).toString() === 'PK');
  const sheet = (await readXlsx(xlsx ?? Buffer.alloc(0))).sheets[0];
  const rows = sheet?.rows ?? [];
  expect(rows[0]?.[0]).toContain('领用台账（2026年11月1日—2026年11月30日）');
  expect(rows[2]).toEqual(expect.arrayContaining([NUMBER, '王老师', '剪刀', '1', '是', '=1+1']));
  expect(rows.slice(4, 6).map((row) => [row[4], row[15]])).toEqual([
    ['王老师', '发放中'],
    ['周老师', '已签领'],
  ]);
  for (const cell of sheet?.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
  const pdf = files.find((bytes) => bytes.subarray(0, 4).toString() === '%PDF');
  expect(missing(pdf, [/保管员：/, /盖章/])).toEqual([]);
});
