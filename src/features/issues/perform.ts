import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { book } from '../stock/public.ts';
import type { Command, RefusalCode, RequestEvent } from './domain/command.ts';
import { apply, decide } from './domain/decide.ts';
import type { Request } from './domain/request.ts';
import { DONE, REFUSALS } from './domain/wording.ts';
import type { IssuesHooks } from './hooks.ts';
import { showEverywhere, type Renew } from './places.ts';
import { refreshWaiting, remindLater } from './reminders.ts';
import { lockRequest, saveRequest } from './store.ts';
import { ruleContext } from './view.ts';

type C = Context<Tables>;

export interface Performed {
  readonly ok: boolean;
  /** For the person who did it. */
  readonly words: string;
  readonly request: Request | null;
}

const GONE = '找不到这张领用单，请发“我的申请”查看';

/** What changes with the store or with time alone: every other card shows the truth already. */
const REFRESH = new Set<RefusalCode>(['short', 'undoLate', 'nothingMissing']);

/** One command on one request: load and lock, decide, move the stock, save, show. A refusal changes nothing. */
export async function perform(
  context: C,
  hooks: IssuesHooks,
  requestId: string,
  command: Command,
  actor: Person,
  seenVersion: number | null = null,
): Promise<Performed> {
  const request = await lockRequest(context, requestId);
  if (!request) return { ok: false, words: GONE, request: null };
  const rules = await ruleContext(context, request, actor, seenVersion);
  const decision = decide(request, command, rules);
  if (decision.outcome === 'refused') {
    if (REFRESH.has(decision.code)) await showEverywhere(context, request);
    return { ok: false, words: REFUSALS[decision.code](decision.facts), request };
  }
  let next = request;
  let words = DONE[command.kind];
  for (const decided of decision.events) {
    const moved = await move(context, request, decided);
    if (moved !== null) {
      await showEverywhere(context, request);
      return { ok: false, words: moved, request };
    }
    const wished = await wish(context, hooks, request, decided);
    if (typeof wished === 'string') return { ok: false, words: wished, request };
    if (wished.number !== null) words = `缺的已转采购 ${wished.number}，申请人补上价格后提交`;
    next = apply(next, wished.event);
    await saveRequest(context, next, wished.event);
  }
  await remindLater(context, next);
  await showEverywhere(context, next, renewals(command));
  if (next.state !== request.state) await refreshWaiting(context);
  return { ok: true, words, request: next };
}

/** Books what the event moves. The sentence says what is short, should somebody have been faster. */
async function move(
  context: C,
  { id, number }: Request,
  { moves, actorId, kind }: RequestEvent,
): Promise<string | null> {
  const booking = await book(
    context,
    moves.map((one) => ({
      itemId: one.itemId,
      kind: one.kind,
      quantity: one.quantity,
      by: { id: actorId },
      why: kind === 'undo' ? '撤回发放' : null,
      link: { kind: 'issue', id, number },
    })),
  );
  return booking.outcome === 'ok' ? null : `库存不足，没有发放：${booking.sentence}`;
}

/** Asks purchases for what is missing; a sentence where they will not. */
async function wish(
  context: C,
  { requestPurchase }: IssuesHooks,
  request: Request,
  event: RequestEvent,
): Promise<string | { readonly event: RequestEvent; readonly number: string | null }> {
  if (event.wishes.length === 0) return { event, number: null };
  const asked = await requestPurchase(context, {
    requesterId: request.requesterId,
    lines: event.wishes.map(({ itemId, name, spec, unit, quantity }) => ({
      name,
      spec: spec === '' ? null : spec,
      unit,
      quantity,
      stockItemId: itemId,
    })),
    reason: request.reason,
    neededBy: request.neededBy,
    origin: { kind: 'issue', id: request.id },
  });
  if ('outcome' in asked) return refusedPurchase(asked.facts['number']);
  const detail = `${event.detail ?? ''} → ${asked.number}`;
  const changes = { ...event.changes, purchaseNumber: asked.number };
  return { event: { ...event, detail, changes }, number: asked.number };
}

export function refusedPurchase(number: string | number | undefined): string {
  return number === undefined
    ? '采购申请没有开成，请申请人直接说“买……”'
    : `已经有采购申请 ${number}，办完以前请在那张单上补充`;
}

/** A new message only for whoever must act now, or waited for exactly this. */
function renewals({ kind }: Command): Renew {
  switch (kind) {
    case 'issue':
    case 'refuse':
    case 'denyExemption':
      return { requester: true };
    case 'askExemption':
      return { exempter: true };
    case 'exempt':
      return { keeper: true };
    case 'sign':
    case 'withdraw':
    case 'amend':
    case 'takeOld':
    case 'buy':
    case 'giveBack':
    case 'undo':
      return {};
    default:
      return kind satisfies never;
  }
}
