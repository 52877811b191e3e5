import { z } from 'zod';
import { byDay } from '../../../kernel/by-day.ts';
import type { Context, TimerInput } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleWithRole, personById } from '../../people/public.ts';
import { dangerCard } from '../cards.ts';
import type { Ticket } from '../domain/ticket.ts';
import { findDraft } from '../drafts.ts';
import { perform } from '../perform.ts';
import { showEverywhere } from '../places.ts';
import { findTickets, isLive, lockTicket } from '../store.ts';
import { describe } from '../view.ts';

import { listWaiting } from '../waiting-list.ts';
import { showDraft } from './asking.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TimerInput) => Promise<void>;

/** How often a danger that nobody takes is said again, 15 minutes apart. */
const DANGER_ROUNDS = 4;
/** School minutes between telling the worker and telling the director. */
const DIRECTOR_AFTER = { take: 30, finish: 4 * 60 } as const;

const lateData = z.object({ what: z.enum(['take', 'finish']), told: z.boolean().optional() });

const acceptance: Handler = async (context, { key }) => {
  await perform(context, key, { kind: 'acceptByDefault' }, null);
};

const wake: Handler = async (context, { key }) => {
  await perform(context, key, { kind: 'wake' }, null);
};

/** Late to be taken or to be mended: the worker first, then the director, nobody twice. */
const late: Handler = async (context, { key, data }) => {
  const { calendar, now, timers } = context;
  const ticket = await lockTicket(context, key);
  const { what, told } = lateData.parse(data);
  if (!ticket || !isLate(ticket, what)) return;
  const quietUntil = calendar.outsideQuietHours(now);
  if (!ticket.danger && Temporal.Instant.compare(quietUntil, now) > 0)
    return timers.set('repairs.late', key, quietUntil, data);
  const worker =
    ticket.workerId === null
      ? null
      : await personById(context.tx, context.school.id, ticket.workerId);
  if (told !== true && worker?.openId) {
    await showEverywhere(context, ticket, { worker: true });
    return timers.set('repairs.late', key, calendar.addSchoolMinutes(now, DIRECTOR_AFTER[what]), {
      what,
      told: true,
    });
  }
  return showEverywhere(context, ticket, { director: true });
};

function isLate(ticket: Ticket, what: 'take' | 'finish'): boolean {
  return what === 'take'
    ? ticket.state === 'assigned' || ticket.state === 'unassigned'
    : ticket.state === 'working';
}

/** Nobody took the danger: director, principal and every repairer, urgently. */
const danger: Handler = async (context, { key, data }) => {
  const ticket = await lockTicket(context, key);
  if (!ticket || !isLive(ticket) || ticket.state === 'done' || ticket.dangerTakenBy !== null)
    return;
  const { tx, school, now, timers, say } = context;
  const about = await describe(context, ticket);
  const people = new Map<string, Person>();
  for (const role of ['director', 'principal', 'repairer'] as const) {
    for (const person of await peopleWithRole(tx, school.id, role)) people.set(person.id, person);
  }
  for (const person of people.values()) {
    if (person.openId === null) continue;
    const role = person.roles.includes('repairer') ? 'worker' : 'director';
    await say.show({
      key: `repairs:${ticket.id}:${role}:${person.openId}`,
      to: { kind: 'person', openId: person.openId },
      card: dangerCard(about.forPerson(person), role),
      live: true,
      renew: true,
      urgentTo: [person.openId],
      thread: `repairs:${ticket.id}`,
    });
  }
  const count = z.number().catch(1).parse(data['count']);
  if (count < DANGER_ROUNDS)
    await timers.set('repairs.danger', key, now.add({ minutes: 15 }), { count: count + 1 });
};

/** A day without an answer about the place: the director sees it, because somebody has a fault. */
const draft: Handler = async (context, { key }) => {
  const found = await findDraft(context, key);
  if (!found || found.closed) return;
  const { tx, school, say } = context;
  const person = await personById(tx, school.id, found.personId);
  if (!person) return;
  const unsure = (await context.questions.find('repairs.confirm', found.id)) !== null;
  const lacking = unsure
    ? '说的话我不确定是不是报修'
    : found.faults.length === 0
      ? '发来照片没有说明'
      : '报修没有说地点';
  for (const director of await peopleWithRole(tx, school.id, 'director')) {
    if (director.openId === null || director.id === person.id) continue;
    await say.text(
      { kind: 'person', openId: director.openId },
      `${person.name}${lacking}，一天未回复：“${found.text}”，请联系${person.name}`,
    );
  }
  await showDraft(context, found, person, '一天没有回复，已转告总务主任；现在补上也行');
};

/** One card for everything of a person that will soon count as accepted. */
const remind: Handler = async (context, { data }) => {
  const person = await personById(
    context.tx,
    context.school.id,
    z.string().catch('').parse(data['person']),
  );
  if (person) await listWaiting(context, person, '这些报修修好了，请验收；逾期将按默认验收处理');
};

const WEEKLY = 'repairs.weekly';

/** Friday 15:00: what each reporter has yet to accept, and the director for those who cannot. */
const weekly: Handler = async (context) => {
  const waiting = await findTickets(context, { states: ['done'], limit: 500 });
  const people = new Map<string, Person>();
  for (const id of new Set(waiting.map((ticket) => ticket.reporterId))) {
    const person = await personById(context.tx, context.school.id, id);
    if (person) people.set(id, person);
  }
  for (const director of await peopleWithRole(context.tx, context.school.id, 'director'))
    people.set(director.id, director);
  for (const person of people.values()) await listWaiting(context, person, '本周等您验收的报修');
  await setWeekly(context);
};

/** The next Friday 15:00 that is still to come. */
export async function setWeekly({ calendar, now, timers }: C): Promise<void> {
  let date = calendar.date(now);
  for (let i = 0; i < 8; i++, date = date.add({ days: 1 })) {
    const at = calendar.at(date, '15:00');
    if (date.dayOfWeek === 5 && Temporal.Instant.compare(at, now) > 0)
      return timers.set(WEEKLY, 'weekly', at);
  }
}

export const timers: Readonly<Record<string, Handler>> = {
  acceptance,
  wake,
  late,
  danger,
  draft: byDay('repairs.draft', draft),
  remind: byDay('repairs.remind', remind),
  weekly: byDay(WEEKLY, weekly),
};
