import { DIGITS, readNumber } from '../kernel/number-words.ts';

export { NUMBER, readNumber } from '../kernel/number-words.ts';

/** Digits spoken one by one (四零六) or as a number (三百零一) written in half width. */
export function spokenDigits(text: string): string {
  if (/[百十]/.test(text)) return String(readNumber(text) ?? text);
  return Array.from(text, (c) => String(DIGITS[c] ?? c)).join('');
}
