import { expect, it } from 'vitest';
import { drawTable, line } from './form.ts';
import { makePdf, printable } from './paper.ts';
import { tablePdf, tableXlsx } from './table.ts';

it('what paper cannot show is left out', () => {
  expect(printable('空调😭\u0007坏了★')).toBe('空调 坏了★');
  expect(printable('长'.repeat(500))).toHaveLength(400 + '…（全文见系统）'.length);
});

it('a table of many lines has its head on every page and stays small', async () => {
  const columns = Array.from({ length: 14 }, (_, i) => ({
    name: `栏 ${i}`,
    width: 12,
    points: 52,
    money: i === 12,
  }));
  const row = columns.map((_, i) => (i === 12 ? 100 : `第 ${i} 格的内容`));
  const table = {
    title: '台账',
    school: '校',
    sheet: '台账',
    columns,
    rows: Array.from({ length: 120 }, () => row),
    summary: '合计 120 张',
    note: '共 120 张',
    signatures: ['制表人', '总务主任'],
    printed: '',
  };
  const pdf = Buffer.from(await tablePdf(table));
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length).toBeGreaterThan(4);
  expect(pdf.length).toBeLessThan(400_000);
  expect((await tableXlsx(table)).length).toBeLessThan(100_000);
});

it('what is signed never stands alone: the last line of the table goes with it to the new page', async () => {
  const ends: number[] = [];
  for (const rows of [26, 27, 28, 29, 30, 31, 32, 33, 34]) {
    await makePdf({ title: '单' }, (pdf) => {
      drawTable(
        pdf,
        {
          widths: [250, 249],
          head: ['品名', '数量'],
          rows: Array.from({ length: rows }, () => [{ text: '粉笔' }, { text: '1' }]),
        },
        [line('合计', '1'), line('签字', '', 40)],
      );
      const pages = pdf.bufferedPageRange().count;
      // The head, one line, the sum and the signature at least.
      if (pages === 2) ends.push(pdf.y - pdf.page.margins.top);
    });
  }
  expect(ends.length).toBeGreaterThan(2);
  expect(Math.min(...ends)).toBeGreaterThanOrEqual(24 + 24 + 24 + 40);
});
