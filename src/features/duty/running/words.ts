import { clockText, sayDay } from '../../../kernel/day-words.ts';
import type { Context, TapAnswer } from '../../../kernel/feature.ts';
import type { Recipient } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';

/** `08:00` in school time. */
export function timeOf(context: Pick<Context<Tables>, 'school'>, at: Temporal.Instant): string {
  return clockText(context, at).split(' ')[1] ?? '';
}

/** `5月1日（周五）08:00` */
export function shiftWords(
  context: Pick<Context<Tables>, 'school'>,
  { day, startsAt }: { readonly day: Temporal.PlainDate; readonly startsAt: Temporal.Instant },
): string {
  return `${sayDay(day)}${timeOf(context, startsAt)}`;
}

/** `08:00 至次日 08:00` */
export function spanWords(
  context: Context<Tables>,
  {
    day,
    startsAt,
    endsAt,
  }: {
    readonly day: Temporal.PlainDate;
    readonly startsAt: Temporal.Instant;
    readonly endsAt: Temporal.Instant;
  },
): string {
  const next = context.calendar.date(endsAt).equals(day) ? '' : '次日 ';
  return `${timeOf(context, startsAt)} 至${next === '' ? ' ' : next}${timeOf(context, endsAt)}`;
}

export function directTo(openId: string): Recipient {
  return { kind: 'person', openId };
}

export function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}
