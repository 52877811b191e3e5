import { z } from 'zod';
import { answer } from '../../kernel/answer.ts';
import type { Context, Feature, Incoming } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { addPhotos, lastActed } from '../repairs/public.ts';
import { showChecks } from './checks/show.ts';
import type { Finding } from './checks/store.ts';
import { mayAct } from './domain/task.ts';
import { loadPlan, taskOf } from './plan.ts';
import { lockTask } from './store.ts';
import { dueDay, refreshCard } from './taps.ts';

type C = Context<Tables>;

/** A picture belongs to what its sender did within this time. */
const RECENT = { minutes: 10 } as const;

const rowShape = z.array(z.object({ item: z.string(), slot: z.string() })).catch([]);

type Target =
  | {
      readonly kind: 'task';
      readonly at: Temporal.Instant;
      readonly itemId: string;
      readonly slot: string;
      readonly cardKey: string | null;
    }
  | {
      readonly kind: 'finding';
      readonly at: Temporal.Instant;
      readonly finding: Finding;
      readonly cardKey: string;
    };

/** Pictures of what was done (after 完成) and found (登记异常); asked before the repairs are. */
export const schedulePhotos: Feature<Tables> = { name: 'schedule-photos', claims: claimPhoto };

/** A picture without words in a direct chat. True: it joined a task or a finding. */
async function claimPhoto(context: C, { message, sender }: Incoming): Promise<boolean> {
  if (message.imageKeys.length === 0 || message.text.trim() !== '') return false;
  if (message.chatKind === 'group') return false;
  const target = await targetOf(context, message.parentId, sender);
  if (!target) return false;
  if (typeof target === 'string') {
    await answer(context, message, target);
    return true;
  }
  await keep(context, message, sender, target);
  const planned = await loadPlan(context);
  if (target.kind === 'finding') {
    const ticket = target.finding.ticket_id;
    if (ticket !== null) await addPhotos(context, sender, message, ticket);
    await showChecks(context, planned, target.cardKey, false);
  } else if (target.cardKey !== null)
    await refreshCard(context, planned, message.senderOpenId, target.cardKey);
  return true;
}

/**
 * What the card it answers is about, else what its sender did last, unless that was a repair. A
 * sentence: the card does not say which of several it is.
 */
async function targetOf(
  context: C,
  parentId: string | null,
  sender: Person,
): Promise<Target | string | null> {
  const key = parentId === null ? null : await context.say.keyOf(parentId);
  if (key !== null && !key.startsWith('schedule:')) return null;
  if (key !== null) {
    const answered = newest(
      await doneBy(context, sender, await rowsOn(context, key)),
      await foundBy(context, sender, { cardKey: key }),
    );
    if (answered) return answered;
    const before = await notDoneYet(context, key, sender);
    if (before) return before;
  }
  const since = context.now.subtract(RECENT);
  const last = newest(
    await doneBy(context, sender, null),
    await foundBy(context, sender, { cardKey: null }),
  );
  if (!last || Temporal.Instant.compare(last.at, since) <= 0) return null;
  const repair = await lastActed(context, sender);
  // A finding that opened a repair is both in one moment: then the finding has it, and the repair too.
  return repair !== null && Temporal.Instant.compare(repair, last.at) > 0 ? null : last;
}

/** A picture that comes before 完成 or 登记异常: it joins the only thing it can be of. */
async function notDoneYet(
  context: C,
  key: string,
  sender: Person,
): Promise<Target | string | null> {
  const shown = await context.say.shown(key);
  if (shown?.card.template === 'schedule-checks')
    return '请先在检查卡上点“登记异常”，写清在哪里、什么情况，再发照片';
  if (shown?.card.template !== 'schedule-tasks') return null;
  const planned = await loadPlan(context);
  const open = (await rowsOn(context, key)).flatMap(({ item, slot }) => {
    const one = dueDay(planned, item, slot);
    const may = one !== null && mayAct(sender, planned.owner(one.item)?.openId ?? null);
    return may && taskOf(planned, one)?.state !== 'done' ? [one] : [];
  });
  const [only] = open;
  if (!only) return null;
  if (open.length > 1) return '照片是哪一项的？请先在卡片上点那一项的“完成”，再发照片';
  await lockTask(context, only);
  const { item, slot } = only;
  return { kind: 'task', at: context.now, itemId: item.id, slot, cardKey: key };
}

/** When somebody last ticked something off or found something: a picture belongs to what was done last. */
export async function lastDone(context: C, sender: Person): Promise<Temporal.Instant | null> {
  const last = newest(
    await doneBy(context, sender, null),
    await foundBy(context, sender, { cardKey: null }),
  );
  return last?.at ?? null;
}

function newest(one: Target | null, other: Target | null): Target | null {
  if (!one || !other) return one ?? other;
  return Temporal.Instant.compare(one.at, other.at) >= 0 ? one : other;
}

async function rowsOn(context: C, key: string) {
  const shown = await context.say.shown(key);
  return rowShape.parse(shown?.card.values['rows']);
}

/** The due day that somebody ticked off last, of these where a card is answered. */
async function doneBy(
  { tx, school }: C,
  { id }: Person,
  among: readonly { readonly item: string; readonly slot: string }[] | null,
): Promise<Target | null> {
  const rows = await tx
    .selectFrom('schedule_task')
    .select(['item_id', 'slot', 'done_at', 'card_key'])
    .where('school_id', '=', school.id)
    .where('state', '=', 'done')
    .where('done_by', '=', id)
    .orderBy('done_at', 'desc')
    .limit(among === null ? 1 : 100)
    .execute();
  const row = rows.find(
    ({ item_id: item, slot }) =>
      among === null || among.some((one) => one.item === item && one.slot === slot),
  );
  return row?.done_at
    ? {
        kind: 'task',
        at: row.done_at,
        itemId: row.item_id,
        slot: row.slot,
        cardKey: row.card_key,
      }
    : null;
}

/** What somebody found last, on this card where one is answered. */
async function foundBy(
  { tx, school }: C,
  { id }: Person,
  { cardKey }: { readonly cardKey: string | null },
): Promise<Target | null> {
  const row = await tx
    .selectFrom('check_finding as f')
    .innerJoin('check_run as r', (join) =>
      join.onRef('r.school_id', '=', 'f.school_id').onRef('r.id', '=', 'f.run_id'),
    )
    .selectAll('f')
    .select('r.card_key')
    .where('f.school_id', '=', school.id)
    .where('f.by_person_id', '=', id)
    .$if(cardKey !== null, (query) => query.where('r.card_key', '=', cardKey ?? ''))
    .orderBy('f.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { card_key: key, ...finding } = row;
  return { kind: 'finding', at: finding.at, finding, cardKey: key };
}

/** Each picture with what it is of, and how many there are now. */
async function keep(
  context: C,
  message: Incoming['message'],
  sender: Person,
  target: Target,
): Promise<void> {
  const { tx, school, now, blobs } = context;
  const isTask = target.kind === 'task';
  for (const imageKey of message.imageKeys)
    await tx
      .insertInto('schedule_photo')
      .values({
        school_id: school.id,
        attachment_id: await blobs.fetchImage(message.messageId, imageKey),
        item_id: isTask ? target.itemId : null,
        slot: isTask ? target.slot : null,
        finding_id: isTask ? null : target.finding.id,
        person_id: sender.id,
        at: now,
      })
      .execute();
  const more = message.imageKeys.length;
  if (isTask)
    await tx
      .updateTable('schedule_task')
      .set((eb) => ({ photos: eb('photos', '+', more) }))
      .where('school_id', '=', school.id)
      .where('item_id', '=', target.itemId)
      .where('slot', '=', target.slot)
      .execute();
  else
    await tx
      .updateTable('check_finding')
      .set((eb) => ({ photos: eb('photos', '+', more) }))
      .where('school_id', '=', school.id)
      .where('id', '=', target.finding.id)
      .execute();
}
