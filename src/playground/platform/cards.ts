import { z } from 'zod';

/** A button of a card as the platform needs it to report a tap. */
export interface FoundButton {
  readonly text: string;
  readonly name: string | null;
  readonly value: unknown;
  readonly disabled: boolean;
  readonly inForm: boolean;
}

const button = z.object({
  tag: z.literal('button'),
  text: z.object({ content: z.string() }).optional(),
  name: z.string().optional(),
  disabled: z.boolean().optional(),
  behaviors: z.array(z.object({ type: z.string(), value: z.unknown().optional() })).optional(),
});
const valueOf = z.object({ a: z.string(), id: z.string().optional() });

/** All buttons of a card, from top to bottom. */
export function buttonsOf(card: unknown): FoundButton[] {
  const found: FoundButton[] = [];
  const walk = (node: unknown, inForm: boolean): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const child of node) walk(child, inForm);
      return;
    }
    const { data } = button.safeParse(node);
    if (data) {
      const value = data.behaviors?.find((one) => one.type === 'callback')?.value;
      found.push({
        text: data.text?.content ?? '',
        name: data.name ?? null,
        value,
        disabled: data.disabled ?? false,
        inForm,
      });
      return;
    }
    const within = inForm || ('tag' in node && node.tag === 'form');
    for (const child of Object.values(node)) walk(child, within);
  };
  walk(card, false);
  return found;
}

/** A button by its words (or name), by its place among the card's buttons from 0, or by what its value says. */
export type Wanted =
  | string
  | { readonly index: number }
  | { readonly action: string; readonly id?: string };

/** The first button that fits, or null when the card has none. */
export function findButton(card: unknown, wanted: Wanted): FoundButton | null {
  const all = buttonsOf(card);
  if (typeof wanted === 'string') {
    const byWords = all.find((one) => one.text === wanted);
    return byWords ?? all.find((one) => one.name === wanted) ?? null;
  }
  if ('index' in wanted) return all[wanted.index] ?? null;
  const fits = (value: unknown) => {
    const { data } = valueOf.safeParse(value);
    return data?.a === wanted.action && (wanted.id === undefined || data.id === wanted.id);
  };
  return all.find((one) => fits(one.value)) ?? null;
}
