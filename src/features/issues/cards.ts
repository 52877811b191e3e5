import { clip } from '../../kernel/clip.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { CardContent } from '../../kernel/say.ts';
import { counted } from '../stock/public.ts';
import {
  due,
  EXEMPT_REASONS,
  nameOf,
  REFUSE_REASONS,
  type Line,
  type Request,
  type State,
} from './domain/request.ts';

import type { RequestView } from './view.ts';

/** One header colour per state. */
const COLOURS: Readonly<Record<State, string>> = {
  requested: 'orange',
  issued: 'blue',
  signed: 'green',
  purchasing: 'purple',
  refused: 'grey',
  withdrawn: 'grey',
};

const MOST_HISTORY = 8;
const MOST_ROWS = 12;

/** For the requester, for whoever hands out, and for whoever decides on 免交旧. */
export function requestCard(view: RequestView): CardContent {
  const { request, may } = view;
  const short = request.state === 'requested' && view.missing.some((lacks) => lacks > 0n);
  return {
    template: 'issue-request',
    values: {
      id: request.id,
      v: request.version,
      number: request.number,
      stateName: view.stateName,
      colour: COLOURS[request.state],
      title: clip(titleOf(request), 60),
      requester: clip([view.unit, view.requester].filter(Boolean).join(' '), 40),
      reason: request.reason === null ? null : clip(request.reason, 100),
      neededBy: view.neededBy,
      requestedAt: view.requestedAt,
      lines: request.lines.map((line, i) => lineOf(view, line, i)),
      short: short && view.role !== 'exempter',
      hint: hintOf(view),
      issued: view.issuer === null ? null : `${clip(view.issuer, 20)} · ${view.issuedAt}`,
      signed: view.signer === null ? null : `${clip(view.signer, 20)} · ${view.signedAt}`,
      closing: request.closing === null ? null : clip(request.closing, 120),
      purchase: request.purchaseNumber,
      photos: view.photos,
      exemption:
        view.role === 'exempter' && request.exemption !== null
          ? clip(request.exemption.reason, 120)
          : null,
      history: view.history.slice(-MOST_HISTORY).map((line) => clip(line, 80)),
      may: [...may],
      primary: primaryOf(view, short),
      parts: may.includes('issue') ? partsOf(view) : [],
      amends: may.includes('amend') ? amendsOf(view) : [],
      reasonNow: request.reason ?? '',
      refuseReasons: [...REFUSE_REASONS],
      exemptReasons: [...EXEMPT_REASONS],
    },
  };
}

/** `粉笔 2盒等3种` */
export function titleOf({ lines }: Pick<Request, 'lines'>): string {
  const [first] = lines;
  if (!first) return '';
  const one = `${nameOf(first)} ${counted(first.wanted, first.unit)}`;
  return lines.length === 1 ? one : `${one}等${lines.length}种`;
}

/** One line: what was asked for, and what there is or what became of it. Figures of the store are the keeper's. */
function lineOf(view: RequestView, line: Line, i: number): JsonObject {
  const { request, onHand, missing, role } = view;
  const lacks = missing[i] ?? 0n;
  const notes: string[] = [];
  const waits = request.state === 'requested' && due(line) > 0n;
  if (waits && role !== 'exempter') {
    const there = onHand?.[i];
    if (there !== undefined) notes.push(`现有 ${counted(there, line.unit)}`);
    notes.push(lacks > 0n ? '不足' : '有货');
  }
  if (line.issued > 0n) notes.push(`实发 ${counted(line.issued, line.unit)}`);
  if (line.bought > 0n) notes.push(`转采购 ${counted(line.bought, line.unit)}`);
  if (line.returned > 0n) notes.push(`已退 ${counted(line.returned, line.unit)}`);
  if (line.tradeIn) notes.push('以旧换新');
  return {
    text: `${clip(nameOf(line), 40)} ${counted(line.wanted, line.unit)}`,
    note: notes.join(' · '),
    short: waits && lacks > 0n,
  };
}

/** The one thing that the reader of this card should know now. */
function hintOf(view: RequestView): string | null {
  const { request, role, keeper, exempter } = view;
  const tradeIn = request.lines.some((line) => line.tradeIn);
  if (request.state === 'issued' && role === 'requester')
    return view.signsFor
      ? `${clip(view.requester, 20)}没有飞书：纸上签字后，请代点“确认领用”`
      : '东西拿到后请点“确认领用”，这就是您的签字';
  // It was bought for this person: nothing of it is missing any more.
  if (request.state === 'requested' && request.purchaseNumber !== null && role === 'requester')
    if (request.lines.every(({ bought }) => bought === 0n))
      return `${request.purchaseNumber} 采购的东西已验收入库，请来领取`;
  // Whoever decides reads the reason below; the rest is for those who hand over and take.
  if (request.state !== 'requested' || !tradeIn || role === 'exempter') return null;
  const goods = request.lines
    .filter((line) => line.tradeIn)
    .map(nameOf)
    .join('、');
  const { exemption } = request;
  if (view.oldIn !== null) return `旧物已由${view.oldIn} 收下`;
  if (exemption?.state === 'granted')
    return `${exempter}已同意免交旧：${clip(exemption.reason, 60)}`;
  const asked =
    exemption?.state === 'asked'
      ? `；已申请免交旧，等${exempter}决定`
      : exemption?.state === 'denied'
        ? `；${exempter}不同意免交旧：${clip(exemption.reason, 60)}`
        : '';
  return role === 'keeper'
    ? `${clip(goods, 60)}以旧换新，先收旧的再发新的${asked}`
    : `${clip(goods, 60)}以旧换新，领的时候请把旧的带来交给${keeper}${asked}`;
}

/** At most one filled button: what should happen next. */
function primaryOf({ may, owesOld }: RequestView, short: boolean): string {
  if (may.includes('sign')) return 'sign';
  if (may.includes('exempt')) return 'exempt';
  if (owesOld && may.includes('takeOld')) return 'takeOld';
  if (short && may.includes('buy')) return 'buy';
  return 'issue';
}

/** The form for a part: a field a line, filled with what there is. */
function partsOf({ request, onHand }: RequestView): JsonObject[] {
  return request.lines.map((line, i) => {
    const there: Quantity = onHand?.[i] ?? 0n;
    const can = due(line) < there ? due(line) : there;
    return {
      name: `q${i}`,
      label: `${clip(nameOf(line), 16)}（${clip(line.unit, 6)}）`,
      value: counted(can, ''),
    };
  });
}

/** The requester's own form: a field a line, filled with what is asked for. */
function amendsOf({ request }: RequestView): JsonObject[] {
  return request.lines.map((line, i) => ({
    name: `q${i}`,
    label: `${clip(nameOf(line), 16)}（${clip(line.unit, 6)}）`,
    value: counted(line.wanted, ''),
  }));
}

/** One row of a list: a request or a list that waits for its reader. */
export interface ListRow {
  readonly id: string;
  readonly v: number;
  readonly number: string;
  readonly title: string;
  readonly detail: string;
  readonly action: 'sign' | 'listSign' | 'show' | null;
}

const LABELS = { sign: '确认领用', listSign: '确认领用', show: '办理' } as const;

/** A list with at most one button a row; the longest part is counted, not shown. */
export function listCard(title: string, rows: readonly ListRow[]): CardContent {
  return {
    template: 'issue-list',
    values: {
      title,
      total: rows.length,
      more: Math.max(0, rows.length - MOST_ROWS),
      rows: rows.slice(0, MOST_ROWS).map((row) => ({
        ...row,
        title: clip(row.title, 60),
        detail: clip(row.detail, 60),
        label: row.action === null ? '' : LABELS[row.action],
      })),
    },
  };
}
