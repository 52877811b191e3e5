import type { Feature } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { enterOpening } from './opening.ts';

/** Who is on duty: the roster, its gaps, its drafts, and what people ask of it. */
export const roster = {
  async start(context) {
    await enterOpening(context);
  },
} satisfies Omit<Feature<Tables>, 'name'>;
