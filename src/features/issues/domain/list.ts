import { accepted, refused, type Decision, type Facts } from '../../../kernel/decision.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import { nameOf } from './request.ts';
import type { Move } from './command.ts';

/** 发放单: the same set of goods for many, each of whom signs. */
export const LIST_STATES = {
  draft: '待发放',
  open: '发放中',
  closed: '已结束',
  dropped: '已取消',
} as const;
export type ListState = keyof typeof LIST_STATES;

export interface ListLine {
  readonly itemId: string;
  readonly name: string;
  readonly spec: string;
  readonly unit: string;
  /** For one person. */
  readonly each: Quantity;
}

export interface Recipient {
  readonly personId: string;
  readonly signedAt: Temporal.Instant | null;
  /** Who recorded a signature on paper, for somebody without an account. */
  readonly signedBy: string | null;
}

export interface IssueList {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: ListState;
  readonly title: string;
  readonly lines: readonly ListLine[];
  readonly recipients: readonly Recipient[];
  readonly madeBy: string;
  readonly madeAt: Temporal.Instant;
  readonly openedBy: string | null;
  readonly openedAt: Temporal.Instant | null;
  readonly closedBy: string | null;
  readonly closedAt: Temporal.Instant | null;
}

export type ListCommand =
  | { readonly kind: 'open' | 'drop' | 'sign' | 'close' }
  /** `personId`: somebody without an account, who signed on paper. */
  | { readonly kind: 'signFor'; readonly personId: string };

export interface ListEvent {
  readonly kind: ListCommand['kind'];
  readonly at: Temporal.Instant;
  readonly actorId: string;
  readonly behalfOf: string | null;
  readonly changes: Partial<Omit<IssueList, 'recipients'>>;
  /** Whose set was signed for. */
  readonly signed: Recipient | null;
  readonly moves: readonly Move[];
}

export interface ListContext {
  readonly now: Temporal.Instant;
  readonly actor: Person;
  /** Whom a paper signature is recorded for. */
  readonly other: Person | null;
  readonly onHand: (itemId: string) => Quantity;
  readonly name: (personId: string | null) => string;
  readonly time: (instant: Temporal.Instant) => string;
}

export type ListRefusal =
  | 'onlyKeeper'
  | 'notOpen'
  | 'alreadyOpen'
  | 'over'
  | 'notListed'
  | 'signed'
  | 'ownPhone'
  | 'shortList'
  | 'nobody';

type Answer = Decision<ListEvent, ListRefusal>;

/** What one kind of goods comes to for everybody. */
export function totalOf(line: ListLine, people: number): Quantity {
  return line.each * BigInt(people);
}

/**
 * The whole of it leaves the store when the list is opened, because the sets are packed then: nobody's
 * signature can fail for want of stock. What was not signed for goes back when the list is closed.
 */
export function decideList(list: IssueList, command: ListCommand, context: ListContext): Answer {
  const code =
    authority(list, command, context) ??
    wrongState(list, command) ??
    limits(list, command, context);
  if (code) return refused(code, factsOf(list, command, context));
  const { actor, now } = context;
  const event = { kind: command.kind, at: now, actorId: actor.id, behalfOf: null };
  const version = list.version + 1;
  const left = list.recipients.filter(({ signedAt }) => signedAt === null);
  switch (command.kind) {
    case 'open':
      return accepted({
        ...event,
        changes: { state: 'open', openedBy: actor.id, openedAt: now, version },
        signed: null,
        moves: moves(list, 'issue', list.recipients.length),
      });
    case 'drop':
      return accepted({
        ...event,
        changes: { state: 'dropped', closedBy: actor.id, closedAt: now, version },
        signed: null,
        moves: [],
      });
    case 'close':
      return accepted({
        ...event,
        changes: { state: 'closed', closedBy: actor.id, closedAt: now, version },
        signed: null,
        moves: moves(list, 'return', left.length),
      });
    case 'sign':
    case 'signFor': {
      const personId = signerOf(command, actor);
      const last = left.length === 1;
      return accepted({
        ...event,
        behalfOf: command.kind === 'signFor' ? personId : null,
        changes: {
          version,
          // The last signature ends it.
          ...(last ? { state: 'closed', closedBy: actor.id, closedAt: now } : {}),
        },
        signed: { personId, signedAt: now, signedBy: actor.id },
        moves: [],
      });
    }
    default:
      return command satisfies never;
  }
}

export function applyList(list: IssueList, { changes, signed }: ListEvent): IssueList {
  const recipients = list.recipients.map((one) =>
    one.personId === signed?.personId ? signed : one,
  );
  return { ...list, ...changes, recipients };
}

export function mayKeep(person: Person): boolean {
  return hasRole(person, 'storekeeper', 'director');
}

function authority(
  { recipients }: IssueList,
  { kind }: ListCommand,
  { actor }: ListContext,
): ListRefusal | null {
  if (kind !== 'sign') return mayKeep(actor) ? null : 'onlyKeeper';
  const listed = recipients.some(({ personId }) => personId === actor.id);
  return listed && actor.active ? null : 'notListed';
}

function wrongState({ state }: IssueList, { kind }: ListCommand): ListRefusal | null {
  if (state === 'closed' || state === 'dropped') return 'over';
  const needs: ListState = kind === 'open' || kind === 'drop' ? 'draft' : 'open';
  if (state === needs) return null;
  return state === 'draft' ? 'notOpen' : 'alreadyOpen';
}

function limits(
  { lines, recipients }: IssueList,
  command: ListCommand,
  { actor, other, onHand }: ListContext,
): ListRefusal | null {
  switch (command.kind) {
    case 'open': {
      if (recipients.length === 0) return 'nobody';
      const short = lines.some((line) => totalOf(line, recipients.length) > onHand(line.itemId));
      return short ? 'shortList' : null;
    }
    case 'sign':
    case 'signFor': {
      const personId = signerOf(command, actor);
      const recipient = recipients.find((one) => one.personId === personId);
      if (!recipient) return 'notListed';
      if (recipient.signedAt !== null) return 'signed';
      return command.kind === 'signFor' && other?.openId !== null ? 'ownPhone' : null;
    }
    case 'drop':
    case 'close':
      return null;
    default:
      return command satisfies never;
  }
}

function signerOf(command: ListCommand, actor: Person): string {
  return command.kind === 'signFor' ? command.personId : actor.id;
}

function moves({ lines }: IssueList, kind: Move['kind'], people: number): Move[] {
  if (people === 0) return [];
  return lines.map((line) => ({ itemId: line.itemId, kind, quantity: totalOf(line, people) }));
}

function factsOf(
  { number, lines, recipients, openedBy, openedAt, closedBy, closedAt }: IssueList,
  command: ListCommand,
  { actor, other, onHand, name, time }: ListContext,
): Facts {
  const at = (instant: Temporal.Instant | null) => (instant === null ? '' : time(instant));
  const whose = signerOf(command, actor);
  const recipient = recipients.find(({ personId }) => personId === whose);
  const short = lines
    .filter((line) => totalOf(line, recipients.length) > onHand(line.itemId))
    .map(
      (line) =>
        `${nameOf(line)}共要 ${formatQuantity(totalOf(line, recipients.length))}${line.unit}，现有 ${formatQuantity(onHand(line.itemId))}${line.unit}`,
    );
  return {
    number,
    openedBy: name(openedBy),
    openedAt: at(openedAt),
    by: name(closedBy),
    at: at(closedAt),
    person: other?.name ?? '这位老师',
    signedAt: at(recipient?.signedAt ?? null),
    short: short.join('；'),
  };
}

export const LIST_REFUSALS: Readonly<Record<ListRefusal, (facts: Facts) => string>> = {
  onlyKeeper: () => '发放单由仓管员或总务主任办理',
  notOpen: (f) => `${f['number']} 还没有开始发放，请等仓管员发放`,
  alreadyOpen: (f) => `${f['number']} 已由${f['openedBy']}于 ${f['openedAt']} 开始发放`,
  over: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 结束，不能再操作`,
  notListed: (f) => `您不在 ${f['number']} 的领用名单里，需要领用请私聊我说“领两盒粉笔”`,
  signed: (f) => `${f['number']} 已于 ${f['signedAt']} 签领，不用再点`,
  ownPhone: (f) => `${f['person']}可以自己点“确认领用”，只有没有飞书的人才能代签`,
  shortList: (f) => `库存不足，没有发放：${f['short']}。请先补货，或减少数量、人数`,
  nobody: () => '名单里没有人，请重新写发给谁',
};

export const LIST_DONE: Readonly<Record<ListCommand['kind'], string>> = {
  open: '已发放，请大家确认领用',
  drop: '已取消，没有发放',
  sign: '已确认领用',
  signFor: '已登记签领',
  close: '已结束，没有签领的已退回库存',
};
