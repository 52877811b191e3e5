import { z } from 'zod';

/** Tables of sequential scans, wherever they stand in a plan. */
export function scanned(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(scanned);
  if (typeof plan !== 'object' || plan === null) return [];
  const { 'Node Type': node, 'Relation Name': table } = z
    .object({ 'Node Type': z.string().optional(), 'Relation Name': z.string().optional() })
    .parse(plan);
  const own = node === 'Seq Scan' && table !== undefined ? [table] : [];
  return [...own, ...Object.values(plan).flatMap(scanned)];
}
