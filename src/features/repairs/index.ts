import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { openDrafts } from './drafts.ts';
import { dropDraft } from './handlers/asking.ts';
import { claims } from './handlers/claims.ts';
import { exportLedger, printForm, printSlip } from './handlers/documents.ts';
import { byNumber, cancel, mine, overview, query, urge, work } from './handlers/queries.ts';
import { answers } from './handlers/replies.ts';
import { report } from './handlers/report.ts';
import { taps } from './handlers/taps.ts';
import { setWeekly, timers } from './handlers/timers.ts';
import { perform } from './perform.ts';
import { ticketOfPhoto } from './pictures.ts';
import { showEverywhere } from './places.ts';
import { findTickets, lockTicket } from './store.ts';

const FORM =
  /^(?:(?:请|帮我)?打印(?:一下|一份)?\s*(?:报修单)?\s*(BX\d{4}-\d{4,})(?:\s*的?\s*报修单)?|(BX\d{4}-\d{4,})\s*的?\s*报修单)[。!！]?$/iu;
const SLIP =
  /^(?:请|帮我)?打印(?:一下|一份)?\s*(?:派工单\s*(BX\d{4}-\d{4,})|(BX\d{4}-\d{4,})\s*的?\s*派工单)[。!！]?$/iu;
/** Nothing but a time may stand around the words, so that a broken cupboard of ledgers stays a report. */
const LEDGER =
  /^(?=.*(?:台[账帐]|导出))(?:请|麻烦|帮我|帮忙|给我|我要|要|把)*(?:导出|下载|打印|生成)?(?:一下|一份)?([\s\d一二三四五六七八九十年月份到至—–~～\-本上这个学期今去全的]*)报修(?:的?(?:台[账帐]|记录|数据|单))?(?:导出来?|发我|给我)?(?:一下|一份)?([\s\d一二三四五六七八九十年月份到至—–~～\-本上这个学期今去全的]*)(?:导出来?|发我|发给我|给我)?(?:一下|一份)?[吧。!！]?$/u;

/** 报修: from somebody's words to the signature that it is mended. */
export const repairs: Feature<Tables> = {
  name: 'repairs',
  phrases: [
    { pattern: /^(我的报修|报修进度|我的报修单)$/u, handle: mine },
    { pattern: /^(我的活|待办|我的待办|我的工单)$/u, handle: work },
    { pattern: /^(报修概况|报修情况|报修统计)$/u, handle: overview },
    {
      pattern: /^(催单|催一下|催催)$/u,
      handle: (context, incoming) => urge(context, incoming, []),
    },
    {
      pattern: /^(BX\d{4}-\d{4,})$/iu,
      handle: (context, incoming, match) => byNumber(context, incoming, match[1] ?? ''),
    },
    { pattern: FORM, handle: printForm },
    { pattern: SLIP, handle: printSlip },
    { pattern: LEDGER, handle: exportLedger },
  ],
  claims,
  answers,
  intents: {
    'repair.report': report,
    'repair.query': query,
    'repair.urge': urge,
    'repair.cancel': cancel,
  },
  taps,
  timers,
  /** A picture on the worker's card is there as soon as it is stored. */
  async picture(context, attachmentId) {
    const ticketId = await ticketOfPhoto(context, attachmentId);
    const ticket = ticketId === null ? null : await lockTicket(context, ticketId);
    if (ticket) await showEverywhere(context, ticket);
  },
  /** A recalled message takes its report back while nobody has taken it, and what was asked about it. */
  async notice(context, notice) {
    if (notice.kind !== 'recalled') return;
    for (const draft of await openDrafts(context, { messageId: notice.messageId })) {
      const person = await personById(context.tx, context.school.id, draft.personId);
      if (person) await dropDraft(context, draft, person);
    }
    const reported = await findTickets(context, {
      messageId: notice.messageId,
      states: ['unassigned', 'assigned'],
    });
    for (const ticket of reported) {
      const reporter = await personById(context.tx, context.school.id, ticket.reporterId);
      if (reporter) await perform(context, ticket.id, { kind: 'withdraw' }, reporter);
    }
  },
  start: setWeekly,
  help: [
    { say: '302 空调不制冷', does: '报修：说清在哪里、什么坏了，可带照片' },
    { say: '我的报修', does: '看自己报修的进度' },
    { say: '我的活', does: '维修人员看手上的报修' },
    { say: '报修概况', does: '总务主任看全校未完成的报修' },
    {
      say: '打印 BX2611-0001',
      does: '把报修单的 PDF 发给您；总务主任还可“打印派工单 BX2611-0001”',
    },
    { say: '导出报修台账 9月–11月', does: '总务主任、校长：台账的 Excel 和可签字盖章的 PDF' },
  ],
};
