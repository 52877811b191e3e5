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
const valueOf = z.object({ a: z.string() });

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

/** By its words, its name or the action of its value; null when the card has no such button. */
export function findButton(card: unknown, wanted: string): FoundButton | null {
  const all = buttonsOf(card);
  return (
    all.find((one) => one.text === wanted) ??
    all.find((one) => one.name === wanted) ??
    all.find((one) => valueOf.safeParse(one.value).data?.a === wanted) ??
    null
  );
}
