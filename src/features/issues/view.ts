import type { Context } from '../../kernel/feature.ts';
import { clockText, sayDay } from '../../kernel/day-words.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { peopleById } from '../people/public.ts';
import { onHand } from '../stock/public.ts';
import { exemptersFor, issuersFor, servedBy } from './domain/authority.ts';
import type { Command, CommandKind, RefusalCode, RuleContext } from './domain/command.ts';
import { decide } from './domain/decide.ts';
import { missing, owesOld, STATES, type Line, type Request } from './domain/request.ts';
import { HISTORY } from './domain/wording.ts';
import { officeOf } from './office.ts';
import { historyOf, photosOf } from './store.ts';

type C = Context<Tables>;

/** Whose card it is: it decides what stands on it. */
export type Role = 'requester' | 'keeper' | 'exempter';

/** What buttons may stand on whose card. */
export const BUTTONS: Readonly<Record<Role, readonly CommandKind[]>> = {
  requester: ['sign', 'withdraw', 'amend', 'askExemption', 'undo'],
  keeper: ['issue', 'takeOld', 'buy', 'askExemption', 'refuse', 'undo'],
  exempter: ['exempt', 'denyExemption'],
};

/** A button whose tap says what is wrong, with the figures: it stands there all the same. */
const TELLING = new Set<RefusalCode>(['short', 'oldMissing', 'unchanged']);

/** A request as a card shows it: names instead of ids, times as `11月24日 14:30` in school time. */
export interface RequestView {
  readonly request: Request;
  readonly role: Role;
  readonly stateName: string;
  readonly requester: string;
  readonly unit: string | null;
  readonly requestedAt: string;
  readonly neededBy: string | null;
  readonly issuer: string | null;
  readonly issuedAt: string | null;
  readonly signer: string | null;
  readonly signedAt: string | null;
  readonly ender: string | null;
  /** On hand by line; null where it is nobody's business. */
  readonly onHand: readonly Quantity[] | null;
  readonly missing: readonly Quantity[];
  readonly owesOld: boolean;
  readonly oldIn: string | null;
  /** Pictures of the old thing. */
  readonly photos: number;
  /** Who decides on 免交旧, or has decided. */
  readonly exempter: string;
  /** Who hands out, for the requester to go to. */
  readonly keeper: string;
  readonly history: readonly string[];
  /** Its reader signs for a requester without an account. */
  readonly signsFor: boolean;
  readonly may: readonly CommandKind[];
}

/** What is on hand of each of the lines' goods. */
export async function stockOf(
  context: C,
  lines: readonly Pick<Line, 'itemId'>[],
): Promise<(itemId: string) => Quantity> {
  const there = new Map<string, Quantity>();
  for (const itemId of new Set(lines.map((line) => line.itemId)))
    there.set(itemId, await onHand(context, itemId));
  return (itemId) => there.get(itemId) ?? 0n;
}

/** What the rules need to know about a request and who acts on it. */
export async function ruleContext(
  context: C,
  request: Request,
  actor: Person,
  seenVersion: number | null,
): Promise<RuleContext> {
  const office = await officeOf(context);
  const people = await peopleById(context.tx, context.school.id, [
    request.requesterId,
    request.issuedBy,
    request.signedBy,
    request.endedBy,
    request.oldInBy,
    request.exemption?.by ?? null,
  ]);
  return {
    now: context.now,
    actor,
    requester: people.get(request.requesterId) ?? null,
    seenVersion,
    issuers: issuersFor(office, request.requesterId),
    exempters: exemptersFor(office, request.requesterId),
    onHand: await stockOf(context, request.lines),
    name: (id) => (id === null ? '' : (people.get(id)?.name ?? '有人')),
    time: (instant) => clockText(context, instant),
  };
}

/** Everything of a request that is the same on each of its cards; people and history are read once. */
export async function describe(context: C, request: Request) {
  const office = await officeOf(context);
  const rows = await historyOf(context, request.id);
  const people = await peopleById(context.tx, context.school.id, [
    request.requesterId,
    request.issuedBy,
    request.signedBy,
    request.endedBy,
    request.oldInBy,
    request.exemption?.by ?? null,
    ...rows.flatMap((row) => [row.actor_id, row.behalf_of]),
  ]);
  const name = (id: string | null) => (id === null ? null : (people.get(id)?.name ?? '有人'));
  const at = (instant: Temporal.Instant | null) =>
    instant === null ? null : clockText(context, instant);
  const served = servedBy(office, request.requesterId);
  const issuers = issuersFor(office, request.requesterId);
  const exempters = exemptersFor(office, request.requesterId);
  const stock = await stockOf(context, request.lines);
  const requester = people.get(request.requesterId) ?? null;
  const base = {
    request,
    stateName: STATES[request.state],
    requester: name(request.requesterId) ?? '有人',
    unit: requester?.unit ?? null,
    requestedAt: clockText(context, request.requestedAt),
    neededBy: request.neededBy === null ? null : sayDay(request.neededBy),
    issuer: name(request.issuedBy),
    issuedAt: at(request.issuedAt),
    signer: name(request.signedBy),
    signedAt: at(request.signedAt),
    ender: name(request.endedBy),
    missing: missing(request, stock),
    owesOld: request.state === 'requested' && owesOld(request),
    oldIn:
      request.oldInBy === null
        ? null
        : `${name(request.oldInBy) ?? ''}于 ${at(request.oldInAt) ?? ''}`,
    exempter:
      request.exemption?.state === 'asked' || request.exemption === null
        ? (exempters[0]?.name ?? '总务主任')
        : (name(request.exemption.by) ?? ''),
    photos: await photosOf(context, request.id),
    keeper: served[0]?.name ?? '总务处',
    history: rows.map((row) => {
      const kind = new Map(Object.entries(HISTORY)).get(row.kind) ?? row.kind;
      const behalf = row.behalf_of === null ? '' : `（代${name(row.behalf_of)}签）`;
      const detail = row.detail === null ? '' : `：${row.detail}`;
      return `${clockText(context, row.at)} ${name(row.actor_id) ?? ''} ${kind}${behalf}${detail}`;
    }),
  };
  const rules = {
    now: context.now,
    requester,
    seenVersion: null,
    issuers,
    exempters,
    onHand: stock,
    name: (id: string | null) => name(id) ?? '',
    time: (instant: Temporal.Instant) => clockText(context, instant),
  };
  // Somebody without an account signs on paper; another than who handed it out records it.
  const instead = [...office.directors, ...office.principals].filter(
    ({ id }) => id !== request.issuedBy,
  );
  const out = request.state === 'issued' || request.state === 'signed';
  const signers =
    requester?.openId === null ? (out ? instead.slice(0, 1) : []) : requester ? [requester] : [];
  return {
    signers,
    served,
    issuers,
    exempters,
    forPerson: (person: Person, role: Role): RequestView => ({
      ...base,
      role,
      signsFor: role === 'requester' && person.id !== request.requesterId,
      onHand: role === 'keeper' ? request.lines.map(({ itemId }) => stock(itemId)) : null,
      may: mayDo(request, role, { ...rules, actor: person }),
    }),
  };
}

/** Asks the rules themselves, so that a button never promises what a tap would refuse. */
function mayDo(request: Request, role: Role, rules: RuleContext): CommandKind[] {
  return SAMPLES.filter(({ kind }) => BUTTONS[role].includes(kind))
    .filter((sample) => {
      const decision = decide(request, sample, rules);
      return decision.outcome === 'accepted' || TELLING.has(decision.code);
    })
    .map(({ kind }) => kind);
}

/** One command of each kind that nothing but the person and the request could be in the way of. */
const SAMPLES: readonly Command[] = [
  { kind: 'issue', quantities: null },
  { kind: 'refuse', reason: '' },
  { kind: 'askExemption', reason: '' },
  { kind: 'denyExemption', reason: '' },
  { kind: 'sign' },
  { kind: 'withdraw' },
  { kind: 'amend', wanted: [], reason: null },
  { kind: 'takeOld' },
  { kind: 'exempt' },
  { kind: 'buy' },
  { kind: 'undo' },
];
