import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { pickedDay, plainFields } from '../../kernel/form-fields.ts';
import { success, warning } from '../../kernel/toast.ts';
import type { Tables } from '../../tables.ts';
import { refreshTerms, showMonth, showTasks } from './deliver.ts';
import { dueDays } from './domain/due.ts';
import type { Occurrence } from './domain/item.ts';
import { decideTask, type TaskCommand, type TaskRefusal } from './domain/task.ts';
import { lookSoon } from './look-out.ts';
import { loadPlan, type Planned } from './plan.ts';
import { lockTask, saveTask } from './store.ts';
import { dayWords, whoWas } from './view.ts';

type C = Context<Tables>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  slot: z.string().max(20).catch(''),
});
const line = z.string().trim().max(500).catch('');
const formShape = z.object({ note: line, reason: line, date: line });
const rowShape = z.object({ item: z.string(), slot: z.string() });

const REFUSALS: Readonly<Record<Exclude<TaskRefusal, 'alreadyDone'>, string>> = {
  notYours: '这项不是您负责的，请由负责人或总务主任来点',
  notDone: '这项还没有完成，不用撤回',
  undoLate: '已超过 10 分钟，不能撤回；如需重做请告诉总务主任',
  notYourTap: '只有刚才点“完成”的人可以撤回',
  dateMissing: '请选择改到哪天',
  datePast: '请选择今天或以后的日期',
  dateFar: '最多延期一年，请选择近一些的日期',
};

const DONE: Readonly<Record<TaskCommand['kind'], string>> = {
  complete: '已完成，辛苦了',
  defer: '已改期',
  undo: '已撤回，这项恢复为未完成',
};

type Read = (form: z.infer<typeof formShape>) => TaskCommand | string;

const READ: Readonly<Record<'done' | 'defer' | 'undo', Read>> = {
  done: ({ note }) => ({ kind: 'complete', note: note || null }),
  undo: () => ({ kind: 'undo' }),
  defer: ({ date, reason }) => {
    if (reason === '') return '请写下延期的原因';
    try {
      const to = pickedDay(date);
      return to === null ? REFUSALS.dateMissing : { kind: 'defer', to, reason };
    } catch {
      return '日期看不懂，请重新选择';
    }
  },
};

function act(what: keyof typeof READ) {
  return async (context: C, input: TapInput): Promise<TapAnswer> => {
    const { tap, operator, cardKey } = input;
    const command = READ[what](formShape.parse(plainFields(tap.form)));
    if (typeof command === 'string') return warning(command);
    const { id, slot } = valueShape.parse(tap.value);
    const before = await loadPlan(context);
    const one = dueDay(before, id, slot);
    if (!one) return warning('这项安排已不在计划里，请发“我的任务”查看');
    const task = await lockTask(context, one);
    const decision = decideTask(task, command, {
      actor: operator,
      ownerOpenId: before.owner(one.item)?.openId ?? null,
      now: context.now,
      today: context.calendar.date(context.now),
    });
    if (decision.outcome === 'accepted')
      for (const event of decision.events)
        await saveTask(context, task, event, { personId: operator.id, cardKey });
    const planned = await loadPlan(context);
    if (decision.outcome === 'accepted') {
      await refreshGroup(context, planned, one, task.due);
      await tellDirector(context, planned, one, command, operator.name, operator.openId);
      await lookSoon(context);
    }
    if (cardKey !== null) await refreshCard(context, planned, tap.operatorOpenId, cardKey);
    if (decision.outcome === 'accepted') {
      const director = planned.recipients.director?.openId ?? null;
      const told = command.kind === 'defer' && director !== null && director !== operator.openId;
      return success(`${DONE[command.kind]}${told ? '，总务主任能看到' : ''}`);
    }
    return warning(
      decision.code === 'alreadyDone'
        ? await whoWas(context, task.doneBy, task.doneAt, '已点“完成”，无需再点')
        : REFUSALS[decision.code],
    );
  };
}

export const taskTaps = { done: act('done'), defer: act('defer'), undo: act('undo') };

/** A month that calendars know; anything else is no slot of ours. */
const SLOT = /^20\d{2}-(?:0[1-9]|1[0-2])$/;

/** The due day that a card's button names, as the plan computes it. */
export function dueDay({ plan }: Planned, id: string, slot: string): Occurrence | null {
  const item = plan.items.find((candidate) => candidate.id === id);
  if (!item || !SLOT.test(slot)) return null;
  const month = Temporal.PlainYearMonth.from(slot).toPlainDate({ day: 1 });
  const around = { days: 130 };
  return (
    dueDays(item, plan.calendar, month.subtract(around), month.add(around)).find(
      (one) => one.slot === slot,
    ) ?? null
  );
}

/** Every card of the group on which the task stands: its own month's, the former and the present due day's, a term's. */
async function refreshGroup(
  context: C,
  planned: Planned,
  one: Occurrence,
  formerDue: Temporal.PlainDate,
): Promise<void> {
  const moved = planned.plan.moved?.find(
    ({ item, slot }) => item.id === one.item.id && slot === one.slot,
  );
  const months = new Set(
    [one.due, formerDue, moved?.due ?? formerDue].map((day) => day.toPlainYearMonth().toString()),
  ).add(one.slot);
  for (const month of months)
    await showMonth(context, planned, Temporal.PlainYearMonth.from(month), false);
  await refreshTerms(context, planned, (_, plan) =>
    plan.some(({ item, slot }) => item.id === one.item.id && slot === one.slot),
  );
}

/** The card that was tapped shows the same tasks as they are now. */
export async function refreshCard(
  context: C,
  planned: Planned,
  openId: string,
  key: string,
): Promise<void> {
  const shown = await context.say.shown(key);
  if (!shown || shown.card.template !== 'schedule-tasks') return;
  const rows = z.array(rowShape).catch([]).parse(shown.card.values['rows']);
  const title = z.string().catch('任务').parse(shown.card.values['title']);
  await showTasks(context, planned, openId, key, {
    title,
    occurrences: rows.flatMap(({ item, slot }) => dueDay(planned, item, slot) ?? []),
    renew: false,
    more: z.int().catch(0).parse(shown.card.values['more']),
  });
}

/** A postponement is the director's to know; the director's own needs no message. */
async function tellDirector(
  context: C,
  planned: Planned,
  one: Occurrence,
  command: TaskCommand,
  who: string,
  openId: string | null,
): Promise<void> {
  const director = planned.recipients.director?.openId ?? null;
  if (command.kind !== 'defer' || director === null || director === openId) return;
  await context.say.text(
    { kind: 'person', openId: director },
    `${who}把“${one.item.title}”改到 ${dayWords(command.to)}：${command.reason}`,
  );
}
