import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { claims } from './handlers/claims.ts';
import { byNumber, cancel, mine, overview, query, urge, work } from './handlers/queries.ts';
import { report } from './handlers/report.ts';
import { taps } from './handlers/taps.ts';
import { setWeekly, timers } from './handlers/timers.ts';
import { perform } from './perform.ts';
import { findTickets } from './store.ts';

/** 报修: from somebody's words to the signature that it is mended. */
export const repairs: Feature<Tables> = {
  name: 'repairs',
  phrases: [
    { pattern: /^(我的报修|报修进度|我的报修单)$/u, handle: mine },
    { pattern: /^(我的活|待办|我的待办|我的任务|我的工单)$/u, handle: work },
    { pattern: /^(报修概况|报修情况|报修统计)$/u, handle: overview },
    {
      pattern: /^(催单|催一下|催催)$/u,
      handle: (context, incoming) => urge(context, incoming, []),
    },
    {
      pattern: /^(BX\d{4}-\d{4,})$/iu,
      handle: (context, incoming, match) => byNumber(context, incoming, match[1] ?? ''),
    },
  ],
  claims,
  intents: {
    'repair.report': report,
    'repair.query': query,
    'repair.urge': urge,
    'repair.cancel': cancel,
  },
  taps,
  timers,
  /** A recalled message takes its report back while nobody has taken it. */
  async notice(context, notice) {
    if (notice.kind !== 'recalled') return;
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
  ],
};
