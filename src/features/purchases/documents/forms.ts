import {
  centred,
  drawFormFeet,
  drawRows,
  drawTable,
  line,
  pair,
  plain,
  type FormRow,
} from '../../../documents/form.ts';
import { drawHead, makePdf, printable, type Cell, type Pdf } from '../../../documents/paper.ts';
import { paperTime } from '../../../documents/signed.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount, amountInWords } from '../../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { atPrice, type BuyLine } from '../buying/domain/buying.ts';
import { partFen, unitFen } from '../buying/domain/price.ts';
import { STATES, unpricedOf } from '../domain/purchase.ts';
import type { Facts } from './facts.ts';

type C = Context<Tables>;

const money = (fen: number | null | undefined): Cell => ({
  text: fen === null || fen === undefined ? '' : amount(fen),
  align: 'right',
});
const count = (quantity: Quantity) => centred(formatQuantity(quantity));

/** The lines of all three, in small print. */
const SMALL = { size: 9, atLeast: 20 } as const;

function total(fen: number | null): FormRow {
  const words = fen === null ? '' : `¥${amount(fen)}    大写：${amountInWords(fen)}`;
  return line('合计（大写）', words);
}

function feet(context: C, pdf: Pdf, form: string, printedBy: string): void {
  drawFormFeet(pdf, form, `${printable(printedBy, 20)} 于 ${paperTime(context, context.now)}`);
}

/** 请购单: what was asked for, and who approved it. */
export async function requestForm(
  context: C,
  { purchase, name, approvals }: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { school } = context;
  const { number } = purchase;
  const open = unpricedOf(purchase);
  return makePdf({ title: `${school.name} 请购单 ${number}` }, (pdf) => {
    drawHead(pdf, school.name, '请购单', `编号：${number}    状态：${STATES[purchase.state]}`);
    drawRows(pdf, [
      pair('部门', purchase.unit, '申请人', name(purchase.requesterId)),
      pair(
        '日期',
        paperTime(context, purchase.submittedAt ?? purchase.createdAt),
        '需用日期',
        purchase.neededBy ? sayDay(purchase.neededBy) : '',
      ),
      line('用途', purchase.reason),
    ]);
    drawTable(
      pdf,
      {
        widths: [28, 120, 90, 36, 50, 60, 65, 50],
        head: ['序号', '品名', '规格型号', '单位', '数量', '估计单价', '金额', '备注'],
        rows: purchase.lines.map((one, i) => [
          centred(String(i + 1)),
          plain(one.name),
          plain(one.spec),
          centred(one.unit ?? ''),
          count(one.quantity),
          money(one.priceFen ?? unitFen(one)),
          money(one.fromStock ? null : one.amountFen),
          plain(one.fromStock ? '库存领用' : open.includes(one) ? '价格待定' : ''),
        ]),
        style: SMALL,
      },
      [
        // Nothing known is no sum of nought.
        total(open.length > 0 && purchase.totalFen === 0 ? null : purchase.totalFen),
        ...approvals.map(({ role, words }) => line(role, words, 40)),
      ],
    );
    feet(context, pdf, `请购单 ${number}`, printedBy);
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
  const number = `${purchase.number}-Y`;
  const opinions = arrivals.flatMap(({ opinion }) => opinion ?? []);
  const good = amounts(buying.lines);
  return makePdf({ title: `${school.name} 验收单 ${purchase.number}` }, (pdf) => {
    drawHead(pdf, school.name, '验收单', `编号：${number}`);
    drawRows(pdf, [
      pair('请购单号', purchase.number, '供应商', order?.supplier ?? ''),
      pair(
        '到货日期',
        arrivals.map(({ at }) => paperTime(context, at)).join('\n'),
        '采购人',
        name(purchase.buyerId),
      ),
    ]);
    drawTable(
      pdf,
      {
        widths: [120, 80, 45, 45, 45, 48, 56, 60],
        head: ['品名', '规格', '应到', '实到', '合格', '不合格', '单价', '金额'],
        rows: lines.map((one) => [
          plain(`${one.name}${one.unit ? `（${one.unit}）` : ''}`),
          plain(one.spec),
          count(one.quantity - one.dropped),
          count(one.arrived),
          count(one.accepted),
          count(one.rejected),
          money(unitOf(one)),
          money(good.get(one.id)),
        ]),
        style: SMALL,
      },
      [
        total(sumOf(good)),
        line('质量意见', opinions.length > 0 ? opinions.join('；') : '合格', 32),
        line('发票号', invoices.map((one) => one.number).join('、')),
        line('验收人1', acceptances.join('\n'), 32),
        pair('验收人2', '', '固定资产', '□ 是    □ 否', 32),
      ],
    );
    feet(context, pdf, `验收单 ${number}`, printedBy);
  });
}

/** 入库单: what is on the shelf now, with its value. */
export async function receiptForm(
  context: C,
  { purchase, buying, name, classes, acceptances }: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { school } = context;
  const number = `${purchase.number}-R`;
  const good = amounts(buying.lines);
  const taken = buying.lines.filter(({ accepted }) => accepted > 0n);
  const last = buying.arrivals.findLast(({ acceptedAt }) => acceptedAt !== null);
  const supplier = buying.order?.supplier;
  return makePdf({ title: `${school.name} 入库单 ${purchase.number}` }, (pdf) => {
    drawHead(pdf, school.name, '入库单', `编号：${number}`);
    drawRows(pdf, [
      pair(
        '日期',
        paperTime(context, last?.acceptedAt ?? null),
        '来源',
        `采购 ${purchase.number}${supplier ? ` · ${supplier}` : ''}`,
      ),
    ]);
    drawTable(
      pdf,
      {
        widths: [70, 139, 80, 40, 50, 55, 65],
        head: ['类别', '品名', '规格', '单位', '数量', '单价', '金额'],
        rows: taken.map((one) => [
          plain(classes.get(one.id)),
          plain(one.name),
          plain(one.spec),
          centred(one.unit ?? '件'),
          count(one.accepted),
          money(unitOf(one)),
          money(good.get(one.id)),
        ]),
        style: SMALL,
      },
      [
        total(sumOf(good)),
        pair('经办人', name(purchase.buyerId), '主管', '', 32),
        line('保管员', acceptances.join('\n'), 32),
      ],
    );
    feet(context, pdf, `入库单 ${number}`, printedBy);
  });
}

function unitOf(one: BuyLine): number | null {
  return unitFen(atPrice(one));
}

/** What was found good, in fen, by line, at the price as it is now; a line without a price is not among them. */
function amounts(lines: readonly BuyLine[]): ReadonlyMap<string, number> {
  return new Map(
    lines.flatMap((one) => {
      const fen = partFen(atPrice(one), one.accepted);
      return fen === null ? [] : [[one.id, fen] as const];
    }),
  );
}

function sumOf(good: ReadonlyMap<string, number>): number | null {
  return good.size === 0 ? null : [...good.values()].reduce((sum, one) => sum + one, 0);
}
