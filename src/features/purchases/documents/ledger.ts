import type { TableDocument } from '../../../documents/table.ts';
import { paperTime } from '../../../documents/signed.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount, amountInWords } from '../../../kernel/money.ts';
import type { Period } from '../../../kernel/period.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { itemById } from '../../stock/public.ts';
import { atPrice, costOf, type Buying } from '../buying/domain/buying.ts';
import { partFen, unitFen } from '../buying/domain/price.ts';
import { counted } from '../buying/domain/wording.ts';
import { readBuying } from '../buying/store.ts';
import { STATES } from '../domain/purchase.ts';
import { findPurchases } from '../store.ts';

type C = Context<Tables>;
type Cell = string | number | null;
type Named = readonly (readonly [
  name: string,
  width: number,
  points: number | null,
  money?: true,
])[];

/** With their widths: characters in the xlsx, points on A4 landscape. */
const PURCHASES: Named = [
  ['序号', 6, 26],
  ['编号', 14, 58],
  ['申请日期', 20, 54],
  ['部门', 12, 42],
  ['申请人', 10, 38],
  ['物品', 36, 152],
  ['用途', 24, 88],
  ['批准金额（元）', 13, 50, true],
  ['实际金额（元）', 13, 50, true],
  ['供应商', 16, 64],
  ['采购人', 10, 38],
  ['验收人', 10, 38],
  ['发票号', 24, null],
  ['报销日期', 20, null],
  ['状态', 12, 44],
];
const RECEIPTS: Named = [
  ['序号', 6, 28],
  ['入库日期', 20, 60],
  ['采购单号', 14, 64],
  ['类别', 12, 54],
  ['品名', 22, 110],
  ['规格', 16, 70],
  ['单位', 6, 34],
  ['数量', 10, 48],
  ['单价（元）', 12, 52],
  ['金额（元）', 12, 56, true],
  ['供应商', 16, 84],
  ['经办人', 10, 42],
  ['保管员', 10, 44],
];

const PAGE = 200;

/** `to` is included. */
function bounds({ calendar }: C, { from, to }: Period) {
  return [calendar.at(from, '00:00'), calendar.at(to.add({ days: 1 }), '00:00')] as const;
}

/** Everything that was asked for within the period and sent to be approved, oldest first. */
export async function purchaseLedger(context: C, period: Period): Promise<TableDocument> {
  const rows: Cell[][] = [];
  const name = namesOf(context);
  const [since, until] = bounds(context, period);
  for (const buying of await within(context, 'submitted_at', since, until)) {
    const { purchase, order, arrivals, invoices } = buying;
    const checked = arrivals.findLast(({ acceptedBy }) => acceptedBy !== null);
    rows.push([
      String(rows.length + 1),
      purchase.number,
      paperTime(context, purchase.submittedAt),
      purchase.unit,
      await name(purchase.requesterId),
      buying.lines.map((line) => counted(line, line.quantity)).join('；'),
      purchase.reason,
      purchase.approvedFen,
      order ? costOf(buying.lines) : null,
      order?.supplier ?? null,
      await name(purchase.buyerId),
      await name(checked?.acceptedBy ?? null),
      invoices.map(({ number }) => number).join('、') || (purchase.reimbursedAt ? '无发票' : null),
      paperTime(context, purchase.reimbursedAt),
      STATES[purchase.state],
    ]);
  }
  return document(context, '采购台账', period, PURCHASES, rows, ['制表人', '总务主任', '校长']);
}

/** Everything that was accepted into the store within the period, a line each. */
export async function receiptLedger(context: C, period: Period): Promise<TableDocument> {
  const rows: Cell[][] = [];
  const name = namesOf(context);
  const [since, until] = bounds(context, period);
  const found: { at: Temporal.Instant; cells: Cell[] }[] = [];
  for (const buying of await within(context, 'accepted_at', since, until)) {
    const { purchase, order, arrivals } = buying;
    const before = new Map<string, Quantity>();
    for (const { acceptedAt, acceptedBy, lines } of arrivals) {
      if (acceptedAt === null) continue;
      for (const { lineId, accepted } of lines) {
        const line = buying.lines.find(({ id }) => id === lineId);
        if (!line || !accepted) continue;
        const priced = atPrice(line);
        const had = before.get(lineId) ?? 0n;
        before.set(lineId, had + accepted);
        if (!isWithin(acceptedAt, since, until)) continue;
        const item = line.stockItemId === null ? null : await itemById(context, line.stockItemId);
        const each = unitFen(priced);
        // What several deliveries come to is the sum on 入库单, to the fen.
        const [all, former] = [partFen(priced, had + accepted), partFen(priced, had)];
        const amountFen = all === null || former === null ? null : all - former;
        found.push({
          at: acceptedAt,
          cells: [
            paperTime(context, acceptedAt),
            purchase.number,
            item?.class ?? null,
            line.name,
            line.spec,
            line.unit ?? '件',
            formatQuantity(accepted),
            each === null ? null : amount(each),
            amountFen,
            order?.supplier ?? null,
            await name(purchase.buyerId),
            await name(acceptedBy),
          ],
        });
      }
    }
  }
  for (const { cells } of found.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)))
    rows.push([String(rows.length + 1), ...cells]);
  return document(context, '入库台账', period, RECEIPTS, rows, ['制表人', '保管员', '总务主任']);
}

function isWithin(at: Temporal.Instant, since: Temporal.Instant, until: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, since) >= 0 && Temporal.Instant.compare(at, until) < 0;
}

/** Purchases that were sent, or of which something was accepted, within the time; by number. */
async function within(
  context: C,
  by: 'submitted_at' | 'accepted_at',
  since: Temporal.Instant,
  until: Temporal.Instant,
): Promise<Buying[]> {
  const { tx, school } = context;
  const rows =
    by === 'submitted_at'
      ? await tx
          .selectFrom('purchase')
          .select(['id', 'number'])
          .where('school_id', '=', school.id)
          .where('submitted_at', '>=', since)
          .where('submitted_at', '<', until)
          .orderBy('submitted_at')
          .execute()
      : await tx
          .selectFrom('purchase_arrival')
          .select(['purchase_id as id'])
          .distinct()
          .where('school_id', '=', school.id)
          .where('accepted_at', '>=', since)
          .where('accepted_at', '<', until)
          .execute();
  const found: Buying[] = [];
  for (let from = 0; from < rows.length; from += PAGE) {
    const ids = rows.slice(from, from + PAGE).map(({ id }) => id);
    const page = await findPurchases(context, { ids, limit: PAGE });
    for (const purchase of page.toSorted((a, b) => a.number.localeCompare(b.number)))
      found.push(await readBuying(context, purchase));
  }
  return found;
}

function namesOf({ tx, school }: C): (id: string | null) => Promise<string | null> {
  const known = new Map<string, string>();
  return async (id) => {
    if (id === null) return null;
    const name = known.get(id) ?? (await peopleById(tx, school.id, [id])).get(id)?.name ?? '有人';
    known.set(id, name);
    return name;
  };
}

function document(
  context: C,
  sheet: string,
  { from, to }: Period,
  columns: Named,
  rows: readonly Cell[][],
  signatures: readonly string[],
): TableDocument {
  const last = columns.findLastIndex(([, , , money]) => money === true);
  const sum = rows.reduce((all, row) => {
    const value = row[last];
    return all + (typeof value === 'number' ? value : 0);
  }, 0);
  return {
    title: `${sheet}（${from.year}年${from.month}月${from.day}日—${to.year}年${to.month}月${to.day}日）`,
    school: context.school.name,
    sheet,
    columns: columns.map(([name, width, points, money]) => ({
      name,
      width,
      points,
      money: money === true,
    })),
    rows,
    summary: `合计 ${rows.length} 行`,
    note: `共 ${rows.length} 行，金额合计 ¥${amount(sum)}（${amountInWords(sum)}）`,
    signatures,
    printed: paperTime(context, context.now),
  };
}
