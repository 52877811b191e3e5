import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { deflated, unzip, zipOf } from '../test/zip.ts';
import { openFile } from './received-file.ts';

async function xlsx(rows: unknown[][]): Promise<Uint8Array> {
  const cells = new Map<string, object>();
  for (const [r, row] of rows.entries())
    for (const [c, value] of row.entries())
      if (typeof value === 'object' && value !== null) cells.set(`${r},${c}`, value);
      else cells.set(`${r},${c}`, { value, type: typeof value === 'number' ? 'number' : 'string' });
  return writeXlsx({ sheets: [{ name: '表', rows: rows.map(() => []), cells }] });
}

describe('a table', () => {
  it('is read cell by cell as text, dates and times as they are said', async () => {
    const bytes = await xlsx([
      ['名称', 7, '=1+1'],
      [
        { value: 45_955, type: 'number', style: { numFmt: 'm/d' } },
        { value: 0.3125, type: 'number', style: { numFmt: 'hh:mm' } },
        ' 空格 ',
      ],
    ]);
    expect(await openFile(bytes)).toEqual({
      sheets: [
        {
          name: '表',
          rows: [
            ['名称', '7', '=1+1'],
            ['10月25日', '07:30', '空格'],
          ],
        },
      ],
    });
  });

  it('that unpacks to more than it may is refused before it is read', async () => {
    const bytes = Buffer.from(await xlsx([['a']]));
    expect(bomb().length).toBeLessThan(2 * 1024 * 1024);
    await expect(openFile(bomb())).rejects.toThrow(RangeError);
    expect((await readXlsx(bytes)).sheets).toHaveLength(1);
  });

  it('that says that a cell stands in the last row and column there is costs no more than its bytes', async () => {
    const bytes = await altered([['a']], 'xl/worksheets/sheet1.xml', (xml) =>
      xml.replace(
        '</sheetData>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
      ),
    );
    const before = process.memoryUsage().rss;
    expect(await openFile(bytes)).toEqual({ sheets: [{ name: '表', rows: [['a']] }] });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('that gives one sheet fifty names is read five times at most', async () => {
    const name = (n: number) => `<sheet name="表${n}" sheetId="${n}" r:id="rId1"/>`;
    const many = Array.from({ length: 50 }, (_, n) => name(n + 2)).join('');
    const bytes = await altered([['a']], 'xl/workbook.xml', (xml) =>
      xml.replace('</sheets>', `${many}</sheets>`),
    );
    const opened = await openFile(bytes);
    expect('sheets' in opened && opened.sheets.length).toBe(5);
  });

  it('whose cells share one text of millions of blanks is read at once', async () => {
    const rows = Array.from({ length: 500 }, () => Array.from({ length: 20 }, () => 'x'));
    const bytes = await altered(rows, 'xl/sharedStrings.xml', (xml) =>
      xml.replace(/>x</, ` xml:space="preserve">${' '.repeat(6_000_000)}x<`),
    );
    const opened = await openFile(bytes);
    expect('sheets' in opened && opened.sheets[0]?.rows[0]?.[0]).toBe('');
  });

  it('with a second, empty directory in its comment is refused, as the library would read the first', async () => {
    // The library does not look for an end in the last 21 bytes.
    const decoy = Buffer.alloc(21);
    decoy.writeUInt32LE(0x06054b50, 0);
    await expect(openFile(Buffer.concat([bomb(), decoy]))).rejects.toThrow('no table');
  });

  it('that hides its directory behind the 64-bit form is refused', async () => {
    const end = Buffer.from(bomb());
    end.writeUInt16LE(0, end.length - 12);
    end.writeUInt32LE(0xffffffff, end.length - 10);
    await expect(openFile(end)).rejects.toThrow('no table');
    end.writeUInt32LE(0xffffffff, end.length - 6);
    await expect(openFile(end)).rejects.toThrow('no table');
  });

  it.each(['PK', 'PK\u0003\u0004 and nothing of a table'])(
    'that is none is refused: %j',
    async (words) => {
      await expect(openFile(Buffer.from(words))).rejects.toThrow(Error);
    },
  );
});

describe('a file of words', () => {
  const gb18030 = Buffer.from([0xb7, 0xc5, 0xbc, 0xd9]);
  it.each([
    ['UTF-8', Buffer.from('放假\r\n通知'), '放假\n通知'],
    ['UTF-8 with its mark', Buffer.from('\uFEFF放假'), '放假'],
    ['GB 18030', gb18030, '放假'],
  ])('is read in %s', async (_, bytes, words) => {
    expect(await openFile(bytes)).toEqual({ words });
  });

  it.each([
    ['empty', Buffer.from(' \n')],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])],
    ['too long', Buffer.from('放'.repeat(20_001))],
  ])('is refused when it is %s', async (_, bytes) => {
    await expect(openFile(bytes)).rejects.toThrow(Error);
  });
});

const manyBytes = deflated('xl/worksheets/sheet1.xml', Buffer.alloc(16 * 1024 * 1024, 65));
/** It says that it unpacks to ten bytes. */
const bomb = () => zipOf({ ...manyBytes, size: 10 });

/** A table with one of its parts written otherwise. */
async function altered(
  rows: unknown[][],
  name: string,
  change: (xml: string) => string,
): Promise<Buffer> {
  const parts = unzip(Buffer.from(await xlsx(rows)));
  const before = parts.get(name)?.toString() ?? '';
  const after = change(before);
  if (after === before) throw new Error(`${name} is as it was`);
  parts.set(name, Buffer.from(after));
  return zipOf(...[...parts].map(([part, bytes]) => deflated(part, bytes)));
}
