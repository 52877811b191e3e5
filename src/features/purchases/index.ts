import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

/** From a request to reimbursement (请购、审批、采购、验收、报销). */
export const purchases: Feature<Tables> = { name: 'purchases' };
