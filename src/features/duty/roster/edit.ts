/** The director makes a roster: on a card, day by day, or by letting the bot fill it. */
import { z } from 'zod';
import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody, personById } from '../../people/public.ts';
import type { DayPlan, Placed } from '../domain/plan.ts';
import type { Post } from '../domain/shift.ts';
import { daysOf, MOST_DAYS, nextHoliday, spanIn, type Span } from '../domain/spans.ts';
import { fill, mayEdit, type Need } from './drafting.ts';
import { beginDraft, lockDraft, saveDraft, standingPlans, type RosterDraft } from './drafts.ts';
import { approversFor, publish, rebased } from './publish.ts';
import { showDraft, showForApproval, type Shown } from './show-draft.ts';

type C = Context<Tables>;

const NOT_ALLOWED = '排值班请找总务主任或管理员；换班可以直接跟我说';
const GONE = '没有找到这份草稿，请发“排班 国庆”重新打开';
const WHICH =
  '排哪几天？例如“排班 国庆”“排班 5月1日到5月5日”，或者“把五一值班排一下，每天两个人一个领导”。';

/** `排班 国庆`: what stands, to be changed day by day. Without a name the next holiday. */
export async function openRoster(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const span = await spanWanted(context, incoming, match[1] ?? '');
  if (!span) return;
  const plans = await standingPlans(context, span.from, span.to);
  await begin(context, incoming, span, plans, { notes: [], problems: [] });
}

/** `把五一值班排一下，每天两个人一个领导`: the bot fills what is empty, and says why so. */
export async function draftByBot(context: C, incoming: Incoming): Promise<void> {
  const { text } = incoming.message;
  const span = await spanWanted(context, incoming, text);
  if (!span) return;
  const today = context.calendar.date(context.now);
  const base = await standingPlans(context, span.from, span.to);
  const past = base.filter(({ day }) => Temporal.PlainDate.compare(day, today) < 0);
  const { plans, ...notes } = await fill(
    context,
    base.slice(past.length),
    await peopleOf(context),
    needIn(text, context.school.duty.minOnDuty),
  );
  await begin(context, incoming, span, [...past, ...plans], notes);
}

async function begin(
  context: C,
  { sender, message }: Incoming,
  { title }: Span,
  plans: readonly DayPlan[],
  notes: RosterDraft['notes'],
): Promise<void> {
  const [first, last] = [plans[0], plans.at(-1)];
  if (!first || !last) return;
  const base = await standingPlans(context, first.day, last.day);
  const draft = await beginDraft(context, { title, plans, base, notes, byPersonId: sender.id });
  if (message.chatKind === 'group') await answer(context, message, '排班表已私聊您');
  await showDraft(context, draft, message.senderOpenId, { renew: true });
}

/** The days that are meant, or null when the sender has been told what is missing. */
async function spanWanted(
  context: C,
  { sender, message }: Incoming,
  words: string,
): Promise<Span | null> {
  const refuse = async (text: string) => {
    await answer(context, message, text);
    return null;
  };
  if (!mayEdit(sender)) return refuse(NOT_ALLOWED);
  const { calendar, now } = context;
  const today = calendar.date(now);
  const said = words.replaceAll(/每天|一天/gu, '');
  const span =
    spanIn(said, calendar, today) ?? (words.trim() === '' ? nextHoliday(calendar, today) : null);
  if (!span) return refuse(WHICH);
  if (daysOf(span).length > MOST_DAYS)
    return refuse(`一次最多排 ${MOST_DAYS} 天，请分几次排，例如“排班 7月10日到7月31日”。`);
  if (Temporal.PlainDate.compare(span.to, today) < 0) return refuse('这些天已经过去了，不能再排。');
  return span;
}

const DIGITS: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
};
const NUMBER = '([一二两三四五六1-9])';

/** `每天两个人一个领导` */
function needIn(text: string, usual: number): Need {
  const count = (pattern: string) => {
    const found = new RegExp(pattern, 'u').exec(text)?.[1];
    return found === undefined ? null : (DIGITS[found] ?? Number(found));
  };
  return {
    members: count(`${NUMBER}(?:个|位|名)?(?:人|老师|教师)`) ?? usual,
    leaders: count(`${NUMBER}(?:个|位|名)?(?:带班)?领导`) ?? 1,
  };
}

async function peopleOf({ tx, school }: C): Promise<ReadonlyMap<string, Person>> {
  return new Map((await everybody(tx, school.id)).map((person) => [person.id, person]));
}

const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.int().catch(0),
  day: z.iso.date().catch(''),
  page: z.int().catch(0),
});
const some = z
  .union([z.array(z.string().max(100)), z.string().max(100)])
  .optional()
  .transform((all) => [all ?? []].flat().filter((one) => one !== ''))
  .catch([]);
const formShape = z.object({ leader: some, person: some, guard: some });

interface Tapped {
  readonly context: C;
  readonly draft: RosterDraft;
  readonly input: TapInput;
  readonly value: z.infer<typeof valueShape>;
  /** Shows the draft again where it was tapped. */
  readonly show: (draft: RosterDraft, shown?: Shown) => Promise<void>;
}

/** A tap on a draft that is still being made, by somebody who may, on the card as it is now. */
function onDraft(act: (tapped: Tapped) => Promise<TapAnswer>) {
  return async (context: C, input: TapInput): Promise<TapAnswer> => {
    const { tap, operator } = input;
    if (!mayEdit(operator)) return toast('error', NOT_ALLOWED);
    const value = valueShape.parse(tap.value);
    const draft = await lockDraft(context, value.id);
    if (!draft) return toast('warning', GONE);
    const show = (one: RosterDraft, shown: Shown = {}) =>
      showDraft(context, one, tap.operatorOpenId, shown);
    if (draft.state !== 'editing') {
      await show(draft);
      return toast('warning', ENDED[draft.state]);
    }
    if (draft.version !== value.v) {
      await show(draft);
      return toast('warning', '这份草稿刚才改过，已换成最新的，请再点一次');
    }
    return act({ context, draft, input, value, show });
  };
}

const ENDED: Readonly<Record<RosterDraft['state'], string>> = {
  editing: '',
  pending: '已经送校长审批，批好之前不能改',
  published: '这份已经公布，要改请发“排班”重新打开',
  dropped: '这份草稿已经放弃，请发“排班”重新打开',
};

async function openDay({ draft, value, show }: Tapped): Promise<TapAnswer> {
  const plan = draft.plans.find(({ day }) => day.toString() === value.day);
  if (!plan) return toast('warning', GONE);
  await show(draft, { open: plan.day });
  return toast('info', `请选${sayDay(plan.day)}的人`);
}

async function turnPage({ draft, value, show }: Tapped): Promise<TapAnswer> {
  await show(draft, { page: value.page });
  return toast('info', `第 ${value.page + 1} 页`);
}

/** `保存这一天` */
async function saveDay({ context, draft, input, value, show }: Tapped): Promise<TapAnswer> {
  const { tx, school } = context;
  const plan = draft.plans.find(({ day }) => day.toString() === value.day);
  if (!plan) return toast('warning', GONE);
  const { leader, person, guard } = formShape.parse(plainFields(input.tap.form));
  const all = (await everybody(tx, school.id)).filter((one) => one.active);
  const byOpenId = new Map(all.map((one) => [one.openId, one]));
  const chosen: Placed[] = [];
  const start = plan.placed.map((one) => one.start).toSorted()[0] ?? school.duty.start;
  const place = (one: Person | undefined, post: Post) => {
    // Somebody chosen to lead and to serve leads.
    if (!one || chosen.some(({ personId }) => personId === one.id)) return;
    const before = plan.placed.find(({ personId }) => personId === one.id);
    chosen.push({
      personId: one.id,
      post,
      start: before?.start ?? start,
      end: before?.end ?? null,
      place: before?.place ?? null,
    });
  };
  const serves = (one: Person | undefined): Post =>
    one !== undefined && hasRole(one, 'guard') ? 'guard' : 'member';
  for (const id of leader) place(byOpenId.get(id), 'leader');
  for (const id of person) place(byOpenId.get(id), serves(byOpenId.get(id)));
  for (const id of guard) {
    const one = all.find((other) => other.id === id && other.openId === null);
    place(one, serves(one));
  }
  const plans = draft.plans.map((one) => (one === plan ? { ...one, placed: chosen } : one));
  const next = await saveDraft(context, draft, { plans });
  const index = plans.findIndex(({ day }) => day.equals(plan.day));
  await show(next, { page: Math.floor(index / 8) });
  return toast('success', `${sayDay(plan.day)}已保存，公布后生效`);
}

/** `补齐空缺` keeps who is there; `全部重排` begins anew, gate and past days apart. */
function refill(keep: boolean) {
  return async ({ context, draft, show }: Tapped): Promise<TapAnswer> => {
    const today = context.calendar.date(context.now);
    const past = draft.plans.filter(({ day }) => Temporal.PlainDate.compare(day, today) < 0);
    const rest = draft.plans.slice(past.length);
    // As many as the draft had at most, so that 每天两个人 is not forgotten.
    const most = (post: Post) =>
      Math.max(
        0,
        ...draft.plans.map(({ placed }) => placed.filter((one) => one.post === post).length),
      );
    const { plans, ...notes } = await fill(
      context,
      keep ? rest : rest.map(({ day, placed }) => ({ day, placed: placed.filter(isGate) })),
      await peopleOf(context),
      {
        members: Math.max(context.school.duty.minOnDuty, most('member')),
        leaders: Math.max(1, most('leader')),
      },
    );
    const next = await saveDraft(context, draft, { plans: [...past, ...plans], notes });
    await show(next);
    return notes.problems.length > 0
      ? toast('warning', `还有 ${notes.problems.length} 个位置没有人可排，请看卡片`)
      : toast('success', '排好了，看过没问题就公布');
  };
}

function isGate({ post }: Placed): boolean {
  return post === 'guard';
}

async function drop({ context, draft, show }: Tapped): Promise<TapAnswer> {
  await show(await saveDraft(context, draft, { state: 'dropped' }));
  return toast('info', '已放弃，公布过的值班表不变');
}

/** `公布`, or `送校长审批` where the school wants it. */
async function publishTap({ context, draft, input, show }: Tapped): Promise<TapAnswer> {
  const fresh = await rebased(context, draft);
  if (fresh) {
    await show(fresh.draft, { said: movedWords(fresh.moved) });
    return toast('warning', `${movedWords(fresh.moved)}，请再看一遍再公布`);
  }
  const approvers = await approversFor(context, input.operator);
  if (approvers.length === 0) {
    await show(await publish(context, draft, input.operator, null));
    return toast('success', '已公布');
  }
  await show(await submit(context, draft, approvers));
  return toast('success', `已送${approvers.map(({ name }) => name).join('、')}审批`);
}

/** To whoever has to approve it. */
export async function submit(
  context: C,
  draft: RosterDraft,
  approvers: readonly Person[],
): Promise<RosterDraft> {
  const sent = await saveDraft(context, draft, { state: 'pending', reason: null });
  for (const approver of approvers) await showForApproval(context, sent, approver, true);
  return sent;
}

function movedWords(days: readonly Temporal.PlainDate[]): string {
  const shown = days.slice(0, 3).map(sayDay).join('、');
  return `${shown}${days.length > 3 ? '等' : ''}的值班刚才有人换过，已按现在的更新`;
}

/** `同意` and `驳回` of the principal. */
function decide(agree: boolean) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    const { id, v } = valueShape.parse(tap.value);
    const draft = await lockDraft(context, id);
    if (!draft) return toast('warning', '没有找到这份值班表');
    if (!hasRole(operator, 'principal')) return toast('error', '值班表由校长审批');
    if (draft.byPersonId === operator.id) return toast('error', '自己排的由别人审批');
    if (draft.state !== 'pending') {
      await showForApproval(context, draft, operator, false);
      return toast(
        'warning',
        draft.state === 'published' ? '这份已经公布了' : '这份已经不用审批了',
      );
    }
    if (draft.version !== v) {
      await showForApproval(context, draft, operator, false);
      return toast('warning', '这份刚才改过，请看过最新的再决定');
    }
    const author = await personById(context.tx, context.school.id, draft.byPersonId);
    const back = async (next: RosterDraft, shown: Shown) => {
      for (const one of await approversFor(context, author ?? operator))
        await showForApproval(context, next, one, false);
      if (author?.openId) await showDraft(context, next, author.openId, { renew: true, ...shown });
    };
    if (!agree) {
      const reason = z.string().trim().max(200).catch('').parse(plainFields(tap.form)['reason']);
      if (reason === '') return toast('warning', '请写下要改哪里，再点“驳回”');
      await back(await saveDraft(context, draft, { state: 'editing', reason }), {});
      return toast('success', '已驳回，总务主任能看到理由');
    }
    const fresh = await rebased(context, draft);
    if (fresh) {
      const again = await saveDraft(context, fresh.draft, { state: 'editing' });
      await back(again, { said: `${movedWords(fresh.moved)}，请再看一遍再送审` });
      return toast('warning', '送审之后有人换过班，已退回总务主任核对');
    }
    await back(await publish(context, draft, author ?? operator, operator), {
      said: `${operator.name}已同意`,
    });
    return toast('success', '已同意，值班表已公布');
  };
}

export const editTaps = {
  'open-day': onDraft(openDay),
  'save-day': onDraft(saveDay),
  page: onDraft(turnPage),
  fill: onDraft(refill(true)),
  refill: onDraft(refill(false)),
  drop: onDraft(drop),
  publish: onDraft(publishTap),
  approve: decide(true),
  reject: decide(false),
};

function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}
