import { readPrice } from './prices.ts';

/**
 * The fields of a submitted form under their plain names. Names are unique in a card by the
 * platform's rule, so a card with several forms calls its second reason `reason_b`; only the
 * submitted form's fields arrive, so the ending can go.
 */
export function plainFields(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name.replace(/_[A-Za-z]+$/, ''), value]),
  );
}

/** The platform's date picker says `2026-11-27 +0800`. Null for none; throws for a day that does not exist. */
export function pickedDay(date: string): Temporal.PlainDate | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(date)?.[0];
  return day === undefined ? null : Temporal.PlainDate.from(day);
}

/** An amount of money in fen. Null: nothing was written; a sentence: it was no amount. */
export function fenIn(words: string): number | null | string {
  if (words === '') return null;
  const { eachFen, togetherFen } = readPrice(words);
  return togetherFen ?? eachFen ?? `金额“${words.slice(0, 20)}”看不懂，请填数字，例如 1280.50`;
}
