import { tablePdf, tableXlsx, type TableDocument } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { periodOf, type Period } from '../../../kernel/period.ts';
import type { Tables } from '../../../tables.ts';
import { maySee } from '../keepers.ts';
import { materialAccount } from './account.ts';
import { countSheet, movementLedger } from './ledgers.ts';

type C = Context<Tables>;

/** A PDF of this many lines takes a few seconds; a longer time is asked for in parts. */
const MOST_ROWS = 3_000;

/** `导出材料账 11月`, `导出进出库流水 9月–11月`, `导出盘点表`: one xlsx and one PDF to sign. */
function exporting(
  what: string,
  nothing: string,
  read: (context: C, period: Period) => Promise<TableDocument>,
) {
  return async (context: C, incoming: Incoming, match: RegExpExecArray): Promise<void> => {
    const { message, sender } = incoming;
    const { calendar, school, say } = context;
    if (!(await maySee(context, sender)))
      return answer(context, message, `${what}由仓管员、总务主任、财务或校长导出`);
    const said = [match[1], match[2]].find((one) => one !== undefined && one.trim() !== '');
    const period = periodOf(said ?? '本月', calendar.date(context.now), school.terms);
    if (!period)
      return answer(
        context,
        message,
        `没看懂要哪段时间，最长两年。可以说：导出${what} 11月，或 上个月、9月–11月、本学期`,
      );
    const document = await read(context, period);
    if (document.rows.length === 0)
      return answer(context, message, `${document.title}：${nothing}`);
    if (document.rows.length > MOST_ROWS)
      return answer(
        context,
        message,
        `这段时间有 ${document.rows.length} 行，一次最多 ${MOST_ROWS} 行，请分几段导出`,
      );
    const to = { kind: 'person', openId: message.senderOpenId } as const;
    const { title } = document;
    await say.file(to, {
      name: `${title}.xlsx`,
      bytes: await tableXlsx(document),
      kind: 'xls',
    });
    await say.file(to, { name: `${title}.pdf`, bytes: await tablePdf(document), kind: 'pdf' });
    if (message.chatKind === 'group') await answer(context, message, '文件已私聊发给您');
    return undefined;
  };
}

export const exportAccount = exporting('材料账', '没有物品', materialAccount);
export const exportMovements = exporting('进出库流水', '没有进出', movementLedger);
export const exportCounts = exporting('盘点表', '没有提交过的盘点', countSheet);
