import { accepted, refused, type Decision, type Facts } from '../../../kernel/decision.ts';
import { hasRole } from '../../../kernel/people.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import { amended, amendLimits } from './amend.ts';
import type {
  Command,
  CommandKind,
  Move,
  RefusalCode,
  RequestEvent,
  RuleContext,
  Wish,
} from './command.ts';
import { due, missing, nameOf, owesOld, STATES, type Request, type State } from './request.ts';

/** 点错了 */
export const UNDO_WITHIN = { minutes: 10 } as const;

type Answer = Decision<RequestEvent, RefusalCode>;

/** From which states a command makes sense; elsewhere the refusal says what happened before. */
const FROM: Record<CommandKind, readonly State[]> = {
  issue: ['requested'],
  refuse: ['requested'],
  withdraw: ['requested'],
  amend: ['requested'],
  takeOld: ['requested'],
  askExemption: ['requested'],
  exempt: ['requested'],
  denyExemption: ['requested'],
  // What was handed over in part may still lack the rest after the signature.
  buy: ['requested', 'issued', 'signed'],
  sign: ['issued'],
  giveBack: ['issued', 'signed'],
  undo: ['issued', 'signed'],
};

const BY_REQUESTER = new Set<CommandKind>(['sign', 'withdraw', 'amend']);
const BY_EXEMPTER = new Set<CommandKind>(['exempt', 'denyExemption']);

/** The rules of an issue. Pure: the same request, command and context always get the same answer. */
export function decide(request: Request, command: Command, context: RuleContext): Answer {
  const code =
    authority(request, command, context) ??
    wrongState(request, command) ??
    limits(request, command, context);
  if (code) return refused(code, factsOf(request, command, context));
  const { actor, now } = context;
  const moves = movesOf(request, command);
  const wishes = command.kind === 'buy' ? wishesOf(request, context) : [];
  return accepted({
    kind: command.kind,
    at: now,
    actorId: actor.id,
    behalfOf:
      command.kind === 'sign' && actor.id !== request.requesterId ? request.requesterId : null,
    detail: detailOf(request, command, wishes),
    changes: changesOf(request, command, context, wishes),
    moves,
    wishes,
  });
}

/** The request after an event. */
export function apply(request: Request, event: RequestEvent): Request {
  return { ...request, ...event.changes, version: request.version + 1 };
}

/** Computed from the person and the request as it is now, never from what a card said. */
function authority(
  request: Request,
  { kind }: Command,
  { actor, requester, issuers, exempters }: RuleContext,
): RefusalCode | null {
  const own = actor.id === request.requesterId;
  const issues = issuers.some(({ id }) => id === actor.id);
  if (BY_REQUESTER.has(kind)) {
    // Somebody without an account signs on paper; another than who handed it out records it.
    const offline = kind === 'sign' && requester?.openId === null;
    const second = hasRole(actor, 'director', 'principal') && actor.id !== request.issuedBy;
    return own || (offline && second) ? null : 'onlyRequester';
  }
  if (BY_EXEMPTER.has(kind))
    return exempters.some(({ id }) => id === actor.id) ? null : 'onlyExempter';
  if (kind === 'askExemption') return own || issues ? null : 'onlyRequester';
  if (kind === 'undo') {
    const last = request.state === 'signed' ? request.signedBy : request.issuedBy;
    return last === actor.id ? null : 'nothingToUndo';
  }
  if (issues) return null;
  return own ? 'ownRequest' : 'onlyIssuer';
}

function wrongState({ state }: Request, { kind }: Command): RefusalCode | null {
  if (FROM[kind].includes(state)) return null;
  if (kind === 'undo') return 'nothingToUndo';
  switch (state) {
    case 'requested':
      return 'waiting';
    case 'issued':
      return 'alreadyIssued';
    case 'signed':
      return 'alreadySigned';
    case 'purchasing':
    case 'refused':
    case 'withdrawn':
      return 'ended';
    default:
      return state satisfies never;
  }
}

function limits(request: Request, command: Command, context: RuleContext): RefusalCode | null {
  const { exemption, lines } = request;
  const tradeIn = lines.some((line) => line.tradeIn);
  switch (command.kind) {
    case 'issue':
      // Its requester may have changed what the card showed.
      return isStale(request, context)
        ? 'stale'
        : issueLimits(request, command.quantities, context);
    case 'amend':
      return isStale(request, context) ? 'stale' : amendLimits(request, command);
    case 'takeOld':
      if (!tradeIn) return 'noTradeIn';
      return request.oldInBy === null ? null : 'oldTaken';
    case 'askExemption':
      if (!tradeIn) return 'noTradeIn';
      if (request.oldInBy !== null) return 'oldTaken';
      if (exemption?.state === 'granted') return 'exemptionGranted';
      return exemption?.state === 'asked' ? 'exemptionAsked' : null;
    case 'exempt':
    case 'denyExemption':
      if (exemption?.state === 'granted') return 'exemptionGranted';
      if (exemption?.state !== 'asked') return 'notAsked';
      return isStale(request, context) ? 'stale' : null;
    case 'buy':
      return missing(request, context.onHand).some((lacks) => lacks > 0n) ? null : 'nothingMissing';
    case 'giveBack': {
      const line = lines[command.line];
      const out = line ? line.issued - line.returned : 0n;
      return command.quantity > 0n && command.quantity <= out ? null : 'tooManyBack';
    }
    case 'undo': {
      const since = request.state === 'signed' ? request.signedAt : request.issuedAt;
      if (since === null) return 'nothingToUndo';
      if (Temporal.Instant.compare(context.now, since.add(UNDO_WITHIN)) > 0) return 'undoLate';
      return lines.some((line) => line.returned > 0n) ? 'alreadyBack' : null;
    }
    case 'sign':
    case 'withdraw':
    case 'refuse':
      return null;
    default:
      return command satisfies never;
  }
}

function isStale({ version }: Request, { seenVersion }: RuleContext): boolean {
  return seenVersion !== null && seenVersion !== version;
}

function issueLimits(
  request: Request,
  quantities: readonly Quantity[] | null,
  { onHand }: RuleContext,
): RefusalCode | null {
  const given = givenOf(request, quantities);
  if (given.some((quantity, i) => quantity < 0n || quantity > dueOf(request, i))) return 'tooMany';
  if (given.every((quantity) => quantity === 0n)) return 'nothingToIssue';
  if (owesOld({ ...request, lines: request.lines.filter((_, i) => (given[i] ?? 0n) > 0n) }))
    return 'oldMissing';
  const wanted = new Map<string, Quantity>();
  for (const [i, { itemId }] of request.lines.entries())
    wanted.set(itemId, (wanted.get(itemId) ?? 0n) + (given[i] ?? 0n));
  return [...wanted].some(([itemId, quantity]) => quantity > onHand(itemId)) ? 'short' : null;
}

function dueOf({ lines }: Request, i: number): Quantity {
  const line = lines[i];
  return line ? due(line) : 0n;
}

function givenOf({ lines }: Request, quantities: readonly Quantity[] | null): Quantity[] {
  return lines.map((line, i) => (quantities === null ? due(line) : (quantities[i] ?? 0n)));
}

function movesOf(request: Request, command: Command): Move[] {
  switch (command.kind) {
    case 'issue':
      return nonZero(
        givenOf(request, command.quantities).map((quantity, i) => ({
          itemId: request.lines[i]?.itemId ?? '',
          kind: 'issue',
          quantity,
        })),
      );
    case 'undo':
      if (request.state === 'signed') return [];
      return nonZero(
        request.lines.map(({ itemId, issued, returned }) => ({
          itemId,
          kind: 'return',
          quantity: issued - returned,
        })),
      );
    case 'giveBack': {
      const itemId = request.lines[command.line]?.itemId ?? '';
      return [{ itemId, kind: 'return', quantity: command.quantity }];
    }
    case 'sign':
    case 'withdraw':
    case 'amend':
    case 'refuse':
    case 'takeOld':
    case 'askExemption':
    case 'exempt':
    case 'denyExemption':
    case 'buy':
      return [];
    default:
      return command satisfies never;
  }
}

function nonZero(moves: readonly Move[]): Move[] {
  return moves.filter(({ quantity }) => quantity !== 0n);
}

function wishesOf(request: Request, { onHand }: RuleContext): Wish[] {
  const lacking = missing(request, onHand);
  return request.lines.flatMap(({ itemId, name, spec, unit }, i) => {
    const quantity = lacking[i] ?? 0n;
    return quantity > 0n ? [{ itemId, name, spec, unit, quantity }] : [];
  });
}

function changesOf(
  request: Request,
  command: Command,
  { actor, now, onHand }: RuleContext,
  wishes: readonly Wish[],
): Partial<Request> {
  const ended = { endedBy: actor.id, endedAt: now };
  const { lines } = request;
  switch (command.kind) {
    case 'issue': {
      const given = givenOf(request, command.quantities);
      return {
        state: 'issued',
        lines: lines.map((line, i) => ({ ...line, issued: given[i] ?? 0n })),
        issuedBy: actor.id,
        issuedAt: now,
      };
    }
    case 'sign':
      return { state: 'signed', signedBy: actor.id, signedAt: now, ...ended };
    case 'withdraw':
      return { state: 'withdrawn', ...ended };
    case 'amend':
      return {
        lines: amended(request, command).filter(({ wanted }) => wanted > 0n),
        reason: command.reason,
      };
    case 'refuse':
      return { state: 'refused', closing: command.reason, ...ended };
    case 'takeOld':
      return { oldInBy: actor.id, oldInAt: now };
    case 'askExemption':
      return { exemption: { state: 'asked', reason: command.reason, by: actor.id } };
    case 'exempt':
      return {
        exemption: {
          state: 'granted',
          reason: request.exemption?.reason ?? '',
          by: actor.id,
        },
      };
    case 'denyExemption':
      return { exemption: { state: 'denied', reason: command.reason, by: actor.id } };
    case 'buy': {
      const lacking = missing(request, onHand);
      const after = lines.map((line, i) => ({ ...line, bought: line.bought + (lacking[i] ?? 0n) }));
      const all = request.state === 'requested' && after.every((line) => due(line) === 0n);
      return {
        lines: after,
        ...(all && wishes.length > 0 ? { state: 'purchasing', ...ended } : {}),
      };
    }
    case 'giveBack':
      return {
        lines: lines.map((line, i) =>
          i === command.line ? { ...line, returned: line.returned + command.quantity } : line,
        ),
      };
    case 'undo':
      return request.state === 'signed'
        ? { state: 'issued', signedBy: null, signedAt: null, endedBy: null, endedAt: null }
        : {
            state: 'requested',
            lines: lines.map((line) => ({ ...line, issued: 0n })),
            issuedBy: null,
            issuedAt: null,
          };
    default:
      return command satisfies never;
  }
}

/** What stands in the history beside the word for it. */
function detailOf(request: Request, command: Command, wishes: readonly Wish[]): string | null {
  switch (command.kind) {
    case 'issue':
      return amounts(
        request.lines.map((line, i) => ({
          ...line,
          quantity: givenOf(request, command.quantities)[i] ?? 0n,
        })),
      );
    case 'giveBack': {
      const line = request.lines[command.line];
      return line ? amounts([{ ...line, quantity: command.quantity }]) : null;
    }
    case 'buy':
      return amounts(wishes);
    case 'amend':
      return amounts(amended(request, command).map((line) => ({ ...line, quantity: line.wanted })));
    case 'refuse':
    case 'askExemption':
    case 'denyExemption':
      return command.reason;
    case 'undo':
      return request.state === 'signed' ? '确认领用' : '发放';
    case 'sign':
    case 'withdraw':
    case 'takeOld':
    case 'exempt':
      return null;
    default:
      return command satisfies never;
  }
}

/** `粉笔 2盒、A4纸 1包` */
export function amounts(some: readonly Wish[]): string {
  return some
    .filter(({ quantity }) => quantity > 0n)
    .map((one) => `${nameOf(one)} ${formatQuantity(one.quantity)}${one.unit}`)
    .join('、');
}

/** What a refusal's sentence may name. */
function factsOf(
  request: Request,
  command: Command,
  { name, time, issuers, exempters, onHand }: RuleContext,
): Facts {
  const { number, state, lines } = request;
  const at = (instant: Temporal.Instant | null) => (instant === null ? '' : time(instant));
  const given = command.kind === 'issue' ? givenOf(request, command.quantities) : [];
  const lacking = lines.flatMap((line, i) => {
    const [asked, there] = [given[i] ?? due(line), onHand(line.itemId)];
    const figures = `要 ${formatQuantity(asked)}${line.unit}，现有 ${formatQuantity(there)}${line.unit}`;
    return asked > there || twice(lines, line.itemId) ? [`${nameOf(line)}${figures}`] : [];
  });
  return {
    number,
    state: STATES[state],
    requester: name(request.requesterId),
    issuer: issuers[0]?.name ?? '总务处',
    exempter: exempters[0]?.name ?? '总务处',
    issuedBy: name(request.issuedBy),
    issuedAt: at(request.issuedAt),
    signedBy: name(request.signedBy),
    signedAt: at(request.signedAt),
    by: name(request.endedBy),
    at: at(request.endedAt),
    oldInBy: name(request.oldInBy),
    oldInAt: at(request.oldInAt),
    tradeIn: lines
      .filter((line) => line.tradeIn)
      .map(nameOf)
      .join('、'),
    short: lacking.join('；'),
  };
}

function twice(lines: Request['lines'], itemId: string): boolean {
  return lines.filter((line) => line.itemId === itemId).length > 1;
}
