import type { Feature } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';
import { approvals } from './approvals/index.ts';
import { createCalendar } from './calendar/index.ts';
import { duty } from './duty/index.ts';
import { followAbsence, openShifts, recheck } from './duty/public.ts';
import { help } from './help/index.ts';
import { issues } from './issues/index.ts';
import { createPeople } from './people/index.ts';
import { purchases } from './purchases/index.ts';
import { repairs } from './repairs/index.ts';
import { openRepairs, sendPoster } from './repairs/public.ts';
import { schedule } from './schedule/index.ts';
import { replan, schedulePhotos } from './schedule/public.ts';
import { stock } from './stock/index.ts';
import { undelivered } from './undelivered/index.ts';

/** What stands in a leaver's name is asked of the features that have it. */
const people = createPeople({
  openWork: [openRepairs, openShifts],
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

/**
 * The table of contents. Earlier features are asked first; `help` takes what nobody else wanted. A
 * picture of a task is looked at before the repairs ask what it is.
 */
export const features: readonly Feature<Tables>[] = [
  people,
  calendar,
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
