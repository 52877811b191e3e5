import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

/** What waits for somebody's decision, from every feature (待我审批). */
export const approvals: Feature<Tables> = { name: 'approvals' };
