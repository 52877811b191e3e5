import type { TapAnswer } from '../../kernel/feature.ts';

export function warning(content: string): TapAnswer {
  return { toast: { type: 'warning', content } };
}

export function success(content: string): TapAnswer {
  return { toast: { type: 'success', content } };
}
