import { accepted, refused, type Decision, type Facts } from '../../../kernel/decision.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Command, CommandKind, RefusalCode, RuleContext, TicketEvent } from './command.ts';
import { corrections, restated, stated } from './corrections.ts';
import { ENDED, STATES, type State, type Ticket } from './ticket.ts';

/** People urge at most once an hour. */
export const URGE_EVERY = { hours: 1 } as const;
/** 点错了 */
export const UNDO_WITHIN = { minutes: 10 } as const;
/** 补填 and 又坏了, in days after 完工. */
export const AFTERWARDS_DAYS = 7;
/** Handing on is the director's from then on. */
export const MAX_TRANSFERS = 2;

const OPEN: readonly State[] = ['unassigned', 'assigned', 'working', 'suspended'];

/** From which states a command makes sense; elsewhere the refusal says why not. */
const FROM: Record<CommandKind, readonly State[]> = {
  supplement: [...OPEN, 'done'],
  withdraw: ['unassigned', 'assigned'],
  urge: OPEN,
  join: OPEN,
  accept: ['unassigned', 'assigned'],
  transfer: OPEN,
  suspend: ['working'],
  resume: ['suspended'],
  wake: ['suspended'],
  finish: ['working', 'suspended'],
  fillIn: ['done', 'accepted', 'acceptedByDefault'],
  approve: ['done'],
  acceptByDefault: ['done'],
  rework: ['done'],
  reopen: ['accepted', 'acceptedByDefault'],
  refuse: OPEN,
  merge: OPEN,
  takeDanger: OPEN,
  undo: ['done', 'accepted'],
};

type Answer = Decision<TicketEvent, RefusalCode>;

/** The rules of a repair. Pure: the same ticket, command and context always get the same answer. */
export function decide(ticket: Ticket, command: Command, context: RuleContext): Answer {
  const code =
    authority(ticket, command, context) ??
    wrongState(ticket, command) ??
    limits(ticket, command, context);
  if (code) return refused(code, facts(ticket, context));
  const actorId = context.actor?.id ?? null;
  return accepted({
    kind: command.kind,
    at: context.now,
    actorId,
    behalfOf: behalf(ticket, command, actorId),
    detail: detailOf(ticket, command, context),
    changes: changes(ticket, command, context),
  });
}

/** The ticket after an event. */
export function apply(ticket: Ticket, event: TicketEvent): Ticket {
  return { ...ticket, ...event.changes, version: ticket.version + 1 };
}

const BY_REPORTER = new Set<CommandKind>([
  'supplement',
  'withdraw',
  'urge',
  'approve',
  'rework',
  'reopen',
]);
const BY_WORKER = new Set<CommandKind>(['transfer', 'suspend', 'resume', 'finish', 'fillIn']);
const BY_CLOCK = new Set<CommandKind>(['wake', 'acceptByDefault']);

/** Computed from the person and the ticket as it is now, never from what a card said. */
function authority(ticket: Ticket, { kind }: Command, { actor }: RuleContext): RefusalCode | null {
  if (actor === null) return BY_CLOCK.has(kind) ? null : 'onlyDirector';
  const director = hasRole(actor, 'director');
  const isReporter = actor.id === ticket.reporterId;
  if (kind === 'approve' && actor.id === ticket.workerId) return 'ownWork';
  if (BY_REPORTER.has(kind)) {
    const joined =
      ticket.joinedIds.includes(actor.id) &&
      (kind === 'urge' || kind === 'supplement' || kind === 'reopen');
    return isReporter || director || joined ? null : 'onlyReporter';
  }
  if (BY_WORKER.has(kind)) return actor.id === ticket.workerId || director ? null : 'onlyWorker';
  if (kind === 'accept') return hasRole(actor, 'repairer', 'director') ? null : 'onlyRepairer';
  if (kind === 'takeDanger') return hasRole(actor, 'repairer', 'director') ? null : 'onlyRepairer';
  if (kind === 'refuse' || kind === 'merge') return director ? null : 'onlyDirector';
  if (kind === 'join') return isReporter ? 'ownReport' : null;
  return BY_CLOCK.has(kind) ? 'notDue' : null;
}

function wrongState(ticket: Ticket, { kind }: Command): RefusalCode | null {
  const { state } = ticket;
  if (FROM[kind].includes(state)) return null;
  if (kind === 'reopen') return state === 'done' ? 'notDone' : 'reopenLate';
  if (kind === 'undo') return 'nothingToUndo';
  if (ENDED.includes(state)) return 'ended';
  if (state === 'done') return 'alreadyDone';
  if (kind === 'withdraw') return 'workStarted';
  if (kind === 'accept') return 'alreadyTaken';
  if (kind === 'resume' || kind === 'wake') return 'notSuspended';
  if (kind === 'suspend' && state === 'suspended') return 'alreadySuspended';
  return kind === 'suspend' || kind === 'finish' ? 'notTaken' : 'notDone';
}

/** Conditions beyond who and when in the ticket's life. */
function limits(ticket: Ticket, command: Command, context: RuleContext): RefusalCode | null {
  const { now, actor } = context;
  switch (command.kind) {
    case 'urge':
      return ticket.lastUrgedAt && isBefore(now, ticket.lastUrgedAt.add(URGE_EVERY))
        ? 'tooOften'
        : null;
    case 'join':
      return actor && ticket.joinedIds.includes(actor.id) ? 'alreadyJoined' : null;
    case 'accept':
      return actor && !hasRole(actor, 'repairer') && ticket.workerId === null ? 'noWorker' : null;
    case 'transfer':
      if (command.to.id === ticket.workerId) return 'sameWorker';
      return actor && !hasRole(actor, 'director') && ticket.transfers >= MAX_TRANSFERS
        ? 'transferLimit'
        : null;
    case 'suspend':
      return Temporal.PlainDate.compare(command.until, context.today) <= 0 ? 'datePast' : null;
    case 'fillIn':
      return isLate(ticket.finishedAt, now) ? 'fillInLate' : null;
    case 'approve':
      return context.seenVersion !== null && context.seenVersion !== ticket.version
        ? 'stale'
        : null;
    case 'reopen':
      return isLate(ticket.finishedAt, now) ? 'reopenLate' : null;
    case 'merge':
      return command.into.id === ticket.id ? 'mergeSelf' : null;
    case 'takeDanger':
      if (!ticket.danger) return 'noDanger';
      return ticket.dangerTakenBy === null ? null : 'dangerTaken';
    case 'supplement':
      return supplementRefusal(ticket, command, context);
    case 'acceptByDefault':
      // A worker's own report waits for the director's signature, however long.
      if (ticket.reporterId === ticket.workerId) return 'ownWork';
      return ticket.acceptBy && isBefore(now, ticket.acceptBy) ? 'notDue' : null;
    case 'undo':
      return undoRefusal(ticket, context);
    case 'withdraw':
    case 'resume':
    case 'wake':
    case 'finish':
    case 'rework':
    case 'refuse':
      return null;
    default:
      return command satisfies never;
  }
}

/** Notes are anybody's who is affected; what was understood is the reporter's and the director's to correct. */
function supplementRefusal(
  ticket: Ticket,
  command: Extract<Command, { kind: 'supplement' }>,
  { actor, seenVersion, today }: RuleContext,
): RefusalCode | null {
  const corrected = Object.keys(corrections(ticket, command, actor)).length > 0;
  if (!corrected) return command.text === null ? 'nothingNew' : null;
  if (actor?.id !== ticket.reporterId && !(actor && hasRole(actor, 'director')))
    return 'onlyReporter';
  // The form repeats what the person saw; on a changed ticket that would undo somebody's correction.
  if (seenVersion !== null && seenVersion !== ticket.version) return 'stale';
  return command.wanted &&
    command.wanted.toString() !== ticket.wanted?.slice(0, 10) &&
    Temporal.PlainDate.compare(command.wanted, today) < 0
    ? 'wantedPast'
    : null;
}

function undoRefusal(ticket: Ticket, { now, actor }: RuleContext): RefusalCode | null {
  const [by, at] =
    ticket.state === 'done'
      ? [ticket.finishedBy, ticket.finishedAt]
      : [ticket.endedBy, ticket.endedAt];
  if (by === null || at === null || by !== actor?.id) return 'nothingToUndo';
  return isBefore(at.add(UNDO_WITHIN), now) ? 'undoLate' : null;
}

function changes(ticket: Ticket, command: Command, context: RuleContext): Partial<Ticket> {
  const { now, actor } = context;
  switch (command.kind) {
    case 'supplement':
      return restated(ticket, command, context);
    case 'withdraw':
      return end(context, 'withdrawn');
    case 'urge':
      return { lastUrgedAt: now };
    case 'join':
      return { joinedIds: [...ticket.joinedIds, ...(actor ? [actor.id] : [])] };
    case 'accept':
      return {
        state: 'working',
        workerId: actor && hasRole(actor, 'repairer') ? actor.id : ticket.workerId,
        acceptedWorkAt: now,
      };
    case 'transfer':
      return {
        state: 'assigned',
        workerId: command.to.id,
        transfers: ticket.workerId === null ? ticket.transfers : ticket.transfers + 1,
        reason: command.reason,
        acceptedWorkAt: null,
        ...RUNNING,
      };
    case 'suspend':
      return {
        state: 'suspended',
        suspendedAt: now,
        suspendedUntil: command.until,
        suspendReason: command.reason,
      };
    case 'resume':
    case 'wake':
      return { state: 'working', finishBy: context.finishBy, ...RUNNING };
    case 'finish':
      return {
        state: 'done',
        finishedAt: now,
        finishedBy: actor?.id ?? null,
        acceptBy: context.acceptBy,
        ...RUNNING,
      };
    case 'fillIn':
      return {
        note: command.note ?? ticket.note,
        parts: command.parts ?? ticket.parts,
        costFen: command.costFen ?? ticket.costFen,
        cause: command.cause ?? ticket.cause,
      };
    case 'approve':
      return { ...end(context, 'accepted'), stars: command.stars };
    case 'acceptByDefault':
      return end(context, 'acceptedByDefault');
    case 'rework':
    case 'reopen':
      return rework(ticket, command.reason, context);
    case 'refuse':
      return { ...end(context, 'refused'), reason: command.reason };
    case 'merge':
      return { ...end(context, 'merged'), mergedInto: command.into.id };
    case 'takeDanger':
      return {
        dangerTakenBy: actor?.id ?? null,
        ...(actor &&
        hasRole(actor, 'repairer') &&
        (ticket.state === 'unassigned' || ticket.state === 'assigned')
          ? { state: 'working' as const, workerId: actor.id, acceptedWorkAt: now }
          : {}),
      };
    case 'undo':
      return ticket.state === 'done'
        ? { state: 'working', finishedAt: null, finishedBy: null, acceptBy: null }
        : { state: 'done', endedAt: null, endedBy: null, stars: null };
    default:
      return command satisfies never;
  }
}

const RUNNING = { suspendedAt: null, suspendedUntil: null, suspendReason: null } as const;

function end({ now, actor }: RuleContext, state: State): Partial<Ticket> {
  return { state, endedAt: now, endedBy: actor?.id ?? null };
}

/** Back to whoever mended it; the second time the director decides who. */
function rework(ticket: Ticket, reason: string, { finishBy }: RuleContext): Partial<Ticket> {
  const again = {
    reworks: ticket.reworks + 1,
    reason,
    finishBy,
    finishedAt: null,
    finishedBy: null,
    acceptBy: null,
    endedAt: null,
    endedBy: null,
    stars: null,
  };
  return ticket.reworks >= 1 || ticket.workerId === null
    ? { ...again, state: 'unassigned', workerId: null, acceptedWorkAt: null }
    : { ...again, state: 'working' };
}

/** The person for whom the director acted, where it was not the director's own to do. */
function behalf(ticket: Ticket, { kind }: Command, actorId: string | null): string | null {
  if (actorId === null) return null;
  const owner = BY_REPORTER.has(kind)
    ? ticket.reporterId
    : BY_WORKER.has(kind) || kind === 'accept'
      ? ticket.workerId
      : null;
  const own =
    owner === actorId ||
    kind === 'accept' ||
    (BY_REPORTER.has(kind) && ticket.joinedIds.includes(actorId));
  return own ? null : owner;
}

function detailOf(ticket: Ticket, command: Command, { actor }: RuleContext): string | null {
  switch (command.kind) {
    case 'supplement':
      return stated(ticket, command, actor);
    case 'transfer':
      return `转给${command.to.name}：${command.reason}`;
    case 'suspend':
      return `${command.reason}，预计 ${command.until.month}月${command.until.day}日恢复`;
    case 'rework':
    case 'reopen':
    case 'refuse':
      return command.reason;
    case 'merge':
      return `并入 ${command.into.number}`;
    case 'approve':
      return command.stars === null ? null : `${command.stars} 星`;
    case 'withdraw':
    case 'urge':
    case 'join':
    case 'accept':
    case 'resume':
    case 'finish':
    case 'fillIn':
    case 'takeDanger':
    case 'undo':
    case 'wake':
    case 'acceptByDefault':
      return null;
    default:
      return command satisfies never;
  }
}

function facts(ticket: Ticket, { name, time }: RuleContext): Facts {
  const [by, at] =
    ticket.endedAt !== null
      ? [ticket.endedBy, ticket.endedAt]
      : [ticket.finishedBy ?? ticket.workerId, ticket.finishedAt ?? ticket.acceptedWorkAt];
  return {
    number: ticket.number,
    state: STATES[ticket.state],
    reporter: name(ticket.reporterId),
    worker: name(ticket.workerId),
    by: name(by),
    at: at ? time(at) : time(ticket.reportedAt),
    urgedAt: ticket.lastUrgedAt ? time(ticket.lastUrgedAt) : '',
    urgeAgainAt: ticket.lastUrgedAt ? time(ticket.lastUrgedAt.add(URGE_EVERY)) : '',
    danger: name(ticket.dangerTakenBy),
  };
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}

function isLate(finishedAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return finishedAt === null || isBefore(finishedAt.add({ hours: 24 * AFTERWARDS_DAYS }), now);
}
