import type { CardContent } from '../kernel/say.ts';

const row = (what: string, name: string, count: number, since: string) => ({
  what,
  name,
  count,
  since,
});

function auditor(rows: ReturnType<typeof row>[], more = 0): CardContent {
  return { template: 'auditor', values: { rows, more } };
}

const WORST = row(
  '同一版请购单有两次变更，审批看到的可能不是现在的内容'.repeat(2),
  'approvals.signature',
  500,
  '11月24日 10:10',
);

/** What the auditor tells the director. */
export const drawnAuditor: Record<string, CardContent> = {
  auditor: auditor([
    row('库存数与流水对不上', 'stock.sum', 1, '11月24日 10:10'),
    row('有消息到点10分钟还没有发送', 'outbox.served', 3, '11月24日 10:20'),
  ]),
  'auditor-clear': auditor([]),
};

export const stressedAuditor: Record<string, CardContent> = {
  'auditor, worst': auditor(
    Array.from({ length: 12 }, () => WORST),
    25,
  ),
};
