import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleCalled } from '../../people/public.ts';
import { spanIn } from '../domain/spans.ts';
import { mayEdit } from './drafting.ts';

/** `王老师免排值班`, `王老师免排值班到12月31日`, `王老师恢复排班`: whom the bot leaves out of its drafts. */
export async function exempt(
  context: Context<Tables>,
  { sender, message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { tx, school, now, calendar } = context;
  if (!mayEdit(sender)) return answer(context, message, '免排由总务主任或管理员登记');
  const [, words = '', what = '', until = ''] = match;
  const [person, other] = await peopleCalled(tx, school.id, words);
  if (!person) return answer(context, message, `没有找到“${words}”，请写全名。`);
  if (other) return answer(context, message, `有几位“${words}”，请写全名。`);
  const of = tx
    .deleteFrom('duty_exemption')
    .where('school_id', '=', school.id)
    .where('person_id', '=', person.id);
  if (what === '恢复') {
    await of.execute();
    return answer(context, message, `以后排班会排${person.name}了。`);
  }
  const day = until === '' ? null : (spanIn(until, calendar, calendar.date(now))?.to ?? null);
  if (until !== '' && day === null)
    return answer(context, message, `“${until}”看不懂，例如“${words}免排值班到12月31日”。`);
  const row = { until: day, by_person_id: sender.id, at: now };
  await tx
    .insertInto('duty_exemption')
    .values({ school_id: school.id, person_id: person.id, ...row })
    .onConflict((c) => c.columns(['school_id', 'person_id']).doUpdateSet(row))
    .execute();
  return answer(
    context,
    message,
    `机器人排班${day === null ? '' : `到${sayDay(day)}`}不排${person.name}；已排的不变，要改请发“排班”。恢复请发“${words}恢复排班”。`,
  );
}
