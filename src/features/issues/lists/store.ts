import type { Insertable, Selectable } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { IssueList, ListEvent, ListState } from '../domain/list.ts';
import { addEvent, fromStore } from '../store.ts';
import type { IssuesTables } from '../tables.ts';

type C = Context<Tables>;
type Row = Selectable<IssuesTables['issue_list']>;

/** A list with the group on whose card it is signed. */
export interface StoredList extends IssueList {
  readonly chatId: string | null;
}

async function whole({ tx, school }: C, row: Row): Promise<StoredList> {
  const lines = await tx
    .selectFrom('issue_list_line')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('list_id', '=', row.id)
    .orderBy('position')
    .execute();
  const recipients = await tx
    .selectFrom('issue_list_recipient')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('list_id', '=', row.id)
    .orderBy('position')
    .execute();
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    title: row.title,
    chatId: row.chat_id,
    lines: lines.map((line) => ({
      itemId: line.item_id,
      name: line.name,
      spec: line.spec,
      unit: line.unit,
      each: fromStore(line.each),
    })),
    recipients: recipients.map((one) => ({
      personId: one.person_id,
      signedAt: one.signed_at,
      signedBy: one.signed_by,
    })),
    madeBy: row.made_by,
    madeAt: row.made_at,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    closedBy: row.closed_by,
    closedAt: row.closed_at,
  };
}

function toRow(list: StoredList) {
  return {
    number: list.number,
    version: list.version,
    state: list.state,
    title: list.title,
    chat_id: list.chatId,
    made_by: list.madeBy,
    made_at: list.madeAt,
    opened_by: list.openedBy,
    opened_at: list.openedAt,
    closed_by: list.closedBy,
    closed_at: list.closedAt,
  } satisfies Partial<Insertable<IssuesTables['issue_list']>>;
}

/** A list, its row locked: forty signatures at once wait for each other. */
export async function lockList(context: C, id: string): Promise<StoredList | null> {
  const row = await context.tx
    .selectFrom('issue_list')
    .selectAll()
    .where('school_id', '=', context.school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? whole(context, row) : null;
}

export async function findLists(
  context: C,
  by: {
    readonly state?: ListState;
    readonly number?: string;
    readonly from?: Temporal.Instant;
    readonly until?: Temporal.Instant;
  },
): Promise<StoredList[]> {
  let query = context.tx
    .selectFrom('issue_list')
    .selectAll()
    .where('school_id', '=', context.school.id);
  if (by.state) query = query.where('state', '=', by.state);
  if (by.number !== undefined) query = query.where('number', '=', by.number);
  if (by.from) query = query.where('opened_at', '>=', by.from);
  if (by.until) query = query.where('opened_at', '<', by.until);
  const rows = await query.orderBy('made_at').orderBy('id').limit(200).execute();
  const lists: StoredList[] = [];
  for (const row of rows) lists.push(await whole(context, row));
  return lists;
}

/** The open lists on which somebody has not signed yet. */
export async function unsignedLists(context: C, personId: string): Promise<StoredList[]> {
  const open = await findLists(context, { state: 'open' });
  return open.filter(({ recipients }) =>
    recipients.some((one) => one.personId === personId && one.signedAt === null),
  );
}

export async function insertList(context: C, list: StoredList): Promise<void> {
  const { tx, school } = context;
  await tx
    .insertInto('issue_list')
    .values({ school_id: school.id, id: list.id, ...toRow(list) })
    .execute();
  await tx
    .insertInto('issue_list_line')
    .values(
      list.lines.map((line, position) => ({
        school_id: school.id,
        list_id: list.id,
        position,
        item_id: line.itemId,
        name: line.name,
        spec: line.spec,
        unit: line.unit,
        each: formatQuantity(line.each),
      })),
    )
    .execute();
  if (list.recipients.length === 0) return;
  await tx
    .insertInto('issue_list_recipient')
    .values(
      list.recipients.map(({ personId }, position) => ({
        school_id: school.id,
        list_id: list.id,
        position,
        person_id: personId,
        signed_at: null,
        signed_by: null,
      })),
    )
    .execute();
}

/** Writes the new state, a signature, and the line of history that explains it. The row is locked already. */
export async function saveList(context: C, list: StoredList, event: ListEvent): Promise<void> {
  const { tx, school } = context;
  await tx
    .updateTable('issue_list')
    .set(toRow(list))
    .where('school_id', '=', school.id)
    .where('id', '=', list.id)
    .execute();
  if (event.signed)
    await tx
      .updateTable('issue_list_recipient')
      .set({ signed_at: event.signed.signedAt, signed_by: event.signed.signedBy })
      .where('school_id', '=', school.id)
      .where('list_id', '=', list.id)
      .where('person_id', '=', event.signed.personId)
      .execute();
  await addEvent(context, list.id, { ...event, detail: null });
}
