import {
  drawFeet,
  drawHead,
  drawRow,
  makePdf,
  printable,
  type Cell,
  type Pdf,
} from '../../../documents/paper.ts';
import { paperTime } from '../../../documents/signed.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount, amountInWords } from '../../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { BuyLine } from '../buying/domain/buying.ts';
import { unitFen } from '../buying/domain/price.ts';
import { STATES, unpricedOf } from '../domain/purchase.ts';
import type { Facts } from './facts.ts';

type C = Context<Tables>;

const PAIRS = [82, 168, 82, 167] as const;
const WHOLE = [82, 417] as const;

const bold = (text: string): Cell => ({ text, bold: true, align: 'center' });
const plain = (text: string | null | undefined): Cell => ({ text: printable(text ?? '') });
const centred = (text: string): Cell => ({ text: printable(text), align: 'center' });
const money = (fen: number | null | undefined): Cell => ({
  text: fen === null || fen === undefined ? '' : amount(fen),
  align: 'right',
});
const count = (quantity: Quantity) => centred(formatQuantity(quantity));

function pair(pdf: Pdf, a: string, b: string | null, c: string, d: string | null): void {
  drawRow(pdf, [bold(a), plain(b), bold(c), plain(d)], PAIRS);
}

function line(pdf: Pdf, name: string, text: string | null, atLeast = 24): void {
  drawRow(pdf, [bold(name), plain(text)], WHOLE, { atLeast });
}

/** A table whose head comes again on every page. */
function table(
  pdf: Pdf,
  widths: readonly number[],
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const size = 9;
  const top = () => drawRow(pdf, head.map(bold), widths, { size });
  top();
  for (const cells of rows) drawRow(pdf, cells, widths, { size, atLeast: 20, onNewPage: top });
}

function total(pdf: Pdf, fen: number | null): void {
  const words = fen === null ? '' : `¥${amount(fen)}    大写：${amountInWords(fen)}`;
  line(pdf, '合计（大写）', words);
}

function foot(context: C, printedBy: string): string {
  return `${printable(printedBy, 20)} 于 ${paperTime(context, context.now)} 打印 · 以系统中的记录为准`;
}

/** 请购单: what was asked for, and who approved it. */
export async function requestForm(
  context: C,
  { purchase, name, approvals }: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { school } = context;
  const open = unpricedOf(purchase);
  return makePdf({ title: `${school.name} 请购单 ${purchase.number}` }, (pdf) => {
    const right = `编号：${purchase.number}    状态：${STATES[purchase.state]}`;
    drawHead(pdf, school.name, '请购单', right);
    pair(pdf, '部门', purchase.unit, '申请人', name(purchase.requesterId));
    pair(
      pdf,
      '日期',
      paperTime(context, purchase.submittedAt ?? purchase.createdAt),
      '需用日期',
      purchase.neededBy ? sayDay(purchase.neededBy) : '',
    );
    line(pdf, '用途', purchase.reason);
    table(
      pdf,
      [28, 120, 90, 36, 50, 60, 65, 50],
      ['序号', '品名', '规格型号', '单位', '数量', '估计单价', '金额', '备注'],
      purchase.lines.map((one, i) => [
        centred(String(i + 1)),
        plain(one.name),
        plain(one.spec),
        centred(one.unit ?? ''),
        count(one.quantity),
        money(one.priceFen ?? unitFen(one)),
        money(one.fromStock ? null : one.amountFen),
        plain(one.fromStock ? '库存领用' : open.includes(one) ? '价格待定' : ''),
      ]),
    );
    // Nothing known is no sum of nought.
    total(pdf, open.length > 0 && purchase.totalFen === 0 ? null : purchase.totalFen);
    for (const { role, words } of approvals) line(pdf, role, words, 40);
    drawFeet(pdf, () => foot(context, printedBy));
  });
}

/** 验收单: what was ordered, what came, what was good, and who looked at it. */
export async function acceptanceForm(
  context: C,
  { purchase, buying, name, acceptances }: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { school } = context;
  const { lines, arrivals, order, invoices } = buying;
  const opinions = arrivals.flatMap(({ opinion }) => opinion ?? []);
  const good = amounts(buying.arrivals);
  return makePdf({ title: `${school.name} 验收单 ${purchase.number}` }, (pdf) => {
    drawHead(pdf, school.name, '验收单', `编号：${purchase.number}-Y`);
    pair(pdf, '请购单号', purchase.number, '供应商', order?.supplier ?? '');
    pair(
      pdf,
      '到货日期',
      arrivals.map(({ at }) => paperTime(context, at)).join('\n'),
      '采购人',
      name(purchase.buyerId),
    );
    table(
      pdf,
      [120, 80, 45, 45, 45, 48, 56, 60],
      ['品名', '规格', '应到', '实到', '合格', '不合格', '单价', '金额'],
      lines.map((one) => [
        plain(`${one.name}${one.unit ? `（${one.unit}）` : ''}`),
        plain(one.spec),
        count(one.quantity - one.dropped),
        count(one.arrived),
        count(one.accepted),
        count(one.rejected),
        money(unitFen({ ...one, amountFen: one.agreedFen ?? one.approvedFen })),
        money(good.get(one.id)),
      ]),
    );
    total(pdf, sumOf(good));
    line(pdf, '质量意见', opinions.length > 0 ? opinions.join('；') : '合格', 32);
    line(pdf, '发票号', invoices.map(({ number }) => number).join('、'));
    line(pdf, '验收人1', acceptances.join('\n'), 32);
    pair(pdf, '验收人2', '', '固定资产', '□ 是    □ 否');
    drawFeet(pdf, () => foot(context, printedBy));
  });
}

/** 入库单: what is on the shelf now, with its value. */
export async function receiptForm(
  context: C,
  { purchase, buying, name, classes, acceptances }: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { school } = context;
  const good = amounts(buying.arrivals);
  const taken = buying.lines.filter(({ accepted }) => accepted > 0n);
  const last = buying.arrivals.findLast(({ acceptedAt }) => acceptedAt !== null);
  const supplier = buying.order?.supplier;
  return makePdf({ title: `${school.name} 入库单 ${purchase.number}` }, (pdf) => {
    drawHead(pdf, school.name, '入库单', `编号：${purchase.number}-R`);
    pair(
      pdf,
      '日期',
      paperTime(context, last?.acceptedAt ?? null),
      '来源',
      `采购 ${purchase.number}${supplier ? ` · ${supplier}` : ''}`,
    );
    table(
      pdf,
      [70, 139, 80, 40, 50, 55, 65],
      ['类别', '品名', '规格', '单位', '数量', '单价', '金额'],
      taken.map((one) => [
        plain(classes.get(one.id)),
        plain(one.name),
        plain(one.spec),
        centred(one.unit ?? '件'),
        count(one.accepted),
        money(unitOf(one)),
        money(good.get(one.id)),
      ]),
    );
    total(pdf, sumOf(good));
    pair(pdf, '经办人', name(purchase.buyerId), '主管', '');
    line(pdf, '保管员', acceptances.join('\n'), 32);
    drawFeet(pdf, () => foot(context, printedBy));
  });
}

function unitOf(one: BuyLine): number | null {
  return unitFen({ ...one, amountFen: one.agreedFen ?? one.approvedFen });
}

/** What was found good, in fen, by line; a line without a price is not among them. */
function amounts(arrivals: Facts['buying']['arrivals']): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { lineId, amountFen } of arrivals.flatMap((arrival) => arrival.lines))
    if (amountFen !== null) sums.set(lineId, (sums.get(lineId) ?? 0) + amountFen);
  return sums;
}

function sumOf(good: ReadonlyMap<string, number>): number | null {
  return good.size === 0 ? null : [...good.values()].reduce((sum, one) => sum + one, 0);
}
