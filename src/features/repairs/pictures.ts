import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

type C = Context<Tables>;

/** The ticket that a picture belongs to; null: to none, or to a draft. */
export async function ticketOfPhoto(
  { tx, school }: C,
  attachmentId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom('repair_photo')
    .select('ticket_id')
    .where('school_id', '=', school.id)
    .where('attachment_id', '=', attachmentId)
    .executeTakeFirst();
  return row?.ticket_id ?? null;
}

/** Keys of a ticket's newest pictures that a card can show, in the order they came. */
export async function shownPhotos(
  { tx, school }: C,
  ticketId: string,
  most: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('repair_photo as p')
    .innerJoin('attachment as a', (join) =>
      join.onRef('a.school_id', '=', 'p.school_id').onRef('a.id', '=', 'p.attachment_id'),
    )
    .select('a.shown_key')
    .where('p.school_id', '=', school.id)
    .where('p.ticket_id', '=', ticketId)
    .where('a.shown_key', 'is not', null)
    .orderBy('a.id', 'desc')
    .limit(most)
    .execute();
  return rows.flatMap(({ shown_key: key }) => key ?? []).toReversed();
}

export async function countPhotos({ tx, school }: C, ticketId: string): Promise<number> {
  const row = await tx
    .selectFrom('repair_photo')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', school.id)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow();
  return row.n;
}
