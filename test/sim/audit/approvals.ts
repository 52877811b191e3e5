/**
 * Approvals, told again from their lines of history: who decided, whether they could, on what, and in
 * which order. Nothing of the product's rules is asked.
 */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../src/tables.ts';
import { isAway, type Finding, type PeopleThen, type Then } from './people.ts';

const signer = z.object({
  personId: z.string(),
  givenBy: z.string().nullable(),
  signedBy: z.string().nullable(),
  signedAt: z.string().nullable(),
});
const step = z.object({
  role: z.string(),
  mode: z.string(),
  state: z.string(),
  signers: z.array(signer),
});
const line = z.object({
  name: z.string(),
  amountFen: z.number().nullable(),
  fromStock: z.boolean(),
});
const changesShape = z.object({
  state: z.string(),
  requesterId: z.string(),
  lines: z.array(line),
  steps: z.array(step),
  totalFen: z.number().nullable(),
  budgetFen: z.number().nullable(),
  approvedFen: z.number().nullable(),
  buyerId: z.string().nullable(),
  resumeState: z.string().nullable(),
  round: z.number(),
});
type Purchase = z.infer<typeof changesShape>;
const partial = changesShape.partial();
type Changes = z.infer<typeof partial>;
type Step = z.infer<typeof step>;

interface Line {
  readonly kind: string;
  readonly at: Temporal.Instant;
  readonly actorId: string | null;
  readonly behalfOf: string | null;
  readonly changes: Changes;
}

export interface Tier {
  readonly upToFen: number | null;
  readonly approvers: readonly string[];
}

const DECISIONS = new Set(['approve', 'reject', 'return', 'transfer']);

export async function auditApprovals(
  db: Kysely<Tables>,
  people: PeopleThen,
  tiers: readonly Tier[],
): Promise<Finding[]> {
  const rows = await db.selectFrom('purchase_event').selectAll().orderBy('version').execute();
  const found: Finding[] = [];
  for (const [id, lines] of Map.groupBy(rows, (row) => row.purchase_id)) {
    let now: Purchase | null = null;
    let editedAt: Temporal.Instant | null = null;
    // Asked again because of an invoice, the total is what the invoice says.
    let byInvoice = false;
    for (const row of lines) {
      const changes = partial.parse(row.changes);
      const event: Line = {
        kind: row.kind,
        at: row.at,
        actorId: row.actor_id,
        behalfOf: row.behalf_of,
        changes,
      };
      const say = (invariant: string, what: string) =>
        found.push({ invariant, what: `${id} ${row.kind} at ${row.at.toString()}: ${what}` });
      if (now === null) now = changesShape.parse(row.changes);
      else {
        judge(now, event, people, say);
        if (row.kind === 'edit' && (changes.lines || 'budgetFen' in changes)) editedAt = row.at;
        const next = changesShape.parse({ ...now, ...changes });
        if (row.kind === 'approve' && changes.approvedFen !== undefined)
          judgeChain(next, event, people, tiers, editedAt, say);
        now = next;
      }
      if (changes.lines) byInvoice = row.kind === 'again';
      if (!byInvoice) judgeMoney(now, say);
    }
  }
  return found;
}

type Say = (invariant: string, what: string) => void;

function judge(before: Purchase, event: Line, people: PeopleThen, say: Say): void {
  const { kind, at, actorId } = event;
  if (DECISIONS.has(kind)) {
    if (before.state !== 'approving') say('A1', `decided when it was ${before.state}`);
    if (actorId === null) return say('A2', 'decided by nobody');
    if (actorId === before.requesterId) say('A2', 'the requester decided');
    const active = before.steps.find(({ state }) => state === 'active');
    if (!active) return say('A4', 'decided without an active step');
    const may = people
      .at(actorId, at)
      .some((actor) => actor.active && mayDecide(active, actor, before.requesterId, at, people));
    if (!may) say('A2', `${actorId} may not decide the step of ${active.role}`);
  }
  if (kind === 'receive' && actorId === before.buyerId) say('A2', 'the buyer accepted the goods');
  if (kind === 'reimburse') {
    if (actorId === before.buyerId) say('A2', 'the buyer was paid by themselves');
    if (before.state !== 'received') say('A6', `paid when it was ${before.state}`);
  }
  return undefined;
}

/** A signer who is here or somebody's substitute while they are away. */
function mayDecide(
  active: Step,
  actor: Then,
  requesterId: string,
  at: Temporal.Instant,
  people: PeopleThen,
): boolean {
  return active.signers.some(({ personId, signedAt, givenBy }) => {
    if (signedAt !== null || personId === requesterId) return false;
    return people.at(personId, at).some((person) => {
      if (!person.active) return false;
      if (givenBy === null && !person.roles.includes(active.role)) return false;
      return personId === actor.id || (isAway(person, at) && person.substituteId === actor.id);
    });
  });
}

/** At the end of a chain: everybody whom the amount asks for has signed, in order, for these goods. */
function judgeChain(
  purchase: Purchase,
  { at }: Line,
  people: PeopleThen,
  tiers: readonly Tier[],
  editedAt: Temporal.Instant | null,
  say: Say,
): void {
  const { steps, totalFen, requesterId } = purchase;
  for (const { role, state, signers } of steps) {
    if (state !== 'approved') say('A4', `over while the step of ${role} is ${state}`);
    for (const { signedAt, personId } of signers)
      if (signedAt && editedAt && Temporal.Instant.compare(signedAt, editedAt) < 0)
        say('A3', `${personId} signed before the goods were changed`);
  }
  const total = totalFen ?? 0;
  const tier = tiers.find(({ upToFen }) => upToFen === null || total <= upToFen) ?? tiers.at(-1);
  const requester = people.at(requesterId, at).at(-1);
  if (requester?.roles.includes('principal')) return;
  for (const role of tier?.approvers ?? []) {
    if (steps.some((one) => one.role === role)) continue;
    const holder = people
      .everybody(at)
      .find(
        (person) =>
          person.active &&
          person.openId !== null &&
          person.id !== requesterId &&
          person.roles.includes(role) &&
          (role !== 'unitHead' || (person.unit !== null && person.unit === requester?.unit)),
      );
    if (holder) say('A4', `${total} fen were approved without ${role}`);
  }
}

function judgeMoney({ lines, totalFen, budgetFen }: Purchase, say: Say): void {
  const bought = lines.filter(({ fromStock }) => !fromStock).map(({ amountFen }) => amountFen);
  const sum =
    lines.length === 0 || bought.some((fen) => fen === null)
      ? budgetFen
      : bought.reduce<number>((total, fen) => total + (fen ?? 0), 0);
  if (totalFen !== sum) say('A5', `the lines make ${sum} fen, the total is ${totalFen}`);
}
