import type { TapAnswer } from './feature.ts';

/** What was tapped is done. */
export function success(content: string): TapAnswer {
  return { toast: { type: 'success', content } };
}

/** What was tapped is not done; the sentence says why, and what to do. */
export function warning(content: string): TapAnswer {
  return { toast: { type: 'warning', content } };
}
