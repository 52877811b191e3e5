import type { Context } from '../../kernel/feature.ts';
import { clockText } from '../../kernel/day-words.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, peopleWithRole } from '../people/public.ts';
import { acceptanceDeadline, deadlines, suspendDefault } from './clocks.ts';
import type { Command, RuleContext } from './domain/command.ts';
import { amount } from '../../kernel/money.ts';
import { decide } from './domain/decide.ts';
import {
  ENDED,
  STATES,
  type Action,
  type ListRow,
  type Ticket,
  type TicketView,
} from './domain/ticket.ts';
import { HISTORY, REFUSALS } from './domain/wording.ts';
import { isPresent } from './dispatch.ts';
import { countPhotos, shownPhotos } from './pictures.ts';
import { findTickets, historyOf, OPEN_STATES, type HistoryRow } from './store.ts';

type C = Context<Tables>;

/** Next to each other they still fit a phone. */
const MOST_PICTURES = 2;

/** `2026-11-25T14:30` as `11月25日 14:30`. */
function wantedText(wanted: string | null): string | null {
  if (wanted === null) return null;
  const date = Temporal.PlainDate.from(wanted.slice(0, 10));
  return `${date.month}月${date.day}日 ${wanted.slice(11, 16)}`.trimEnd();
}

function named(ticket: Ticket): (string | null)[] {
  return [
    ticket.reporterId,
    ticket.workerId,
    ticket.finishedBy,
    ticket.endedBy,
    ticket.dangerTakenBy,
  ];
}

/** What the rules need to know about a ticket and who acts on it; `known` are its people where they have been read. */
export async function ruleContext(
  context: C,
  ticket: Ticket,
  actor: Person | null,
  seenVersion: number | null = null,
  known: ReadonlyMap<string, Person> | null = null,
): Promise<RuleContext> {
  const { tx, school, calendar, now } = context;
  const people = known ?? (await peopleById(tx, school.id, named(ticket)));
  return {
    now,
    today: calendar.date(now),
    actor,
    reporter: people.get(ticket.reporterId) ?? null,
    seenVersion,
    acceptBy: acceptanceDeadline(calendar, now, school.repairs.acceptWithinDays),
    finishBy: deadlines(calendar, now, ticket).finishBy,
    deadlines: (of) => deadlines(calendar, now, of),
    name: (id) => (id === null ? '系统' : (people.get(id)?.name ?? '有人')),
    time: (instant) => clockText(context, instant),
  };
}

/** Everything of a ticket that is the same on each of its cards; people and history are read once. */
export async function describe(context: C, ticket: Ticket) {
  const { tx, school, calendar, now } = context;
  const { rows, workerIds } = await historyOf(context, ticket.id);
  const people = await peopleById(tx, school.id, [
    ...named(ticket),
    ...ticket.joinedIds,
    ...workerIds,
    ...rows.flatMap((row) => [row.actor_id, row.behalf_of]),
  ]);
  const name = (id: string | null) => (id === null ? null : (people.get(id)?.name ?? '有人'));
  const reporter = people.get(ticket.reporterId) ?? null;
  const worker = ticket.workerId === null ? null : (people.get(ticket.workerId) ?? null);
  const ofTrade = (person: Person) => Number(person.trades.includes(ticket.category));
  const colleagues = (await peopleWithRole(tx, school.id, 'repairer'))
    .filter((person) => person.id !== ticket.workerId)
    .toSorted((a, b) => ofTrade(b) - ofTrade(a));
  // The same fault may have been reported with another word for its place.
  const [states, limit] = [OPEN_STATES, 6];
  const near = [
    ...(await findTickets(context, { states, placeKey: ticket.placeKey, limit })),
    ...(await findTickets(context, { states, category: ticket.category, limit })),
  ];
  const line = (row: HistoryRow, open: boolean) => historyLine(context, row, name, open);
  const photos = await countPhotos(context, ticket.id);
  const base: Omit<TicketView, 'may'> = {
    ticket,
    stateName: STATES[ticket.state],
    reporter: name(ticket.reporterId) ?? '有人',
    reporterPhone: reporter?.phone ?? null,
    worker: name(ticket.workerId),
    workerPhone: worker?.phone ?? null,
    joined: ticket.joinedIds.flatMap((id) => name(id) ?? []),
    reportedAt: clockText(context, ticket.reportedAt),
    takeBy: clockText(context, ticket.takeBy),
    finishBy: clockText(context, ticket.finishBy),
    acceptBy: ticket.acceptBy ? clockText(context, ticket.acceptBy) : null,
    suspendedUntil: ticket.suspendedUntil
      ? `${ticket.suspendedUntil.month}月${ticket.suspendedUntil.day}日`
      : null,
    wanted: wantedText(ticket.wanted),
    cost: ticket.costFen === null ? null : `¥${amount(ticket.costFen)}`,
    history: rows.map((row) => line(row, false)),
    publicHistory: rows.map((row) => line(row, true)),
    photos,
    pictures: photos > 0 ? await shownPhotos(context, ticket.id, MOST_PICTURES) : [],
    overdue:
      OPEN_STATES.includes(ticket.state) &&
      ticket.state !== 'suspended' &&
      Temporal.Instant.compare(ticket.finishBy, now) < 0,
    colleagues: colleagues.map(({ id, name: colleague }) => ({ id, name: colleague })),
    mergeable: near
      .filter(({ id }, at) => id !== ticket.id && near.findIndex((of) => of.id === id) === at)
      .map(({ id, number, place, object }) => ({ id, title: `${number} ${place} ${object}` })),
    mention:
      ticket.state === 'assigned' && worker && isPresent(context, worker) ? worker.openId : null,
    suspendDefault: suspendDefault(calendar, calendar.date(now)).toString(),
    firstSteps: ticket.danger ? firstSteps(context) : null,
  };
  const rules = await ruleContext(context, ticket, null, null, people);
  return {
    people,
    workerIds,
    reporter,
    worker,
    forPerson: (person: Person): TicketView => ({
      ...base,
      may: mayDo(ticket, { ...rules, actor: person }),
    }),
    forGroup: (): TicketView => ({ ...base, history: base.publicHistory, may: groupMay(ticket) }),
  };
}

function historyLine(
  context: C,
  row: HistoryRow,
  name: (id: string | null) => string | null,
  open: boolean,
): string {
  const kind = new Map(Object.entries(HISTORY)).get(row.kind) ?? row.kind;
  const behalf = row.behalf_of === null ? '' : `（代${name(row.behalf_of)}操作）`;
  const detail = open || row.detail === null ? '' : `：${row.detail}`;
  return `${clockText(context, row.at)} ${name(row.actor_id) ?? '系统'} ${kind}${behalf}${detail}`;
}

/** What this person would be told on trying, in words; null when the rules allow it. */
export async function refusalOf(
  context: C,
  ticket: Ticket,
  action: Action,
  person: Person,
): Promise<string | null> {
  const rules = await ruleContext(context, ticket, person);
  const sample = sampleCommands(rules).find(({ kind }) => kind === action);
  const decision = sample && decide(ticket, sample, rules);
  return decision?.outcome === 'refused' ? REFUSALS[decision.code](decision.facts) : null;
}

/** Asks the rules themselves, so that a button never promises what a tap would refuse. */
function mayDo(ticket: Ticket, rules: RuleContext): Action[] {
  return sampleCommands(rules)
    .filter((sample) => decide(ticket, sample, rules).outcome === 'accepted')
    .map(({ kind }) => kind);
}

/** One command of each kind that nothing but the person and the ticket could be in the way of. */
function sampleCommands(
  rules: Pick<RuleContext, 'today'>,
): readonly (Command & { readonly kind: Action })[] {
  const nobody: Person = {
    id: '',
    openId: null,
    name: '',
    roles: [],
    unit: null,
    trades: [],
    phone: null,
    room: null,
    active: true,
    absentUntil: null,
    substituteId: null,
  };
  return [
    { kind: 'supplement', text: '…' },
    { kind: 'withdraw' },
    { kind: 'urge' },
    { kind: 'join' },
    { kind: 'accept' },
    { kind: 'transfer', to: nobody, reason: '' },
    { kind: 'suspend', reason: '', until: rules.today.add({ days: 1 }) },
    { kind: 'resume' },
    { kind: 'finish' },
    { kind: 'fillIn', note: null, parts: null, costFen: null, cause: null },
    { kind: 'approve', stars: null },
    { kind: 'rework', reason: '' },
    { kind: 'refuse', reason: '' },
    { kind: 'merge', into: { id: '', number: '' } },
    { kind: 'takeDanger' },
    { kind: 'undo' },
  ];
}

function groupMay(ticket: Ticket): Action[] {
  if (ENDED.includes(ticket.state) || ticket.state === 'done') return [];
  const danger: Action[] = ticket.danger && ticket.dangerTakenBy === null ? ['takeDanger'] : [];
  return ticket.state === 'unassigned' || ticket.state === 'assigned'
    ? [...danger, 'accept', 'join', 'transfer']
    : [...danger, 'join', 'transfer'];
}

/** What to do before anybody comes, with the numbers of the school's file. */
export function firstSteps({ school }: C): string {
  const phones = Object.entries(school.emergencyPhones).map(([who, phone]) => `${who} ${phone}`);
  return `请先让人远离现场，不要触碰；有烟火、燃气味时不要开关电器，先疏散并拨打 119。${phones.length > 0 ? `校内电话：${phones.join('，')}` : ''}`;
}

export function listRow(context: C, ticket: Ticket, person: Person | null): ListRow {
  const mine = person !== null && ticket.workerId === person.id;
  const dangerous = ticket.danger && !ENDED.includes(ticket.state) && ticket.state !== 'done';
  return {
    id: ticket.id,
    version: ticket.version,
    number: ticket.number,
    title: `${dangerous ? '险情 · ' : ''}${ticket.place} ${ticket.object}`,
    stateName: STATES[ticket.state],
    detail: `${clockText(context, ticket.reportedAt)} 报修`,
    action: rowAction(ticket, person, mine),
  };
}

function rowAction(ticket: Ticket, person: Person | null, mine: boolean): Action | null {
  const takable = ticket.state === 'assigned' || ticket.state === 'unassigned';
  if (person === null) return takable ? 'accept' : null;
  if (mine || hasRole(person, 'repairer')) {
    if (takable) return 'accept';
    if (mine && ticket.state === 'working') return 'finish';
    if (mine && ticket.state === 'suspended') return 'resume';
  }
  const instead = hasRole(person, 'director') && ticket.reporterId === ticket.workerId;
  const signs = ticket.reporterId === person.id || instead;
  return ticket.state === 'done' && signs && !mine ? 'approve' : null;
}
