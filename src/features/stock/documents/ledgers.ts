import type { TableDocument } from '../../../documents/table.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount } from '../../../kernel/money.ts';
import type { Period } from '../../../kernel/period.ts';
import { formatQuantity, worth } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { countsOfMonth } from '../counting/store.ts';
import { difference, type Count } from '../domain/count.ts';
import { KIND_NAMES } from '../domain/movement.ts';
import { everyItem } from '../store.ts';
import { movementsOf } from './store.ts';
import { columnsOf, nameOf, paperTime, spanWords } from './words.ts';

type C = Context<Tables>;

const MOVEMENTS = columnsOf([
  ['序号', 6, 26],
  ['时间', 18, 72],
  ['类别', 10, 50],
  ['品名', 18, 96],
  ['规格', 12, 50],
  ['单位', 6, 28],
  ['类型', 8, 36],
  ['数量', 10, 42],
  ['结存', 10, 42],
  ['单价（元）', 10, 44],
  ['金额（元）', 12, 58, true],
  ['经办人', 10, 48],
  ['事由', 30, 96],
  ['单号', 16, 54],
]);

/** Every movement of a time in its order (进出库流水). */
export async function movementLedger(context: C, period: Period): Promise<TableDocument> {
  const items = new Map((await everyItem(context)).map((item) => [item.id, item]));
  const movements = await movementsOf(context, period);
  const people = await peopleById(context.tx, context.school.id, [
    ...new Set(movements.map(({ byId }) => byId)),
  ]);
  const rows = movements.map((one, i) => {
    const item = items.get(one.itemId);
    return [
      String(i + 1),
      paperTime(context, one.at),
      item?.class ?? '',
      item?.name ?? '',
      item?.spec ?? '',
      item?.unit ?? '',
      one.ownKind === one.kind ? KIND_NAMES[one.kind] : `冲回${KIND_NAMES[one.kind]}`,
      formatQuantity(one.quantity),
      formatQuantity(one.onHand),
      one.priceFen === null ? '' : amount(one.priceFen),
      one.priceFen === null ? null : worth(one.quantity, one.priceFen),
      one.byId === null ? '学校文件' : nameOf(people, one.byId),
      one.why ?? '',
      one.number ?? '',
    ];
  });
  return {
    school: context.school.name,
    title: `进出库流水（${spanWords(period)}）`,
    sheet: '进出库流水',
    columns: MOVEMENTS,
    rows,
    summary: `合计 ${rows.length} 笔`,
    note: `共 ${rows.length} 笔`,
    signatures: ['保管员', '总务主任'],
    printed: paperTime(context, context.now),
  };
}

const COUNTS = columnsOf([
  ['类别', 10, 56],
  ['品名', 18, 112],
  ['规格', 12, 60],
  ['单位', 6, 34],
  ['账面数', 10, 50],
  ['实盘数', 10, 50],
  ['盈亏', 10, 50],
  ['单价（元）', 10, 52],
  ['金额（元）', 12, 62, true],
  ['原因', 24, 106],
  ['盘点人', 10, 54],
  ['监盘人', 10, 56],
]);

/** The stocktakes of a time as a sheet to sign (盘点表); what has not been handed in is left out. */
export async function countSheet(context: C, period: Period): Promise<TableDocument> {
  const counts: Count[] = [];
  const last = period.to.toPlainYearMonth();
  for (
    let month = period.from.toPlainYearMonth();
    Temporal.PlainYearMonth.compare(month, last) <= 0;
    month = month.add({ months: 1 })
  )
    counts.push(...(await countsOfMonth(context, month.toString())));
  return sheetOf(
    context,
    `盘点表（${spanWords(period)}）`,
    counts.filter(({ state }) => state !== 'open'),
  );
}

export async function sheetOf(
  context: C,
  title: string,
  counts: readonly Count[],
): Promise<TableDocument> {
  const items = new Map((await everyItem(context)).map((item) => [item.id, item]));
  const ids = counts.flatMap(({ decidedBy, lines }) => [
    decidedBy,
    ...lines.map(({ countedBy }) => countedBy),
  ]);
  const people = await peopleById(context.tx, context.school.id, [...new Set(ids)]);
  const rows = counts.flatMap((count) =>
    count.lines.map((line) => {
      const item = items.get(line.itemId);
      const more = difference(line);
      const price = item?.priceFen ?? null;
      return [
        count.class,
        item?.name ?? line.name,
        item?.spec ?? '',
        line.unit,
        formatQuantity(line.onBook),
        formatQuantity(line.counted),
        more === 0n ? '' : `${more > 0n ? '+' : ''}${formatQuantity(more)}`,
        price === null ? '' : amount(price),
        price === null || more === 0n ? null : worth(more, price),
        [line.reason, line.note].filter(Boolean).join('：'),
        nameOf(people, line.countedBy),
        count.state === 'submitted' ? '待审批' : nameOf(people, count.decidedBy),
      ];
    }),
  );
  const differing = counts.flatMap(({ lines }) => lines).filter((line) => difference(line) !== 0n);
  return {
    school: context.school.name,
    title,
    sheet: '盘点表',
    columns: COUNTS,
    rows,
    summary: `合计 ${rows.length} 种`,
    note: `共 ${rows.length} 种，${differing.length} 种有盈亏`,
    signatures: ['盘点人', '监盘人', '总务主任'],
    printed: paperTime(context, context.now),
  };
}
