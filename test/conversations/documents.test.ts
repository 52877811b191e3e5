import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { filesOf, openSchool, type OpenSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, electrician, plumber, director, principal } = PEOPLE;
const KEEP = process.env['KEEP_DOCUMENTS'];

/** The files the bot sent to somebody: uploaded to the simulated platform, then sent by their key. */
/** Which of these words a PDF lacks; nothing where poppler is not installed, as then only its shape is checked. */
function missing(bytes: Buffer, keepAs: string, words: readonly RegExp[]): RegExp[] {
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.length).toBeLessThan(400_000);
  if (KEEP) writeFileSync(join(KEEP, `${keepAs}.pdf`), bytes);
  if (!existsSync('/usr/bin/pdftotext')) return [];
  const text = execFileSync('/usr/bin/pdftotext', ['-layout', '-', '-'], {
    input: bytes,
  }).toString();
  return words.filter((word) => !word.test(text));
}

function pages(bytes: Buffer): number {
  return bytes.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
}

async function mended(school: OpenSchool): Promise<void> {
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  await school.database.db
    .updateTable('repair_ticket')
    .set({ parts: '电容 35µF × 1', cost_fen: 123_450, cause: '自然损坏', note: '换电容，已试机' })
    .execute();
  await school.tap(teacher, '验收通过');
}

it('the reporter, the worker and the director get the form with the signature; nobody else does', async () => {
  await using school = await openSchool();
  await mended(school);
  await school.say(teacher, '打印 BX2611-0001');
  await school.say(electrician, 'bx2611-0001 报修单');
  await school.say(director, '打印报修单BX2611-0001');
  await school.say(plumber, '打印 BX2611-0001');
  for (const person of [teacher, electrician, director]) {
    expect(filesOf(school, person)).toHaveLength(1);
  }
  expect(filesOf(school, plumber)).toHaveLength(0);
  expect(textOf(school.last(plumber))).toContain('只有报修人');
  const [form] = filesOf(school, teacher);
  expect(
    missing(form ?? Buffer.alloc(0), 'form', [
      /BX2611-0001/,
      /系统派单/,
      /空调不制冷/,
      /壹仟贰佰叁拾肆元伍角整/,
      /电子签名：王老师\s+2026年11月24日 \d\d:\d\d\s+BX2611-0001-[0-9A-F]{8}/,
    ]),
  ).toEqual([]);
  expect(pages(form ?? Buffer.alloc(0))).toBe(1);
});

it('in a group one line says that the file comes privately', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(teacher, '打印 BX2611-0001', STAFF);
  expect(textOf(school.last(STAFF))).toBe('文件已私聊发给您');
  expect(filesOf(school, STAFF)).toHaveLength(0);
  expect(filesOf(school, teacher)).toHaveLength(1);
});

it('the dispatch slip is the director’s, and only while there is work to do', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(electrician, '打印派工单 BX2611-0001');
  expect(textOf(school.last(electrician))).toBe('派工单由总务主任打印');
  await school.say(director, '打印派工单 BX2611-0001');
  const [slip] = filesOf(school, director);
  expect(missing(slip ?? Buffer.alloc(0), 'slip', [/派工单/, /老李/, /系统派单/])).toEqual([]);
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  await school.say(director, '打印派工单 BX2611-0001');
  expect(textOf(school.last(director))).toContain('不用再派工');
  await school.say(director, '打印 BX2611-9999');
  expect(textOf(school.last(director))).toContain('没有找到 BX2611-9999');
});

it('the ledger comes as an xlsx of strings and a PDF to sign; only for those who answer for it', async () => {
  await using school = await openSchool();
  await mended(school);
  await school.say(teacher, '301 灯坏了');
  await school.database.db
    .updateTable('repair_ticket')
    .set({ items: JSON.stringify(['=1+1']), place: '＝302', note: '-2+3', parts: '@x' })
    .where('number', '=', 'BX2611-0002')
    .execute();
  await school.say(teacher, '导出报修台账');
  expect(textOf(school.last(teacher))).toContain('由总务主任');
  await school.say(director, '导出 报修台账 9月–11月');
  const files = filesOf(school, director);
  expect(files).toHaveLength(2);
  const xlsx = files.find((bytes) => bytes.subarray(0, 2).toString() === 'PK');
  const pdf = files.find((bytes) => bytes.subarray(0, 4).toString() === '%PDF');
  const sheet = (await readXlsx(xlsx ?? Buffer.alloc(0))).sheets[0];
  const rows = sheet?.rows ?? [];
  expect(rows[0]?.[0]).toContain('报修台账（2026年9月1日—2026年11月30日）');
  expect(rows[2]?.slice(0, 2)).toEqual(['1', 'BX2611-0001']);
  expect(rows[2]).toContain(1234.5);
  expect(rows[3]).toEqual(expect.arrayContaining(['=1+1', '＝302', '@x；-2+3']));
  for (const cell of sheet?.cells?.values() ?? []) expect(cell.formula).toBeUndefined();
  const words = [/总务主任：/, /盖章/, /1,234\.50/, /=1\+1/];
  expect(missing(pdf ?? Buffer.alloc(0), 'ledger', words)).toEqual([]);
  expect(pages(pdf ?? Buffer.alloc(0))).toBe(1);
  await school.say(principal, '导出上个月报修');
  expect(textOf(school.last(principal))).toContain('没有报修');
});

it('whoever leaves hands over what is open, as worker and as reporter, with history', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  await school.say(director, '老李调走了');
  expect(textOf(school.last(director))).toContain('BX2611-0001 302');
  await school.tap(director, '确认调走', { form: { person: plumber } });
  expect(textOf(school.last(plumber))).toContain('BX2611-0001');
  await school.say(director, '王老师调走了');
  await school.tap(director, '确认调走', { form: { person: PEOPLE.head } });
  const ticket = await school.database.db
    .selectFrom('repair_ticket as t')
    .innerJoin('person as r', 'r.id', 't.reporter_id')
    .innerJoin('person as w', 'w.id', 't.worker_id')
    .select(['t.state', 'r.open_id as reporter', 'w.open_id as worker'])
    .execute();
  expect(ticket).toEqual([{ state: 'assigned', reporter: PEOPLE.head, worker: plumber }]);
  const history = await school.database.db
    .selectFrom('repair_event')
    .select('detail')
    .where('kind', '=', 'handOver')
    .orderBy('id')
    .execute();
  expect(history).toEqual([{ detail: '老李 → 老赵' }, { detail: '王老师 → 周老师' }]);
  expect((await school.tap(plumber, '接单')).toast?.type).toBe('success');
});

it('work does not go to somebody who may not take it: the director decides again', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(director, '老李调走了');
  await school.tap(director, '确认调走', { form: { person: PEOPLE.head } });
  const tickets = await school.database.db
    .selectFrom('repair_ticket')
    .select(['state', 'worker_id'])
    .execute();
  expect(tickets).toEqual([{ state: 'unassigned', worker_id: null }]);
  expect(school.bot(director).map(textOf).join('\n')).toContain('待派单');
});

it('who enables the bot gets the poster for the wall', async () => {
  const sample = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8');
  await using school = await openSchool({ school: `${sample}\nsetup: true\n` });
  await school.say(director, '设置');
  await school.tap(director, '开始启用');
  const [wall] = filesOf(school, director);
  expect(missing(wall ?? Buffer.alloc(0), 'poster', [/直接私聊我说一句/])).toEqual([]);
});
