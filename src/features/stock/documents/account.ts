import type { TableDocument } from '../../../documents/table.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount, amountInWords } from '../../../kernel/money.ts';
import type { Period } from '../../../kernel/period.ts';
import { formatQuantity, worth, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { accountLines } from '../domain/account.ts';
import { everyItem } from '../store.ts';
import { movementsOf, onHandBefore, pricesUntil } from './store.ts';
import { columnsOf, paperTime, spanWords } from './words.ts';

type C = Context<Tables>;

const COLUMNS = columnsOf([
  ['序号', 6, 26],
  ['类别', 10, 52],
  ['品名', 18, 104],
  ['规格', 12, 58],
  ['单位', 6, 30],
  ['期初', 10, 50],
  ['入库', 10, 50],
  ['入库金额（元）', 14, 66, true],
  ['领用', 10, 50],
  ['损耗', 10, 46],
  ['盘点调整', 10, 46],
  ['期末', 10, 50],
  ['单价（元）', 10, 48],
  ['期末金额（元）', 14, 66, true],
]);

/** The material account of a time (材料账): every item's opening, in, out, loss and closing, with amounts. */
export async function materialAccount(context: C, period: Period): Promise<TableDocument> {
  const prices = await pricesUntil(context, period);
  const items = (await everyItem(context)).map((item) => ({
    ...item,
    priceFen: prices.get(item.id) ?? null,
  }));
  const lines = accountLines(
    items,
    await onHandBefore(context, period),
    await movementsOf(context, period),
  );
  let [receivedFen, closingFen] = [0, 0];
  const rows = lines.map((line, i) => {
    const { item } = line;
    const fen = item.priceFen === null ? null : worth(line.closing, item.priceFen);
    receivedFen += line.receivedFen;
    closingFen += fen ?? 0;
    return [
      String(i + 1),
      item.class,
      item.name,
      item.spec,
      item.unit,
      formatQuantity(line.opening),
      moved(line.received),
      line.receivedFen === 0 ? null : line.receivedFen,
      moved(line.issued),
      moved(line.lost),
      moved(line.adjusted),
      formatQuantity(line.closing),
      item.priceFen === null ? '' : amount(item.priceFen),
      fen,
    ];
  });
  return {
    school: context.school.name,
    title: `材料账（${spanWords(period)}）`,
    sheet: '材料账',
    columns: COLUMNS,
    rows,
    summary: `合计 ${rows.length} 种`,
    note: `入库合计 ¥${amount(receivedFen)}，期末合计 ¥${amount(closingFen)}（${amountInWords(closingFen)}）`,
    signatures: ['保管员', '财务', '总务主任'],
    printed: paperTime(context, context.now),
  };
}

/** Nothing is an empty cell: what moved stands out. */
function moved(quantity: Quantity): string {
  return quantity === 0n ? '' : formatQuantity(quantity);
}
