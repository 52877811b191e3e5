import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { STATES } from '../domain/ticket.ts';
import { paperTime } from '../../../documents/signed.ts';
import type { Facts } from './facts.ts';
import { amount, amountInWords } from '../../../kernel/money.ts';
import {
  drawFeet,
  drawHead,
  drawRow,
  makePdf,
  printable,
  type Cell,
  type Pdf,
} from '../../../documents/paper.ts';
import { CATEGORIES, URGENCIES } from './words.ts';

type C = Context<Tables>;

const PAIRS = [82, 168, 82, 167] as const;
const WHOLE = [82, 417] as const;

const label = (text: string): Cell => ({ text, bold: true, align: 'center' });
const value = (text: string | null | undefined): Cell => ({ text: printable(text ?? '') });

function pair(pdf: Pdf, a: string, b: string | null, c: string, d: string | null): void {
  drawRow(pdf, [label(a), value(b), label(c), value(d)], PAIRS);
}

function line(pdf: Pdf, name: string, text: string | null, atLeast = 24): void {
  drawRow(pdf, [label(name), value(text)], WHOLE, { atLeast });
}

/** 报修单, one A4 page: who reported what, who mended it how, and the reporter's signature. */
export async function repairForm(context: C, facts: Facts, printedBy: string): Promise<Uint8Array> {
  const { ticket, reporter, worker } = facts;
  const { school } = context;
  return makePdf({ title: `${school.name} 报修单 ${ticket.number}` }, (pdf) => {
    drawHead(pdf, school.name, '报修单', `编号：${ticket.number}    状态：${STATES[ticket.state]}`);
    pair(pdf, '报修部门', reporter?.unit ?? '', '报修人', reporter?.name ?? '');
    pair(pdf, '电话', reporter?.phone ?? '', '报修时间', paperTime(context, ticket.reportedAt));
    pair(pdf, '地点', ticket.place, '紧急程度', URGENCIES[ticket.urgency]);
    pair(pdf, '类别', CATEGORIES[ticket.category], '照片', `${facts.photos} 张`);
    line(pdf, '故障描述', ticket.items.join('\n'), 60);
    pair(pdf, '派工人/时间', facts.dispatched, '维修人', worker?.name ?? '');
    pair(pdf, '接单时间', paperTime(context, ticket.acceptedWorkAt), '到场时间', '');
    pair(pdf, '完工时间', paperTime(context, ticket.finishedAt), '故障原因', causeOf(ticket.cause));
    line(pdf, '用料', ticket.parts, 60);
    line(pdf, '费用合计', costOf(ticket.costFen));
    line(pdf, '维修结果', ticket.note, 48);
    line(pdf, '报修人\n验收意见', facts.opinion, 40);
    line(pdf, '签字、日期', facts.signature, 40);
    pair(pdf, '满意度', starsOf(ticket.stars), '总务处复核', '');
    drawFeet(pdf, () => foot(context, printedBy));
  });
}

/** 派工单 for a worker's pocket: where, what, by when, and lines for the pen. */
export async function dispatchSlip(
  context: C,
  facts: Facts,
  printedBy: string,
): Promise<Uint8Array> {
  const { ticket, reporter, worker } = facts;
  const { school } = context;
  return makePdf({ title: `${school.name} 派工单 ${ticket.number}` }, (pdf) => {
    drawHead(pdf, school.name, '派工单', `编号：${ticket.number}`);
    pair(pdf, '维修人', worker?.name ?? '', '电话', worker?.phone ?? '');
    pair(pdf, '派工人/时间', facts.dispatched, '要求完成', paperTime(context, ticket.finishBy));
    pair(pdf, '报修人', reporter?.name ?? '', '电话', reporter?.phone ?? '');
    pair(pdf, '地点', ticket.place, '紧急程度', URGENCIES[ticket.urgency]);
    line(pdf, '故障描述', ticket.items.join('\n'), 70);
    pair(pdf, '到场时间', '', '完工时间', '');
    pair(pdf, '故障原因', causeOf(null), '费用', '');
    line(pdf, '用料', '', 70);
    line(pdf, '维修结果', '', 70);
    pair(pdf, '维修人签字', '', '报修人签字', '');
    pdf.moveDown(0.8).font('regular').fontSize(9);
    pdf.text('做完后请交回总务处，由总务主任登记“完工”，报修人再在手机上验收。');
    drawFeet(pdf, () => foot(context, printedBy));
  });
}

function foot(context: C, printedBy: string): string {
  return `${printable(printedBy, 20)} 于 ${paperTime(context, context.now)} 打印 · 以系统中的记录为准`;
}

function causeOf(cause: string | null): string {
  if (cause === null) return '□ 自然损坏   □ 人为损坏';
  return cause;
}

function costOf(fen: number | null): string {
  return fen === null ? '' : `¥${amount(fen)}（大写：${amountInWords(fen)}）`;
}

export function starsOf(stars: number | null): string {
  return stars === null ? '' : `${'★'.repeat(stars)}${'☆'.repeat(Math.max(0, 5 - stars))}`;
}
