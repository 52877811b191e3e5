import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import { tradeOf } from '../../../kernel/trade-words.ts';
import type { Tables } from '../../../tables.ts';
import { openRepair } from '../../repairs/public.ts';
import { refreshStart } from '../running/show.ts';
import { shiftsOf, startOf } from '../running/starts.ts';
import { toast } from '../running/words.ts';
import { lockShift } from '../store.ts';
import { lockLog, PARTS, setTicket } from './store.ts';
import { mayWrite } from './when.ts';
import { write } from './write.ts';

type C = Context<Tables>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({ id: z.string().max(100).catch('') });
const line = z.string().trim().max(500).catch('');
const formShape = z.object({
  weather: line,
  patrols: line,
  findings: line,
  visitors: line,
  incidents: line,
  handover: line,
  place: line,
});
/** A ticket's title is short; the whole finding stands in its text. */
const MOST_OBJECT = 20;
const SOMEWHERE = '校内';

/** `保存记录`: whatever part was filled in, by anybody of the shift. */
async function save(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const shift = await lockShift(context, valueShape.parse(tap.value).id);
  const start = shift && (await startOf(context, shift));
  if (!start) return toast('warning', '这个班次已不在值班表里，请发“我的值班”查看');
  if (shiftsOf(start, operator.id).length === 0) return toast('warning', '值班记录由当班的人写');
  if (!mayWrite(context.now, start))
    return toast('warning', '这个班的记录已经不能再写，请告诉总务主任');
  const filled = formShape.parse(tap.form);
  if (PARTS.every(([name]) => filled[name] === ''))
    return toast('warning', '请至少写一项：巡查、发现的问题、来访、突发事件或交接');
  const said = Object.entries(filled).filter(([, words]) => words !== '');
  await write(context, start, operator, Object.fromEntries(said));
  return toast('success', filled.findings === '' ? '已记下' : '已记下；要报修请点“转报修”');
}

/** `转报修`: one tap makes a repair of a finding. */
async function repair(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const row = await lockLog(context, valueShape.parse(tap.value).id);
  const shift = row?.shift_id ? await lockShift(context, row.shift_id) : null;
  const start = shift && (await startOf(context, shift));
  if (!row || !start || row.findings === null) return toast('warning', '没有找到这条记录');
  if (shiftsOf(start, operator.id).length === 0 && !hasRole(operator, 'director'))
    return toast('warning', '由当班的人或总务主任转报修');
  if (row.ticket_number !== null) {
    await refreshStart(context, start);
    return toast('warning', `已经报修过了（${row.ticket_number}）`);
  }
  const ticket = await openRepair(context, operator, {
    place: row.place ?? SOMEWHERE,
    object: Array.from(row.findings).slice(0, MOST_OBJECT).join(''),
    text: `值班发现：${row.findings}`,
    category: tradeOf(row.findings),
    messageId: tap.messageId,
  });
  await setTicket(context, row.id, ticket);
  await refreshStart(context, start);
  return toast('success', `已报修 ${ticket.number}`);
}

export const logTaps = { log: save, 'log-repair': repair };
