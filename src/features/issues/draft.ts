import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import {
  formatQuantity,
  MOST_QUANTITY,
  parseQuantity,
  quantityOf,
  type Quantity,
} from '../../kernel/quantity.ts';
import type { GoodsSlots, Span } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import { itemById, matchItems, spokenQuantity, type Item } from '../stock/public.ts';

type C = Context<Tables>;

/** More kinds than this in one request would not fit a card. */
export const MOST_LINES = 20;

/** A thing somebody asked for, before it is clear which and how many. */
export interface DraftLine {
  /** As it was said. */
  readonly name: string;
  readonly spec: string;
  readonly unit: string | null;
  readonly quantity: Quantity | null;
  /** The items it may be; one: it is that. Empty: the store has none of it. */
  readonly candidates: readonly string[];
  /** False: the names are only alike, so the person is asked. */
  readonly sure: boolean;
}

export interface Draft {
  readonly lines: readonly DraftLine[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  readonly messageId: string;
  /** For whom it is, where not for the person who said it. */
  readonly requesterId: string | null;
  /** The reading is doubtful: shown and asked about before anything is opened. */
  readonly unsure: boolean;
}

/** Units that people say of anything. */
const ANY_UNIT = new Set(['个', '件', '份', '样', '点', '些', '种']);

export function isClear({ candidates, quantity, sure }: DraftLine): boolean {
  return candidates.length === 1 && quantity !== null && sure;
}

/** What the store may have of a good that somebody named. */
export async function lookUp(context: C, said: GoodsSlots['items'][number]): Promise<DraftLine> {
  const spec = (said.spec ?? '').replace(/的$/u, '');
  const quantity = said.qty === null ? null : amountOf(quantityOf(said.qty));
  const line = { name: said.name, spec, unit: said.unit };
  const exact = await matchItems(context, `${spec}${said.name}`);
  const { found: named, sure } =
    exact.sure || spec === '' ? exact : await matchItems(context, said.name);
  const ofSpec = named.filter((item) => spec !== '' && item.spec.includes(spec));
  const narrowed = ofSpec.length > 0 ? ofSpec : named;
  const ofUnit = narrowed.filter(({ unit }) => unit === said.unit);
  const items = ofUnit.length > 0 ? ofUnit : narrowed;
  return {
    ...line,
    sure,
    candidates: items.map(({ id }) => id),
    // Two packs are not two boxes: asked for in another unit, how many is asked again.
    quantity: items.every((item) => fits(item, said.unit)) ? quantity : null,
  };
}

const COUNT = /(\d+(?:\.\d+)?|[一二两三四五六七八九十百半]+)\s*(\p{L})/gu;

/** 剪刀坏了，换一把: the store's own goods in a sentence that names nothing else, and how many of them. */
export async function spotted(context: C, text: string): Promise<DraftLine[]> {
  const { found } = await matchItems(context, text);
  const counts = [...text.matchAll(COUNT)];
  return found
    .filter(({ name }) => text.includes(name))
    .map((item) => {
      const said = counts.find(([, , unit = '']) => item.unit.startsWith(unit));
      return {
        name: item.name,
        spec: item.spec,
        unit: item.unit,
        quantity: said ? amountOf(spokenQuantity(said[1] ?? '')) : null,
        candidates: [item.id],
        sure: true,
      };
    });
}

function fits({ unit }: Pick<Item, 'unit'>, said: string | null): boolean {
  return said === null || said === unit || ANY_UNIT.has(said);
}

export function amountOf(quantity: Quantity | null): Quantity | null {
  return quantity !== null && quantity > 0n && quantity <= MOST_QUANTITY ? quantity : null;
}

/** A span's words as they were said. */
export function wordsOf(span: Span): string | null {
  return typeof span === 'string' || span === null ? span : span.join('');
}

export async function itemsOf(context: C, line: DraftLine): Promise<Item[]> {
  const items: Item[] = [];
  for (const id of line.candidates) {
    const item = await itemById(context, id);
    if (item) items.push(item);
  }
  return items;
}

const shape = z.object({
  lines: z.array(
    z.object({
      name: z.string(),
      spec: z.string(),
      unit: z.string().nullable(),
      quantity: z.string().nullable(),
      candidates: z.array(z.string()),
      sure: z.boolean(),
    }),
  ),
  reason: z.string().nullable(),
  neededBy: z.iso.date().nullable(),
  messageId: z.string(),
  requesterId: z.string().nullable(),
  unsure: z.boolean(),
});

/** As a question keeps it. */
export function toData({ lines, neededBy, ...rest }: Draft): JsonObject {
  return {
    ...rest,
    neededBy: neededBy?.toString() ?? null,
    lines: lines.map(({ quantity, candidates, ...line }): Json => ({
      ...line,
      candidates: [...candidates],
      quantity: quantity === null ? null : formatQuantity(quantity),
    })),
  };
}

/** Null: written by another version, and no longer understood. */
export function fromData(data: JsonObject): Draft | null {
  const read = shape.safeParse(data);
  if (!read.success) return null;
  const { lines, neededBy, ...rest } = read.data;
  return {
    ...rest,
    neededBy: neededBy === null ? null : Temporal.PlainDate.from(neededBy),
    lines: lines.map(({ quantity, ...line }) => ({
      ...line,
      quantity: quantity === null ? null : parseQuantity(quantity),
    })),
  };
}
