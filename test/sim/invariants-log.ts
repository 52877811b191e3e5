import { ringsAll } from './mentions.ts';
import type { Call, SimPlatform } from './platform.ts';
import type { Message } from '../../src/playground/platform/world.ts';
import { PERSONS } from './school.ts';
import type { Tapped } from './town.ts';
import { none, Violation } from './violation.ts';

/** Refused for its token a call has not come to any chat. */
const TOKEN = 99991663;

/** A message to somebody and an answer to one of theirs go into the same chat. */
function chatOf({ chat }: Call): string | null {
  return chat?.startsWith('ou_') === true ? `oc_direct_${chat}` : chat;
}

/** O4, X4: what the platform's log says of the calls since the last look. */
export function limits(calls: readonly Call[], from: number): void {
  const minute: Call[] = [];
  for (let i = Math.max(0, from - 1_100); i < calls.length; i++) {
    const call = calls[i];
    if (!call) continue;
    minute.push(call);
    while ((minute[0]?.at ?? call.at) < call.at - 60_000) minute.shift();
    if (i < from) continue;
    const told = minute.find(
      (one) => one.resetMs > 0 && one.at < call.at && call.at < one.at + one.resetMs,
    );
    if (told && call.path.endsWith('/messages') && !told.skewed && !call.skewed)
      throw new Violation('O4 nothing is sent before the platform’s reset', { told, call });
    if (minute.length > 1_000) throw new Violation('O4 at most 1,000 calls a minute', call);
    let [inSecond, inChat] = [0, 0];
    for (const one of minute.toReversed()) {
      if (one.at <= call.at - 1_000) break;
      inSecond += 1;
      if (one.method === 'post' && one.code !== TOKEN && chatOf(one) === chatOf(call)) inChat += 1;
    }
    if (inSecond > 50) throw new Violation('O4 at most 50 calls a second', call);
    if (call.method === 'post' && inChat > 5)
      throw new Violation('O4 at most 5 messages a second into one chat', call);
    if (call.body.includes('all') && ringsAll(JSON.parse(call.body)))
      throw new Violation('X4 nobody rings everybody', call.body.slice(0, 200));
  }
}

const APPROVERS = new Set<string>(
  PERSONS.filter(({ roles }) =>
    roles.some((role) => ['unitHead', 'director', 'principal', 'admin'].includes(role)),
  ).map(({ id }) => id),
);
/** Whom an approver's leave may name. */
const SUBSTITUTES = new Set(['ou_teacher3', 'ou_feng', 'ou_head3']);

const DECISIONS = new Set([
  'purchases.approve',
  'purchases.reject',
  'purchases.return',
  'repairs.approve',
]);

/** A2, A3: what the people's own record says of the taps since the last look. */
export function tapRules(tapped: readonly Tapped[], from: number): void {
  const given = new Set(
    tapped
      .filter(({ action, toast }) => action === 'purchases.transfer' && toast?.type === 'success')
      .map(({ id, form }) => `${id} ${String(form['person'])}`),
  );
  for (const tap of tapped.slice(from)) {
    if (tap.toast?.type !== 'success' || !DECISIONS.has(tap.action)) continue;
    if (tap.seen !== null && tap.current !== null && tap.seen !== tap.current)
      throw new Violation('A3 what was seen is what is decided', tap);
    if (!tap.action.startsWith('purchases.')) continue;
    const may =
      APPROVERS.has(tap.person) ||
      SUBSTITUTES.has(tap.person) ||
      given.has(`${tap.id} ${tap.person}`);
    if (!may) throw new Violation('A2 only an approver decides', tap);
  }
}

/** O3: nothing is tried after its time; clocks may be ten minutes apart. */
export function expired(calls: readonly Call[], expiries: ReadonlyMap<string, number>): void {
  none(
    'O3 nothing is tried after it has expired',
    calls
      .slice(-3_000)
      .filter(({ uuid, at }) => at > (expiries.get(uuid ?? '') ?? Infinity) + 11 * 60_000),
  );
}

/** O1: one visible message for each thing that was to be said. */
export function once(
  { calls, world }: SimPlatform,
  shown: ReadonlyMap<string, readonly Message[]>,
): void {
  const byUuid = new Map<string, string>();
  const recent = calls.slice(-3_000);
  for (const { method, uuid, messageId, status, lost } of recent) {
    if (method !== 'post' || uuid === null || messageId === null) continue;
    if (status !== 200 && !lost) continue;
    const known = byUuid.get(uuid);
    if (known !== undefined && known !== messageId)
      throw new Violation('O1 one message for each key', { uuid, known, messageId });
    byUuid.set(uuid, messageId);
  }
  const doubled: string[] = [];
  for (const call of recent) {
    if (!call.lost || call.method !== 'post' || call.messageId === null) continue;
    const first = world.messages.get(call.messageId);
    if (!first || first.kind !== 'text') continue;
    const said = JSON.stringify(first.content);
    for (const other of shown.get(first.chatId) ?? []) {
      if (other === first || other.parentId !== first.parentId) continue;
      const apart = Math.abs(first.createdAt.until(other.createdAt).total('minutes'));
      if (other.fromBot && apart < 120 && JSON.stringify(other.content) === said)
        doubled.push(said.slice(0, 120));
    }
  }
  none('O1 a lost answer makes no second message', doubled);
}
