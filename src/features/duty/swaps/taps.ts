import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { pickedDay, plainFields } from '../../../kernel/form-fields.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { personByOpenId } from '../../people/public.ts';
import { showShift } from '../running/show.ts';
import { startOf } from '../running/starts.ts';
import { toast } from '../running/words.ts';
import { shiftsOfPerson } from '../store.ts';
import { perform } from './act.ts';
import { requestSwap } from './ask.ts';

type C = Context<Tables>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({ id: z.string().max(100).catch('') });
const line = z.string().trim().max(200).catch('');
const formShape = z.object({ person: line, date: line, reason: line, note: line });

/** More cards of coming shifts than this would be a heap. */
const MOST_FORMS = 3;

async function swap(context: C, input: TapInput): Promise<TapAnswer> {
  if (input.place === 'group') return formInPrivate(context, input.operator);
  const { person, date, ...why } = formShape.parse(plainFields(input.tap.form));
  if (person === '') return toast('warning', '请选择和谁换；谁都可以的话请用“求顶班”');
  const colleague = await personByOpenId(context.tx, context.school.id, person);
  if (!colleague) return toast('warning', '没有找到这位同事，请重新选择');
  let returnDay: Temporal.PlainDate | null;
  try {
    returnDay = pickedDay(date);
  } catch {
    return toast('warning', '日期看不懂，请重新选择');
  }
  const asked = await ask(context, input, colleague, returnDay, why);
  return typeof asked === 'string'
    ? toast('warning', asked)
    : toast('success', `已请${colleague.name}确认`);
}

async function cover(context: C, input: TapInput): Promise<TapAnswer> {
  if (input.place === 'group') return formInPrivate(context, input.operator);
  const why = formShape.parse(plainFields(input.tap.form));
  const asked = await ask(context, input, null, null, why);
  return typeof asked === 'string'
    ? toast('warning', asked)
    : toast('success', '已在教职工群里求顶班');
}

async function ask(
  context: C,
  { tap, operator }: TapInput,
  colleague: Person | null,
  returnDay: Temporal.PlainDate | null,
  { reason, note }: { readonly reason: string; readonly note: string },
) {
  const { id } = valueShape.parse(tap.value);
  return requestSwap(context, operator, {
    shiftId: id,
    colleague,
    returnDay,
    reason: [reason, note].filter(Boolean).join('：') || null,
  });
}

/** In a group nothing can be filled in: the person's own coming shifts come to them, with the forms. */
export async function formInPrivate(context: C, person: Person): Promise<TapAnswer> {
  const shown = await showComing(context, person);
  return shown === 0
    ? toast('warning', '您没有还没开始的值班，不用换')
    : toast('info', '已私聊您，请在卡片上选同事或求顶班');
}

/** Answers how many cards of coming shifts were shown. */
export async function showComing(context: C, person: Person): Promise<number> {
  const coming = (
    await shiftsOfPerson(context, person.id, context.calendar.date(context.now))
  ).filter(({ startsAt }) => Temporal.Instant.compare(startsAt, context.now) > 0);
  const starts = new Map(coming.map((shift) => [shift.startsAt.toString(), shift]));
  const first = [...starts.values()].slice(0, MOST_FORMS);
  for (const shift of first) {
    const start = await startOf(context, shift);
    if (start) await showShift(context, start, person.id, { renew: true });
  }
  return first.length;
}

function act(kind: 'agree' | 'decline' | 'take' | 'approve' | 'withdraw') {
  return (context: C, { tap, operator }: TapInput) =>
    perform(context, valueShape.parse(tap.value).id, { kind }, operator);
}

async function reject(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { reason, note } = formShape.parse(plainFields(tap.form));
  const why = [reason, note].filter(Boolean).join('：');
  if (why === '') return toast('warning', '请选或写一句不批准的原因');
  return perform(context, valueShape.parse(tap.value).id, { kind: 'reject' }, operator, why);
}

export const swapTaps = {
  swap,
  cover,
  'swap-agree': act('agree'),
  'swap-decline': act('decline'),
  'swap-take': act('take'),
  'swap-approve': act('approve'),
  'swap-withdraw': act('withdraw'),
  'swap-reject': reject,
};
