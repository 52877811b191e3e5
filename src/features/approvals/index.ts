import { z } from 'zod';
import type { Context, Feature, TapAnswer, TapInput } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { ApprovalsHooks } from './hooks.ts';
import {
  again,
  find,
  open,
  query,
  remindOf,
  showNumber,
  showOwn,
  showWaiting,
  waitingFor,
} from './lists.ts';

type C = Context<Tables>;

/** Said in the chat it decides nothing, whatever follows. */
const VERDICT =
  /^(?:我|都|全部|全都)*(?:同意|批准|通过|准了|批了|不同意|不批|驳回|拒绝)(?:[了吧。.!！]*$|[\s,，。:：].{0,100}$)/su;
/** What people say instead of a verdict when they see the price or the need. */
const DOUBT =
  /^(?:这个?|价格?|单价|总价|东西|我?[看觉]得?|还是|也|有点|有些|是不是|实在)*(?:太|偏|有点|好|过)?(?:贵|高)(?:了|啊|呀|吧|点)*[。.!！?？]*$|^(?:能不能|可以|请|再)*便宜(?:一?点|些)[吧吗。.!！?？]*$|^(?:没必要|不用|不需要|不该|别|先别|暂时不|先不)买(?:了|吧|这个|这么多)*[。.!！]*$|^(?:超|超出|超过)(?:了)?(?:预算|经费)(?:了)?[。.!！]*$/u;
const NOT_HERE = '在聊天里说的不算审批，请在卡片上点“同意”或“驳回”';
const REJECT_THERE = '要退回去，请在卡片上点“驳回”并选原因；在聊天里说的申请人看不到';

export { remindOf };

const keyed = z.object({ id: z.string().max(200).catch('') });

/** What waits for somebody's decision, from every feature (待我审批), and what somebody asked for (我的申请). */
export function createApprovals(hooks: ApprovalsHooks): Feature<Tables> {
  return {
    name: 'approvals',
    phrases: [
      {
        pattern: /^(?:待我审批|我的审批|待审批|待批|我的待审批)$/u,
        handle: (context, incoming) => showWaiting(hooks, context, incoming, null),
      },
      {
        pattern: /^(?:我的申请|我的采购|我的请购|我的领用|申请进度|采购进度)$/u,
        handle: (context, incoming) => showOwn(hooks, context, incoming),
      },
      {
        pattern: /^((?:CG|LY)\d{4}-\d{4,})$/iu,
        handle: (context, incoming, match) => showNumber(hooks, context, incoming, match[1] ?? ''),
      },
    ],
    async claims(context, incoming) {
      const text = incoming.message.text.trim();
      const doubts = DOUBT.test(text);
      if (!doubts && !VERDICT.test(text)) return false;
      if ((await waitingFor(hooks, context, incoming.sender)).length === 0) return false;
      await showWaiting(hooks, context, incoming, doubts ? REJECT_THERE : NOT_HERE);
      return true;
    },
    intents: {
      'approval.pending': (context, incoming) => showWaiting(hooks, context, incoming, null),
      'purchase.query': (context, incoming, parts) => query(hooks, context, incoming, parts),
    },
    taps: { open: openRow(hooks), show: showRow(hooks) },
  };
}

/** 查看 on a row of 待我审批: that card again, while it still waits for this person. */
function openRow(hooks: ApprovalsHooks) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    const { id } = keyed.parse(tap.value);
    const waits = (await waitingFor(hooks, context, operator)).some(
      ({ cardKey }) => cardKey === id,
    );
    if (!waits || !(await again(context, tap.operatorOpenId, id)))
      return toast('warning', '这一项已经不用您审批了，请发“待我审批”看现在的');
    return toast('info', '卡片在下面');
  };
}

/** 查看 on a row of 我的申请. */
function showRow(hooks: ApprovalsHooks) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    const found = await find(hooks, context, operator, keyed.parse(tap.value).id);
    if (found && (await open(context, operator, found))) return toast('info', '卡片在下面');
    return toast('warning', found?.line ?? '没有找到这张单，请发“我的申请”查看');
  };
}

function toast(type: 'info' | 'warning', content: string): TapAnswer {
  return { toast: { type, content } };
}
