import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import type { DayPlan } from '../domain/plan.ts';
import { daysOf } from '../domain/spans.ts';
import { rosterChanged } from './changed.ts';
import { mayEdit } from './drafting.ts';
import { beginDraft, standingPlans } from './drafts.ts';
import { submit } from './edit.ts';
import { proposal, proposalWords, showGaps } from './gap-card.ts';
import { daysAhead, gapsOf } from './gaps.ts';
import { bounds, postedBetween, within } from './posted.ts';
import { approversFor, putInForce, tellMoved } from './publish.ts';
import { showDraft } from './show-draft.ts';

type C = Context<Tables>;

/** `按建议排` */
export async function takeProposal(
  context: C,
  { tap, operator, cardKey }: TapInput,
): Promise<TapAnswer> {
  if (!mayEdit(operator)) return toast('error', '值班由总务主任安排');
  const found = await gapsOf(context, daysAhead(context));
  const { plans } = await proposal(context, found);
  const wanted = plans.filter(({ placed }) => placed.length > 0);
  const words = proposalWords(context, wanted, found.people);
  const shown = cardKey === null ? null : await context.say.shown(cardKey);
  const seen = z.array(z.string()).catch([]).parse(shown?.card.values['proposal']);
  if (words.length === 0 || words.join('\n') !== seen.join('\n')) {
    await showGaps(context, tap.operatorOpenId, found, false);
    return toast('warning', '值班表刚才变了，建议已更新，请再看一遍');
  }
  const approvers = await approversFor(context, operator);
  if (approvers.length === 0) {
    const moved = await putInForce(context, wanted, { what: 'proposal', by: operator.id });
    await tellMoved(context, moved, operator);
    await rosterChanged(context, moved.days);
    return toast('success', `已排好 ${moved.days.length} 天，已通知各位`);
  }
  const draft = await wholeDraft(context, wanted, operator);
  const sent = await submit(context, draft, approvers);
  await showDraft(context, sent, tap.operatorOpenId, { renew: true });
  return toast('success', `已送${approvers.map(({ name }) => name).join('、')}审批`);
}

/** `自己排`: the days that are wrong, on the card of a draft. */
export async function openGaps(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayEdit(operator)) return toast('error', '值班由总务主任安排');
  const found = await gapsOf(context, daysAhead(context));
  const [first, last] = bounds(found.gaps.map(({ day }) => day));
  if (!first || !last) {
    await showGaps(context, tap.operatorOpenId, found, false);
    return toast('info', '已经没有缺人的日子了');
  }
  const draft = await wholeDraft(
    context,
    [
      { day: first, placed: [] },
      { day: last, placed: [] },
    ],
    operator,
    false,
  );
  await showDraft(context, draft, tap.operatorOpenId, { renew: true });
  return toast('info', '已打开，请在下面的卡片里排');
}

/** A draft of the whole holiday or roster that the days belong to, with what is proposed for them. */
async function wholeDraft(context: C, plans: readonly DayPlan[], by: Person, fillIn = true) {
  const [first, last] = bounds(plans.map(({ day }) => day));
  if (!first || !last) throw new Error('no day to draft');
  const holidays = context.calendar.holidays(first, first);
  const posted = (await postedBetween(context, first, first)).find((one) => within(first, one));
  const around =
    posted ?? holidays.map((one) => ({ title: one.name, days: daysOf(one) }))[0] ?? null;
  const [from, to] = bounds([first, last, ...(around?.days ?? [])]);
  const base = await standingPlans(context, from ?? first, to ?? last);
  const byDay = new Map(plans.map((plan) => [plan.day.toString(), plan]));
  return beginDraft(context, {
    title: around?.title ?? '值班',
    plans: fillIn ? base.map((plan) => byDay.get(plan.day.toString()) ?? plan) : base,
    base,
    notes: { notes: [], problems: [] },
    byPersonId: by.id,
  });
}

function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}
