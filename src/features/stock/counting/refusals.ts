import type { Refused } from '../../../kernel/decision.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { countedBy, type Count, type CountRefusal } from '../domain/count.ts';
import { countApprovers, names, storekeepers } from '../keepers.ts';
import { countById } from './store.ts';

export type Refusal = Refused<CountRefusal>;

/** Why not, who did what or who may, and what to do next. */
export async function refusalWords(
  context: Context<Tables>,
  count: Count,
  { code, facts }: Refusal,
): Promise<string> {
  const now = (await countById(context, count.id)) ?? count;
  const by = await peopleById(context.tx, context.school.id, [now.decidedBy]);
  const sentences: Readonly<Record<CountRefusal, string | (() => string | Promise<string>)>> = {
    notKeeper: async () => `盘点由${names(await storekeepers(context))}登记`,
    notYours: async () => `盘点差异由${names(await countApprovers(context, countedBy(count)))}审批`,
    ownCount: async () =>
      `自己盘点的不能自己审批，由${names(await countApprovers(context, countedBy(count)))}审批`,
    submitted: '这次盘点已提交审批，要改请先点“修改”',
    approved: () =>
      now.decidedBy === null
        ? '这次盘点已经完成，没有差异'
        : `${by.get(now.decidedBy)?.name ?? '同事'}已同意，差异已入账`,
    notSubmitted: '这次盘点还没有提交，请等盘点的人提交',
    stale: '盘点刚被改过，请看新的内容再决定',
    uncounted: `还有 ${facts['count'] ?? ''} 种没有点：${facts['names'] ?? ''}`,
    unexplained: `请先说明${facts['name'] ?? ''}为什么有差异`,
    noDifference: '这一种已经没有差异，请看卡片',
    reasonMissing: '请选择原因',
    noteMissing: '选了“其他”，请写一句说明',
  };
  const sentence = sentences[code];
  return typeof sentence === 'function' ? sentence() : sentence;
}
