import type { Context, Feature, Incoming } from '../../kernel/feature.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { hasRole, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { keptIntents, keptPhrases } from './kept.ts';

/** Words of thanks and farewell, or an answer to nothing: nothing is asked, so nothing is answered. */
const THANKS =
  /^(好的?|嗯+|ok|收到|谢谢|感谢|多谢|辛苦|麻烦了|再见|明白|知道了|👌|👍|🙏|是的?$|不是?$|对$|算了|不用了|没事)/iu;

const LINES: readonly { say: string; does: string }[] = [
  { say: '302 空调不制冷', does: '报修：说清在哪里、什么坏了，可带照片' },
  { say: '我的报修', does: '看自己报修的进度' },
  { say: 'BX2611-0001', does: '看一张报修单' },
  { say: '催单', does: '催一催还没修好的报修' },
  { say: '申请买 3 台电风扇，两百一台', does: '采购申请：核对卡片后点“提交申请”' },
  { say: '领两盒粉笔', does: '领用：仓管员发放后，点“确认领用”就是签字' },
  { say: '我的申请', does: '看自己的采购和领用申请' },
  { say: '本月安排', does: '看这个月后勤的工作安排' },
  { say: '今天谁值班', does: '看谁在值班；还有“我的值班”“国庆谁值班”' },
  { say: '换班', does: '想和同事换班或求人顶班' },
  { say: '粉笔还剩多少', does: '看仓库里还有多少' },
  { say: '我是谁', does: '看自己的身份和角色' },
];

/** What only some may do, after what everybody may: a person finds their own work on their own card. */
const BY_ROLE: readonly { roles: readonly Role[]; say: string; does: string }[] = [
  { roles: ['repairer'], say: '我的活', does: '看手上的报修，一键接单、完工' },
  { roles: ['storekeeper'], say: '待发放', does: '看等发放的领用' },
  {
    roles: ['storekeeper', 'director'],
    say: '发放单 课本套装：每人 语文书1本 给 三年级全体',
    does: '成批发放，各人在群里签领',
  },
  {
    roles: ['storekeeper', 'director', 'finance'],
    say: '导出领用台账',
    does: '领用台账的 Excel 和 PDF',
  },
  { roles: ['unitHead', 'director', 'principal'], say: '待我审批', does: '看等您审批的申请' },
  { roles: ['director', 'principal'], say: '报修概况', does: '看全校未完成的报修' },
  { roles: ['director', 'principal'], say: '导出报修台账', does: '报修台账的 Excel 和 PDF' },
  { roles: ['storekeeper'], say: '入库 A4纸 20包', does: '登记入库；还有“出库”“退库”“报损”' },
  { roles: ['storekeeper'], say: '盘点', does: '按类别盘点，直接回复数量' },
  { roles: ['storekeeper'], say: 'A4纸低于10包提醒我', does: '库存不足时提醒' },
  { roles: ['storekeeper', 'director'], say: '库存', does: '看全部库存；还有“低库存”' },
  {
    roles: ['storekeeper', 'director', 'finance'],
    say: '导出材料账 11月',
    does: '材料账的 Excel 和 PDF；还有“盘点表”“进出库流水”',
  },
  {
    roles: ['director', 'admin'],
    say: '把五一值班排一下，每天两个人一个领导',
    does: '排一份值班表，改好后公布',
  },
  { roles: ['director', 'admin'], say: '安排管理', does: '新增、修改、暂停、删除安排和检查' },
  { roles: ['director'], say: '未指定负责人', does: '指定还没有人负责的事项' },
  { roles: ['director', 'admin'], say: '人员', does: '查看和修改人员；还有“设置”' },
];

/**
 * `帮助`, and whatever nobody else understood: in a direct chat a short help card, at most one an
 * hour for a person (contract §6); in a group silence, because the bot must not join the talk.
 */
export const help: Feature<Tables> = {
  name: 'help',
  phrases: [
    {
      pattern: /^(帮助|help|\?|？|菜单|功能)$/i,
      handle: (context, incoming) => show(context, incoming),
    },
    ...keptPhrases,
  ],
  intents: {
    help: (context, incoming) => show(context, incoming),
    chitchat: offer,
    ...keptIntents,
  },
};

async function show(context: Context<Tables>, { sender, message }: Incoming): Promise<void> {
  const values: JsonObject = {
    lines: linesFor(sender),
    school: context.school.name,
  };
  await context.say.show({
    key: `help:${message.senderOpenId}`,
    to: { kind: 'person', openId: message.senderOpenId },
    card: { template: 'help', values },
    renew: true,
    live: false,
  });
  if (message.chatKind === 'group') {
    await context.say.reply(
      message.messageId,
      { kind: 'chat', chatId: message.chatId },
      '用法已私聊您',
    );
  }
  await remember(context, sender.id);
}

function linesFor(person: Person): JsonObject[] {
  const own = BY_ROLE.filter(({ roles }) => hasRole(person, ...roles));
  return [...LINES, ...own].map(({ say, does }) => ({ say, does }));
}

async function offer(context: Context<Tables>, incoming: Incoming): Promise<void> {
  const { message, sender } = incoming;
  if (message.chatKind === 'group' || THANKS.test(message.text.trim())) return;
  const hourAgo = context.now.subtract({ hours: 1 });
  const recent = await context.tx
    .selectFrom('help_given')
    .select('at')
    .where('school_id', '=', context.school.id)
    .where('person_id', '=', sender.id)
    .where('at', '>', hourAgo)
    .executeTakeFirst();
  if (!recent) await show(context, incoming);
}

async function remember(context: Context<Tables>, personId: string): Promise<void> {
  await context.tx
    .insertInto('help_given')
    .values({ school_id: context.school.id, person_id: personId, at: context.now })
    .onConflict((c) => c.columns(['school_id', 'person_id']).doUpdateSet({ at: context.now }))
    .execute();
}
