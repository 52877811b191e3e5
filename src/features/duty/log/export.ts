import { tablePdf, tableXlsx } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import { periodOf, type Period } from '../../../kernel/period.ts';
import type { Tables } from '../../../tables.ts';
import { spanIn } from '../domain/spans.ts';
import { readRecord } from './record.ts';

type C = Context<Tables>;

/** A PDF of more lines takes too long; a longer time is asked for in parts. */
const MOST_ROWS = 1_000;

/** `导出值班记录 5月`: one xlsx and one PDF to sign and stamp. */
export async function exportRecord(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { sender, message } = incoming;
  if (!hasRole(sender, 'director', 'admin', 'principal'))
    return answer(context, message, '值班记录由总务主任、管理员或校长导出');
  const period = spanOf(context, `${match[1] ?? ''}${match[2] ?? ''}`);
  if (!period)
    return answer(
      context,
      message,
      '没看懂要哪段时间，最长两年。可以说：导出值班记录 5月，或 本月、上个月、本学期、国庆',
    );
  const record = await readRecord(context, period);
  if (record.rows.length === 0) return answer(context, message, `${record.title}：没有值班`);
  if (record.rows.length > MOST_ROWS)
    return answer(
      context,
      message,
      `这段时间有 ${record.rows.length} 班，一次最多 ${MOST_ROWS} 班，请分几段导出`,
    );
  const to = { kind: 'person', openId: sender.openId ?? message.senderOpenId } as const;
  const file = {
    name: `${record.title}.xlsx`,
    bytes: await tableXlsx(record),
    kind: 'xls',
  } as const;
  await context.say.file(to, file);
  await context.say.file(to, {
    name: `${record.title}.pdf`,
    bytes: await tablePdf(record),
    kind: 'pdf',
  });
  return message.chatKind === 'group' ? answer(context, message, '文件已私聊发给您') : undefined;
}

/** A record is of what was: `五一` is the last one, not the next. */
const LAST_YEAR = { days: 350 } as const;

function spanOf({ calendar, now, school }: C, said: string): Period | null {
  const today = calendar.date(now);
  const near = /周|星期|礼拜|[今明昨]/u.test(said);
  return (
    periodOf(said, today, school.terms) ??
    spanIn(said, calendar, near ? today : today.subtract(LAST_YEAR))
  );
}
