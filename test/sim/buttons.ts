import { buttonsOf, type FoundButton } from '../../src/playground/platform/cards.ts';
import { z } from 'zod';

const known = new WeakMap<object, readonly FoundButton[]>();

/** A card's buttons; a phone looks at the same card again and again. */
export function buttons(content: unknown): readonly FoundButton[] {
  if (typeof content !== 'object' || content === null) return [];
  const before = known.get(content);
  if (before) return before;
  const found = buttonsOf(content);
  known.set(content, found);
  return found;
}

const value = z.object({
  a: z.string().catch(''),
  id: z.string().catch(''),
  v: z.number().nullable().catch(null),
});
export type ButtonValue = z.infer<typeof value>;

/** What a button says it is about; empty where it says nothing. */
export function valueOf({ value: carried }: Pick<FoundButton, 'value'>): ButtonValue {
  return value.catch({ a: '', id: '', v: null }).parse(carried);
}

const raw = z.record(z.string(), z.unknown());

/** The same button about another thing: what a changed client could send. */
export function forged(found: FoundButton, id: string, version: number | null): FoundButton {
  const carried = raw.catch({}).parse(found.value);
  return { ...found, value: { ...carried, id, ...(version === null ? {} : { v: version }) } };
}
