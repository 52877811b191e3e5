import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

/** Items, movements and stocktakes (库存、材料账). */
export const stock: Feature<Tables> = { name: 'stock' };
