import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { clockText } from '../../../kernel/day-words.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleWithRole, personById } from '../../people/public.ts';
import {
  decideAttendance,
  signInFrom,
  type AttendanceCommand,
  type AttendanceRefusal,
  type OnDuty,
} from '../domain/sign-in.ts';
import { refreshPosted } from '../roster/posted.ts';
import { changeShift, lockShift } from '../store.ts';
import { refreshMissing } from './missing.ts';
import { refreshStart, showShift } from './show.ts';
import { shiftsOf, startOf, type Start } from './starts.ts';
import { shiftWords, timeOf, toast } from './words.ts';

type C = Context<Tables>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({ id: z.string().max(100).catch('') });

export const GONE = '这个班次已不在值班表里，请发“我的值班”查看';

const DONE: Readonly<Record<AttendanceCommand, string>> = {
  confirm: '收到，谢谢',
  signIn: '已签到',
  undo: '已撤回，恢复为未签到',
};

function act(command: AttendanceCommand) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    const shift = await lockShift(context, valueShape.parse(tap.value).id);
    const found = shift && (await startOf(context, shift));
    if (!shift || !found) return toast('warning', GONE);
    const own = found.onDuty.find(({ personId }) => personId === operator.id);
    // A tap on one's own card counts for oneself, whoever's the shift has become.
    const one = found.onDuty.find(({ personId }) => personId === shift.personId);
    if (!one) return toast('warning', GONE);
    const decision = decideAttendance(one, command, {
      actorId: operator.id,
      mayStandIn: own?.leads === true || hasRole(operator, 'director'),
      now: context.now,
    });
    if (decision.outcome === 'refused') {
      await refreshStart(context, found);
      return toast('warning', await refusal(context, found, one, decision.code));
    }
    const behalf = one.personId !== operator.id;
    for (const { next } of decision.events) {
      for (const { id } of shiftsOf(found, one.personId)) {
        const row = await lockShift(context, id);
        if (!row) continue;
        const fields = {
          confirmedAt: next.confirmedAt,
          signedInAt: next.signedInAt,
          signedInBy: next.signedInBy,
        };
        const cause = { what: command, by: operator.id, behalfOf: behalf ? one.personId : null };
        await changeShift(context, row, fields, cause);
      }
    }
    await refreshAll(context, shift);
    // The group's roster counts who has read it.
    if (command === 'confirm') await refreshPosted(context, [shift.day]);
    const name = found.people.get(one.personId)?.name ?? '同事';
    return toast(
      'success',
      behalf ? `已代${name}${command === 'undo' ? '撤回签到' : '签到'}` : DONE[command],
    );
  };
}

export const attendanceTaps = {
  confirm: act('confirm'),
  'sign-in': act('signIn'),
  undo: act('undo'),
};

/** Everybody's card and the lists of those missing, after something changed. */
export async function refreshAll(
  context: C,
  shift: { readonly day: Temporal.PlainDate; readonly startsAt: Temporal.Instant },
): Promise<void> {
  const start = await startOf(context, shift);
  if (!start) return;
  await refreshStart(context, start);
  const { tx, school } = context;
  const above = [
    ...(await peopleWithRole(tx, school.id, 'director')),
    ...(await peopleWithRole(tx, school.id, 'principal')),
    ...start.people.values(),
  ].flatMap(({ openId }) => openId ?? []);
  await refreshMissing(context, start, [...new Set(above)]);
}

async function refusal(
  context: C,
  start: Start,
  one: OnDuty,
  code: AttendanceRefusal,
): Promise<string> {
  const name = start.people.get(one.personId)?.name ?? '同事';
  switch (code) {
    case 'notYours':
      return one.reachable
        ? `这是${name}的班，请由${name}本人来点`
        : `${name}没有飞书，由带班领导或总务主任代签到`;
    case 'confirmedAlready':
      return '您已经点过“收到”了，无需再点';
    case 'tooEarly':
      return `${clockText(context, signInFrom(start.startsAt))} 起才能签到`;
    case 'over':
      return `${shiftWords(context, start)} 的班已经结束，补签请联系总务主任`;
    case 'signedAlready': {
      const by =
        one.signedInBy === null || one.signedInBy === one.personId
          ? null
          : await personById(context.tx, context.school.id, one.signedInBy);
      const at = one.signedInAt === null ? '' : ` ${timeOf(context, one.signedInAt)}`;
      return `${by?.name ?? name}${at} 已${by ? `代${name}` : ''}签到，无需再点`;
    }
    case 'notSigned':
      return '还没有签到，不用撤回';
    case 'notYourTap':
      return '只有刚才点“签到”的人可以撤回';
    case 'undoLate':
      return '已超过 10 分钟，不能撤回；如有出入请告诉总务主任';
    default:
      return code satisfies never;
  }
}

const cardShape = z.object({
  day: z.string().catch(''),
  startsAt: z.string().catch(''),
  personId: z.string().catch(''),
});

/** 点错了 goes from a card when its ten minutes are over. */
export async function refreshCard(context: C, { data }: { readonly data: object }): Promise<void> {
  const { day, startsAt, personId } = cardShape.parse(data);
  if (day === '' || startsAt === '') return;
  const start = await startOf(context, {
    day: Temporal.PlainDate.from(day),
    startsAt: Temporal.Instant.from(startsAt),
  });
  if (start) await showShift(context, start, personId, { renew: false });
}
