import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

/** Rosters, sign-in, duty log, swaps (值班). */
export const duty: Feature<Tables> = { name: 'duty' };
