import { clockText } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { book } from '../book.ts';
import {
  bookedLine,
  impossible,
  isDoubtful,
  kindOf,
  needsWhy,
  resolve,
  type Resolved,
} from '../domain/direct.ts';
import type { Item } from '../domain/item.ts';
import { change } from '../domain/movement.ts';
import { addChange, allItems, insertItem, itemById } from '../store.ts';
import { askAbout, DRAFT_QUESTION, type Draft } from './draft.ts';

type C = Context<Tables>;

/** 点错了 works this long after; later the next stocktake puts it right. */
export const UNDO = { minutes: 10 } as const;
export const SETTLED_TIMER = 'stock.settled';
export const BOOKING = 'booking';

export type Performed =
  | { readonly outcome: 'booked' | 'asked' }
  | { readonly outcome: 'refused'; readonly sentence: string };

/** Books what was said, or asks what is still missing; both on one card. A refusal changes nothing. */
export async function perform(
  context: C,
  by: Person & { readonly openId: string },
  draft: Draft,
  renew: boolean,
): Promise<Performed> {
  const resolved = resolve(await allItems(context), draft.lines, draft.chosen);
  const sentence = impossible(draft.direction, resolved);
  if (sentence !== null) return { outcome: 'refused', sentence };
  const doubtful = resolved.some(isDoubtful);
  const fresh = resolved.some(({ item }, i) => item === null && draft.chosen[i] !== 'new');
  if (doubtful || fresh || needsWhy(draft.direction, draft.why)) {
    await askAbout(context, by, draft, resolved, renew);
    return { outcome: 'asked' };
  }
  const kind = kindOf(draft.direction, draft.why);
  const lines: { readonly line: Resolved['line']; readonly item: Item }[] = [];
  for (const { line, item } of resolved)
    lines.push({ line, item: item ?? (await make(context, by, line)) });
  const booked = await book(
    context,
    lines.map(({ line, item }) => ({
      itemId: item.id,
      kind,
      quantity: line.quantity,
      by,
      why: draft.why === '' ? draft.direction : draft.why,
      link: { kind: BOOKING, id: draft.id, number: null },
      priceFen: line.priceFen ?? item.priceFen,
    })),
  );
  if (booked.outcome === 'refused')
    return { outcome: 'refused', sentence: `${booked.sentence}，没有登记` };
  await context.questions.close(DRAFT_QUESTION, draft.id);
  await context.timers.set(SETTLED_TIMER, draft.id, context.now.add(UNDO), {
    openId: by.openId,
  });
  await context.say.show({
    key: `stock:booking:${draft.id}`,
    to: { kind: 'person', openId: by.openId },
    card: {
      template: 'stock-booking',
      values: bookedValues(context, by, draft, {
        state: 'booked',
        lines: booked.booked.map(({ item, onHand }, i) =>
          bookedLine(item, change(kind, lines[i]?.line.quantity ?? 1n), onHand),
        ),
        undo: true,
      }),
    },
    renew,
    live: true,
  });
  return { outcome: 'booked' };
}

function bookedValues(context: C, by: Person, draft: Draft, rest: JsonObject): JsonObject {
  return {
    id: draft.id,
    direction: draft.direction,
    who: `${by.name} ${clockText(context, context.now)}`,
    why: draft.why,
    asked: '',
    options: [],
    reasons: [],
    ...rest,
  };
}

async function make(context: C, by: Person, { name, unit }: Resolved['line']) {
  const { id, isNew } = await insertItem(context, { name, unit: unit ?? '件' });
  if (isNew)
    await addChange(context, { item_id: id, what: 'created', detail: '入库', by_person_id: by.id });
  const item = await itemById(context, id);
  if (!item) throw new Error('an item that was just made must be there');
  return item;
}
