import { checkCode, paperTime } from '../../../documents/signed.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { itemById } from '../../stock/public.ts';
import type { Buying } from '../buying/domain/buying.ts';
import { APPROVERS } from '../domain/chain.ts';
import type { Purchase } from '../domain/purchase.ts';

type C = Context<Tables>;

/** What the forms say about one purchase beside its own facts. */
export interface Facts {
  readonly purchase: Purchase;
  readonly buying: Buying;
  readonly name: (personId: string | null) => string;
  /** One step of the chain each: who decided what, with the code of the tap. */
  readonly approvals: readonly { readonly role: string; readonly words: string }[];
  /** Who accepted, one tap each. */
  readonly acceptances: readonly string[];
  /** The class of the material account, by line. */
  readonly classes: ReadonlyMap<string, string>;
}

interface Tap {
  readonly id: string;
  readonly kind: string;
  readonly actorId: string | null;
  readonly at: Temporal.Instant;
}

export async function factsOf(context: C, buying: Buying): Promise<Facts> {
  const { tx, school } = context;
  const { purchase } = buying;
  const rows = await tx
    .selectFrom('purchase_event')
    .select(['id', 'kind', 'actor_id', 'at'])
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchase.id)
    .orderBy('id')
    .execute();
  const taps = rows.map((row): Tap => ({
    id: row.id,
    kind: row.kind,
    actorId: row.actor_id,
    at: row.at,
  }));
  const people = await peopleById(tx, school.id, [
    purchase.requesterId,
    purchase.buyerId,
    purchase.reimbursedBy,
    ...taps.map(({ actorId }) => actorId),
    ...purchase.steps.flatMap(({ signers }) =>
      signers.flatMap(({ personId, signedBy }) => [personId, signedBy]),
    ),
  ]);
  const name = (id: string | null) => (id === null ? '' : (people.get(id)?.name ?? '有人'));
  const signature = (tap: Tap | undefined, who: string, at: Temporal.Instant) =>
    `电子签名：${who}  ${paperTime(context, at)}${tap ? `  ${checkCode(context, purchase, tap)}` : ''}`;
  const approvals = purchase.steps.map(({ role, signers }) => {
    const words = signers.flatMap(({ personId, signedBy, signedAt, comment }) => {
      if (signedBy === null || signedAt === null) return [];
      const tap = taps.findLast(
        (one) =>
          one.kind === 'approve' &&
          one.actorId === signedBy &&
          Temporal.Instant.compare(one.at, signedAt) <= 0,
      );
      const who =
        signedBy === personId ? name(signedBy) : `${name(signedBy)}（代${name(personId)}）`;
      return [`同意${comment ? `：${comment}` : ''}\n${signature(tap, who, signedAt)}`];
    });
    return { role: APPROVERS[role], words: words.join('\n') };
  });
  const acceptances = taps
    .filter(({ kind }) => kind === 'receive')
    .map((tap) => signature(tap, name(tap.actorId), tap.at));
  const classes = new Map<string, string>();
  for (const { id, stockItemId } of buying.lines) {
    const item = stockItemId === null ? null : await itemById(context, stockItemId);
    if (item) classes.set(id, item.class);
  }
  return { purchase, buying, name, approvals, acceptances, classes };
}
