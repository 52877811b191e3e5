import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { Purchase, Step } from './domain/purchase.ts';

type C = Context<Tables>;

/** The chain of each purchase's present round, by purchase id. */
export async function readSteps(
  { tx, school }: C,
  of: readonly { readonly id: string; readonly round: number }[],
): Promise<Map<string, Step[]>> {
  const ids = of.map(({ id }) => id);
  const round = new Map(of.map((one) => [one.id, one.round]));
  const steps = await tx
    .selectFrom('purchase_step')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('purchase_id', 'in', ids)
    .orderBy('position')
    .execute();
  const people = await tx
    .selectFrom('purchase_step_person')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('purchase_id', 'in', ids)
    .orderBy('person_id')
    .execute();
  const present = steps.filter((step) => round.get(step.purchase_id) === step.round);
  const found = new Map<string, Step[]>();
  for (const step of present) {
    const signers = people.filter(
      (person) =>
        person.purchase_id === step.purchase_id &&
        person.round === step.round &&
        person.position === step.position,
    );
    const chain = found.get(step.purchase_id) ?? [];
    chain.push({
      role: step.role,
      mode: step.mode,
      state: step.state,
      note: step.note,
      signers: signers.map((person) => ({
        personId: person.person_id,
        givenBy: person.given_by,
        signedBy: person.signed_by,
        signedAt: person.signed_at,
        comment: person.comment,
      })),
      activeAt: step.active_at,
      decidedBy: step.decided_by,
      decidedAt: step.decided_at,
      comment: step.comment,
    });
    found.set(step.purchase_id, chain);
  }
  return found;
}

/** The chain of the present round as it is now; former rounds stay as they were. */
export async function writeSteps({ tx, school }: C, purchase: Purchase): Promise<void> {
  const { id, round, steps } = purchase;
  for (const table of ['purchase_step_person', 'purchase_step'] as const)
    await tx
      .deleteFrom(table)
      .where('school_id', '=', school.id)
      .where('purchase_id', '=', id)
      .where('round', '=', round)
      .execute();
  if (steps.length === 0) return;
  const key = (position: number) => ({ school_id: school.id, purchase_id: id, round, position });
  await tx
    .insertInto('purchase_step')
    .values(
      steps.map((step, position) => ({
        ...key(position),
        role: step.role,
        mode: step.mode,
        state: step.state,
        note: step.note,
        active_at: step.activeAt,
        decided_by: step.decidedBy,
        decided_at: step.decidedAt,
        comment: step.comment,
      })),
    )
    .execute();
  const people = steps.flatMap((step, position) =>
    step.signers.map((signer) => ({
      ...key(position),
      person_id: signer.personId,
      given_by: signer.givenBy,
      signed_by: signer.signedBy,
      signed_at: signer.signedAt,
      comment: signer.comment,
    })),
  );
  if (people.length > 0) await tx.insertInto('purchase_step_person').values(people).execute();
}

/** Ids of the purchases whose active step names one of these people, the longest waiting first. */
export async function waitingIds(
  { tx, school }: C,
  personIds: readonly string[],
): Promise<string[]> {
  const rows = await tx
    .selectFrom('purchase_step as s')
    .innerJoin('purchase_step_person as p', (join) =>
      join
        .onRef('p.school_id', '=', 's.school_id')
        .onRef('p.purchase_id', '=', 's.purchase_id')
        .onRef('p.round', '=', 's.round')
        .onRef('p.position', '=', 's.position'),
    )
    .select(['s.purchase_id', 's.active_at'])
    .where('s.school_id', '=', school.id)
    .where('s.state', '=', 'active')
    .where('p.person_id', 'in', [...personIds])
    .where('p.signed_at', 'is', null)
    .orderBy('s.active_at')
    .execute();
  return [...new Set(rows.map((row) => row.purchase_id))];
}

/** Everybody whom any round of the chain named. */
export async function everAsked({ tx, school }: C, purchaseId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('purchase_step_person')
    .select(['person_id', 'given_by', 'signed_by'])
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .execute();
  return [
    ...new Set(
      rows.flatMap((row) => [row.person_id, row.given_by ?? [], row.signed_by ?? []].flat()),
    ),
  ];
}
