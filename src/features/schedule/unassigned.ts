import { z } from 'zod';
import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { plainFields } from '../../kernel/form-fields.ts';
import { hasRole } from '../../kernel/people.ts';
import { success, warning } from '../../kernel/toast.ts';
import type { Tables } from '../../tables.ts';
import { ensurePerson, writeSettings } from '../people/public.ts';
import { answer } from '../../kernel/answer.ts';
import { showMonth } from './deliver.ts';
import { loadPlan, type Planned } from './plan.ts';

type C = Context<Tables>;

const MOST_PEOPLE = 90;
const MOST_TITLES = 4;

/** Duties that fall to nobody who can be reached, with what waits for them. */
function unassigned(planned: Planned): { duty: string; lines: string }[] {
  const all = [...planned.items, ...planned.checks.filter((check) => !check.automatic)];
  return [...Map.groupBy(all, (one) => one.owner)].flatMap(([duty, ones]) => {
    const open = ones.filter((one) => (planned.owner(one)?.openId ?? null) === null);
    if (open.length === 0) return [];
    const titles = open.slice(0, MOST_TITLES).map((one) => one.title);
    const more = open.length > MOST_TITLES ? ` 等 ${open.length} 项` : '';
    return [{ duty, lines: `${duty}：${titles.join('、')}${more}` }];
  });
}

/** The one list to the director: whose checks and reminders are off until somebody is named. */
export async function showUnassigned(
  context: C,
  planned: Planned,
  openId: string,
  renew: boolean,
): Promise<void> {
  const open = unassigned(planned);
  await context.say.show({
    key: `schedule:unassigned:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-unassigned',
      values: {
        total: open.length,
        lines: open.map(({ lines }) => lines),
        duties: open.map(({ duty }) => ({ value: duty })),
        people: planned.people
          .flatMap((person) => (person.openId === null ? [] : [{ openId: person.openId }]))
          .slice(0, MOST_PEOPLE),
      },
    },
    renew,
    live: open.length > 0,
  });
}

/** `未指定负责人` */
export async function askUnassigned(context: C, incoming: Incoming): Promise<void> {
  const { sender, message } = incoming;
  if (!hasRole(sender, 'director', 'admin'))
    return answer(context, message, '只有总务主任或管理员可以指定负责人');
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  return showUnassigned(context, await loadPlan(context), message.senderOpenId, true);
}

const formShape = z.object({
  duty: z.string().max(50).catch(''),
  person: z.string().max(100).catch(''),
});

/** `指定`: the duty is the picked person's from now on. */
export async function assign(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!hasRole(operator, 'director', 'admin')) return warning('只有总务主任或管理员可以指定负责人');
  const { duty, person } = formShape.parse(plainFields(tap.form));
  const open = unassigned(await loadPlan(context));
  if (!open.some((one) => one.duty === duty)) return warning('请先选一项职责');
  if (!/^ou_\w+$/.test(person)) return warning('请选择由谁负责');
  const owner = await ensurePerson(context, person);
  const { duties } = context.school;
  await writeSettings(context, { duties: { ...duties, [duty]: person } }, operator);
  const school = { ...context.school, duties: { ...duties, [duty]: person } };
  const planned = await loadPlan({ ...context, school });
  await showUnassigned(context, planned, tap.operatorOpenId, false);
  await showMonth(context, planned, context.calendar.date(context.now).toPlainYearMonth(), false);
  return success(`${duty}由${owner.name}负责`);
}
