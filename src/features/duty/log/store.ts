import type { Selectable } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { DutyTables } from '../tables.ts';

type C = Context<Tables>;
export type LogRow = Selectable<DutyTables['duty_log']>;

/** What somebody wrote once, as cards and papers show it. */
export interface LogLine {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly personId: string;
  readonly text: string;
  /** A finding that is no repair yet. */
  readonly repairable: boolean;
}

/** The parts of a record in the order of the form; what is empty is not said. */
export const PARTS = [
  ['weather', '天气'],
  ['patrols', '巡查'],
  ['findings', '发现'],
  ['visitors', '来访'],
  ['incidents', '突发事件'],
  ['handover', '交接'],
] as const;
export type LogPart = (typeof PARTS)[number][0];
export type LogFields = Partial<Record<LogPart | 'place', string>>;

/** What a handover is of use to: who comes within these days. */
const HANDED_ON = { days: 4 } as const;
const MOST_HANDED = 3;

export async function addLog(
  { tx, school, newId, now }: C,
  shift: { readonly id: string | null; readonly day: Temporal.PlainDate },
  personId: string,
  fields: LogFields,
): Promise<string> {
  const id = newId();
  const part = (name: keyof LogFields) => fields[name] ?? null;
  await tx
    .insertInto('duty_log')
    .values({
      school_id: school.id,
      id,
      shift_id: shift.id,
      date: shift.day,
      person_id: personId,
      at: now,
      weather: part('weather'),
      patrols: part('patrols'),
      findings: part('findings'),
      visitors: part('visitors'),
      incidents: part('incidents'),
      handover: part('handover'),
      place: part('place'),
      ticket_id: null,
      ticket_number: null,
    })
    .execute();
  return id;
}

export async function lockLog({ tx, school }: C, id: string): Promise<LogRow | null> {
  const row = await tx
    .selectFrom('duty_log')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function setTicket(
  { tx, school }: C,
  id: string,
  ticket: { readonly id: string; readonly number: string },
): Promise<void> {
  await tx
    .updateTable('duty_log')
    .set({ ticket_id: ticket.id, ticket_number: ticket.number })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .execute();
}

/** What was written on these shifts, oldest first. */
export async function logOf(context: C, shiftIds: readonly string[]): Promise<LogLine[]> {
  if (shiftIds.length === 0) return [];
  const rows = await context.tx
    .selectFrom('duty_log')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('shift_id', 'in', [...shiftIds])
    .orderBy('id')
    .execute();
  return rows.map(lineOf);
}

export async function logBetween(
  { tx, school }: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<LogRow[]> {
  return tx
    .selectFrom('duty_log')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .orderBy('id')
    .execute();
}

/** What the shifts before have handed over, newest first. */
export async function handedOver(
  { tx, school }: C,
  start: {
    readonly day: Temporal.PlainDate;
    readonly shifts: readonly { readonly id: string }[];
  },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('duty_log')
    .select(['date', 'handover', 'shift_id'])
    .where('school_id', '=', school.id)
    .where('date', '>=', start.day.subtract(HANDED_ON))
    .where('date', '<=', start.day)
    .where('handover', 'is not', null)
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  const own = new Set(start.shifts.map(({ id }) => id));
  return rows
    .filter(({ shift_id: id }) => id === null || !own.has(id))
    .slice(0, MOST_HANDED)
    .map(({ date, handover }) => `${date.month}月${date.day}日交接：${handover ?? ''}`);
}

function lineOf(row: LogRow): LogLine {
  const parts = PARTS.flatMap(([name, word]) => {
    const said = row[name];
    return said === null ? [] : [`${word}：${said}`];
  });
  const ticket = row.ticket_number === null ? '' : `（已报修 ${row.ticket_number}）`;
  return {
    id: row.id,
    at: row.at,
    personId: row.person_id,
    text: `${parts.join('；')}${ticket}`,
    repairable: row.findings !== null && row.ticket_id === null,
  };
}
