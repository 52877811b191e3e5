import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleNamed, personById, personByOpenId } from '../../people/public.ts';
import { TRADES, type Person } from '../../../kernel/people.ts';
import type { Command } from '../domain/command.ts';
import { placed, placeKey } from '../domain/fault.ts';
import { ENDED, STATES, type Action } from '../domain/ticket.ts';
import { proposeWorker } from '../dispatch.ts';
import { closeDraft, findDraft, moveDraftPhotos, type Draft } from '../drafts.ts';
import { partsOf } from '../parts.ts';
import { perform } from '../perform.ts';
import { showEverywhere } from '../places.ts';
import { lockTicket, ticketByNumber, waitingFor } from '../store.ts';
import { refusalOf } from '../view.ts';
import { suspendDefault } from '../clocks.ts';
import { formFields } from '../form-fields.ts';
import { pickedDay } from '../../../kernel/form-fields.ts';

import { toast } from './answers.ts';
import { dropDraft, placesIn, showDraft } from './asking.ts';
import { completeDraft } from './complete.ts';
import { chosen } from './refer.ts';
import { confirmed } from './replies.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TapInput) => Promise<TapAnswer>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.number().int().nullable().catch(null),
});
const line = z.string().trim().max(500).catch('');
const formShape = z.object({
  reason: line,
  note: line,
  person: line,
  date: line,
  cost: line,
  cause: line,
  description: line,
  place: line,
  parts: line,
  merge: line,
  category: z.enum(TRADES).nullable().catch(null),
  urgency: z.enum(['critical', 'high', 'normal']).nullable().catch(null),
  stars: z.coerce.number().int().min(1).max(5).nullable().catch(null),
});
type Form = z.infer<typeof formShape>;

/** A command from a form, or the sentence that says what is missing. */
type Read = (context: C, form: Form) => Promise<Command | string> | Command | string;

const READ: Record<Action, Read> = {
  supplement: readSupplement,
  withdraw: () => ({ kind: 'withdraw' }),
  urge: () => ({ kind: 'urge' }),
  join: () => ({ kind: 'join' }),
  accept: () => ({ kind: 'accept' }),
  resume: () => ({ kind: 'resume' }),
  finish: () => ({ kind: 'finish' }),
  takeDanger: () => ({ kind: 'takeDanger' }),
  undo: () => ({ kind: 'undo' }),
  approve: (_, form) => ({ kind: 'approve', stars: form.stars }),
  rework: (_, form) => reasoned('rework', form),
  refuse: (_, form) => reasoned('refuse', form),
  transfer: readTransfer,
  suspend: readSuspension,
  fillIn: readFillIn,
  merge: readMerge,
};

function act(action: Action): Handler {
  return async (context, { tap, operator, cardKey, place }) => {
    const { id, v } = valueShape.parse(tap.value);
    const command = await READ[action](context, formShape.parse(formFields(tap.form)));
    if (typeof command === 'string') {
      const ticket = place === 'group' ? await lockTicket(context, id) : null;
      if (!ticket) return toast(false, command);
      const refusal = await refusalOf(context, ticket, action, operator);
      if (refusal !== null) return toast(false, refusal);
      await showEverywhere(context, ticket, { personId: operator.id });
      return { toast: { type: 'info', content: '请在私聊里填写' } };
    }
    const { ok, words, ticket } = await perform(context, id, command, operator, v);
    const draftId = /^repairs:draft:([^:]+):/.exec(cardKey ?? '')?.[1];
    if (ok && ticket && draftId !== undefined) {
      const draft = await findDraft(context, draftId);
      await moveDraftPhotos(context, draftId, { ticketId: ticket.id });
      await closeDraft(context, draftId);
      if (draft)
        await showDraft(context, draft, operator, `已登记到 ${ticket.number}，有进展会更新`);
    }
    const parts = ok && ticket ? await partsOf(context, ticket, command, operator) : '';
    return toast(ok, `${words}${parts}`);
  };
}

/** What the person began and nobody has settled yet, or the sentence that says why not. */
async function begun(context: C, { tap, operator }: TapInput): Promise<Draft | string> {
  const draft = await findDraft(context, valueShape.parse(tap.value).id);
  if (!draft || draft.personId !== operator.id)
    return '这张表不是您的，请直接告诉我：在哪里、什么坏了';
  return draft.closed ? '已经处理过了，请发“我的报修”查看' : draft;
}

/** 提交报修: the form of a report that lacked its place. */
const submit: Handler = async (context, input) => {
  const form = formShape.parse(formFields(input.tap.form));
  const draft = await begun(context, input);
  if (typeof draft === 'string') return toast(false, draft);
  if (!form.place) return toast(false, '请填写地点（楼、层、房间）');
  const faults = draft.faults.map((fault) =>
    fault.place === null ? placed(fault, form.place) : fault,
  );
  const { line: done } = await completeDraft(context, draft, input.operator, faults, {
    note: form.note,
  });
  return toast(true, done);
};

/** One of the few likely places. */
const atPlace: Handler = async (context, input) => {
  const draft = await begun(context, input);
  if (typeof draft === 'string') return toast(false, draft);
  const question = await context.questions.find('repairs.place', draft.id);
  const place = placesIn(question).at(valueShape.parse(input.tap.value).v ?? 0);
  if (place === undefined) return toast(false, '请填写地点（楼、层、房间）');
  const faults = draft.faults.map((fault) => (fault.place === null ? placed(fault, place) : fault));
  return toast(true, (await completeDraft(context, draft, input.operator, faults)).line);
};

/** 不是同一个: the near-duplicate is a fault of its own. */
const separate: Handler = async (context, input) => {
  const draft = await begun(context, input);
  if (typeof draft === 'string') return toast(false, draft);
  const done = await completeDraft(context, draft, input.operator, draft.faults, { another: true });
  return toast(true, done.line);
};

/** 是，报修 */
const isReport: Handler = async (context, input) => {
  const draft = await begun(context, input);
  if (typeof draft === 'string') return toast(false, draft);
  return toast(true, (await confirmed(context, draft, input.operator)) ?? '已登记');
};

/** 不是 */
const noReport: Handler = async (context, input) => {
  const draft = await begun(context, input);
  if (typeof draft === 'string') return toast(false, draft);
  await dropDraft(context, draft, input.operator);
  return toast(true, '好的，没有登记');
};

/** 是这个: one of several tickets that 又坏了 or 催单 could mean. */
const pick: Handler = async (context, { tap, operator }) => {
  const done = await chosen(context, valueShape.parse(tap.value).id, operator);
  return done === null ? toast(false, '已经处理过了，请发“我的报修”查看') : toast(true, done);
};

/** 一键验收: everything of the person that waits for acceptance. */
const approveAll: Handler = async (context, { operator }) => {
  const waiting = await waitingFor(context, operator);
  let count = 0;
  for (const { id } of waiting) {
    if ((await perform(context, id, { kind: 'approve', stars: null }, operator)).ok) count++;
  }
  return count > 0 ? toast(true, `已验收 ${count} 单，谢谢`) : toast(false, '没有等您验收的报修了');
};

export const taps: Readonly<Record<string, Handler>> = {
  supplement: act('supplement'),
  withdraw: act('withdraw'),
  urge: act('urge'),
  join: act('join'),
  accept: act('accept'),
  transfer: act('transfer'),
  suspend: act('suspend'),
  resume: act('resume'),
  finish: act('finish'),
  fillIn: act('fillIn'),
  approve: act('approve'),
  rework: act('rework'),
  refuse: act('refuse'),
  merge: act('merge'),
  takeDanger: act('takeDanger'),
  undo: act('undo'),
  submit,
  atPlace,
  separate,
  isReport,
  noReport,
  pick,
  approveAll,
};

function reasonOf({ reason, note }: Form): string {
  return [reason, note].filter((part) => part !== '').join('：');
}

function reasoned(kind: 'rework' | 'refuse', form: Form): Command | string {
  const reason = reasonOf(form);
  return reason === '' ? '请选择或写下原因' : { kind, reason };
}

async function readSupplement(context: C, form: Form): Promise<Command | string> {
  const worker = form.category === null ? null : await proposeWorker(context, form.category);
  let wanted: Temporal.PlainDate | undefined;
  try {
    wanted = pickedDay(form.date) ?? undefined;
  } catch {
    return UNREADABLE_DATE;
  }
  return {
    kind: 'supplement',
    text: form.note || form.description || null,
    ...(form.place ? { place: { name: form.place, key: placeKey(form.place) } } : {}),
    ...(form.category ? { category: { name: form.category, worker: worker?.id ?? null } } : {}),
    ...(form.urgency ? { urgency: form.urgency } : {}),
    ...(wanted ? { wanted } : {}),
  };
}

const UNREADABLE_DATE = '日期看不懂，请重新选择';

async function readTransfer({ tx, school }: C, form: Form): Promise<Command | string> {
  if (form.person === '') return '请选择转给谁';
  const to =
    (await personById(tx, school.id, form.person)) ??
    (await personByOpenId(tx, school.id, form.person)) ??
    (await onlyOneNamed(tx, school.id, form.person));
  if (!to || !to.active || !to.roles.includes('repairer')) return '只能转给维修人员，请重新选择';
  return { kind: 'transfer', to, reason: reasonOf(form) || '未填原因' };
}

/** A typed name will do where it is one person's. */
async function onlyOneNamed(tx: C['tx'], schoolId: string, name: string): Promise<Person | null> {
  const [person, another] = await peopleNamed(tx, schoolId, name);
  return another ? null : (person ?? null);
}

function readSuspension({ calendar, now }: C, form: Form): Command | string {
  const reason = reasonOf(form);
  if (reason === '') return '请选择挂起的原因';
  try {
    const until = pickedDay(form.date) ?? suspendDefault(calendar, calendar.date(now));
    return { kind: 'suspend', reason, until };
  } catch {
    return UNREADABLE_DATE;
  }
}

function readFillIn(_: C, form: Form): Command | string {
  const cost = form.cost.replaceAll(/[¥元,\s]/gu, '');
  if (cost !== '' && !/^\d{1,7}(\.\d{1,2})?$/.test(cost)) return '费用请填数字，例如 12.50';
  const [yuan = '0', cents = ''] = cost.split('.');
  return {
    kind: 'fillIn',
    note: form.note || null,
    parts: form.parts || null,
    costFen: cost === '' ? null : Number(yuan) * 100 + Number(cents.padEnd(2, '0')),
    cause: form.cause || null,
  };
}

async function readMerge(context: C, form: Form): Promise<Command | string> {
  const named = form.merge || form.reason || form.note;
  const into =
    (await lockTicket(context, named)) ?? (await ticketByNumber(context, named.toUpperCase()));
  if (!into) return '请选择并入哪一张报修单';
  if (ENDED.includes(into.state) || into.state === 'done')
    return `${into.number} 现在是“${STATES[into.state]}”，请选一张还没修好的`;
  return { kind: 'merge', into };
}
