import type { Feature } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';
import type { ApprovalsHooks } from './approvals/hooks.ts';
import { createApprovals, remindOf } from './approvals/index.ts';
import { createCalendar } from './calendar/index.ts';
import { duty } from './duty/index.ts';
import { followAbsence, openShifts, recheck, swapsWaitingFor } from './duty/public.ts';
import { help } from './help/index.ts';
import { createIssues } from './issues/index.ts';
import {
  createIssuePhotos,
  goodsIn,
  issueInstead,
  lastIssued,
  merged,
  openIssues,
  ownIssues,
  restocked,
  waitingExemptions,
} from './issues/public.ts';
import { createPeople } from './people/index.ts';
import type { PurchasesHooks } from './purchases/hooks.ts';
import { createPurchases } from './purchases/index.ts';
import {
  createPurchasePhotos,
  openBuying,
  openPurchase,
  openRequests,
  ownRequests,
  waitingApprovals,
} from './purchases/public.ts';
import { repairs } from './repairs/index.ts';
import { lastActed, openRepairs, partsIn, sendPoster } from './repairs/public.ts';
import { schedule } from './schedule/index.ts';
import { lastDone, replan, schedulePhotos } from './schedule/public.ts';
import { createStock } from './stock/index.ts';
import { countsWaitingFor } from './stock/public.ts';
import { undelivered } from './undelivered/index.ts';

/** What stands in a leaver's name is asked of the features that have it. */
const people = createPeople({
  openWork: [openRepairs, openRequests, openBuying, openIssues, openShifts],
  absence: followAbsence,
  poster: sendPoster,
});

/** A new notice moves what hangs on the holidays. */
const calendar = createCalendar({
  replan: async (context, after) => [
    ...(await replan(context, after)),
    ...(await recheck(context, after)),
  ],
});

/** What waits for somebody and what somebody asked for, gathered from every feature. */
const approvalsHooks: ApprovalsHooks = {
  waiting: [waitingApprovals, countsWaitingFor, waitingExemptions, swapsWaitingFor],
  requests: [ownRequests, ownIssues],
};
const approvals = createApprovals(approvalsHooks);

/** From a request to reimbursement. */
const purchasesHooks: PurchasesHooks = {
  goodsIn: [partsIn, goodsIn],
  issueInstead,
  listWaiting: (context, approver) => remindOf(approvalsHooks, context, approver),
  lastActed: [lastActed, lastDone, lastIssued],
};
const purchases = createPurchases(purchasesHooks);

/** What the store lacks becomes a purchase request of whoever wanted it. */
const issues = createIssues({ requestPurchase: openPurchase });

/** What runs low is asked for in one tap. */
const stock = createStock({ requestPurchase: openPurchase, restocked, merged });

/**
 * The table of contents. Earlier features are asked first; `help` takes what nobody else wanted. A
 * picture of a task is looked at before the repairs ask what it is.
 */
export const features: readonly Feature<Tables>[] = [
  people,
  calendar,
  createPurchasePhotos(purchasesHooks),
  createIssuePhotos([lastActed, lastDone]),
  schedulePhotos,
  repairs,
  // Before the plan: whose patrol a day off is, the roster says.
  duty,
  schedule,
  purchases,
  issues,
  stock,
  approvals,
  undelivered,
  help,
];
