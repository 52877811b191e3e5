import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { filesOf, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, director, head, buyer, storekeeper, electrician } = PEOPLE;
const finance = 'ou_finance';

/** Which of these words a PDF lacks; nothing where poppler is not installed, as then only its shape is checked. */
function missing(bytes: Buffer | undefined, words: readonly RegExp[]): RegExp[] {
  if (!bytes) throw new Error('no file came');
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  if (!existsSync('/usr/bin/pdftotext')) return [];
  const text = execFileSync('/usr/bin/pdftotext', ['-layout', '-', '-'], { input: bytes });
  return words.filter((word) => !word.test(text.toString()));
}

it('请购单, 验收单 and 入库单 carry the columns, the amounts in words and the signatures; ledgers as xlsx and PDF', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买3台电风扇，200元一台，开运动会用');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意', { form: { note: '同意采购' } });
  await school.tap(director, '同意');
  await school.say(teacher, '打印 CG2611-0001');
  expect(filesOf(school, teacher)).toHaveLength(1);
  await school.say(teacher, '打印验收单 CG2611-0001');
  expect(textOf(school.last(teacher))).toContain('还没有验收入库');
  await school.tap(buyer, '已下单', { form: { supplier: '=红星五金', cost: '594' } });
  await school.tap(buyer, '已到货', { form: { quantity_1: '3' } });
  const bad = { rejected_1: '1', reason: '破损' };
  await school.tap(storekeeper, '验收入库', { form: bad });
  await school.tap(buyer, '登记发票', { form: { invoice: '12345678' } });

  await school.say(buyer, '打印cg2611-0001');
  const [request, acceptance, receipt] = filesOf(school, buyer);
  const code = /CG2611-0001-[0-9A-F]{8}/;
  expect(
    missing(request, [
      /请购单/,
      /电风扇/,
      /陆佰元整/,
      /同意：同意采购/,
      /年级组长/,
      /电子签名：周老师/,
      /总务主任[\s\S]*陈主任/,
      code,
    ]),
  ).toEqual([]);
  expect(
    missing(acceptance, [
      /验收单/,
      /红星五金/,
      /破损/,
      /12345678/,
      /198\.00/,
      /叁佰玖拾陆元整/,
      /电子签名：老钱/,
      code,
    ]),
  ).toEqual([]);
  expect(missing(receipt, [/入库单/, /电风扇/, /396\.00/, /小孙/, /电子签名：老钱/])).toEqual([]);
  await school.say(storekeeper, 'CG2611-0001 入库单');
  expect(filesOf(school, storekeeper)).toHaveLength(1);
  await school.say(electrician, '打印 CG2611-0001');
  expect(filesOf(school, electrician)).toHaveLength(0);
  expect(textOf(school.last(electrician))).toContain('只有申请人');

  await school.say(finance, '导出采购台账 11月');
  await school.say(storekeeper, '导出本月入库台账');
  const [sheet, paper] = filesOf(school, finance);
  const cells = JSON.stringify((await readXlsx(sheet ?? Buffer.alloc(0))).sheets[0]?.rows);
  for (const word of ['CG2611-0001', '电风扇 3台', '=红星五金', '12345678', '部分入库'])
    expect(cells).toContain(word);
  expect(missing(paper, [/采购台账/, /600\.00/, /594\.00/])).toEqual([]);
  const [, receipts] = filesOf(school, storekeeper);
  const taken = JSON.stringify((await readXlsx(receipts ?? Buffer.alloc(0))).sheets[0]?.rows);
  expect(taken).toContain('396');
  await school.say(storekeeper, '导出采购台账');
  expect(textOf(school.last(storekeeper))).toContain('财务导出');
  await school.say(finance, '导出采购台账 去年');
  expect(textOf(school.last(finance))).toContain('没有记录');
});

it('a price that was put right and goods that went back stand on 验收单 and 入库单 as they ended', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买3台电风扇，100元一台');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意');
  await school.tap(buyer, '已下单');
  await school.tap(buyer, '已到货', { form: { cost: '900' } });
  await school.tap(head, '驳回', { form: { reason: '价格偏高' } });
  const bad = { rejected_1: '1', reason: '破损' };
  await school.tap(storekeeper, '验收入库', { form: bad });
  await school.tap(buyer, '更正', { form: { cost: '300' } });
  await school.say(buyer, '打印 CG2611-0001');
  const [, acceptance, receipt] = filesOf(school, buyer);
  const sums = /3\s+3\s+2\s+1\s+100\.00\s+200\.00/;
  expect(missing(acceptance, [sums, /贰佰元整/, /破损/])).toEqual([]);
  expect(missing(receipt, [/电风扇\s+台\s+2\s+100\.00\s+200\.00/, /贰佰元整/])).toEqual([]);
});
