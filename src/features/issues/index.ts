import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

/** Issue from stock against a signature (领用). */
export const issues: Feature<Tables> = { name: 'issues' };
