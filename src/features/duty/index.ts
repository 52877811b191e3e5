import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { roster } from './roster/index.ts';

/** 值班: rosters, sign-in, duty log, swaps. */
export const duty: Feature<Tables> = { name: 'duty', ...roster };
