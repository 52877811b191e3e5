import type { Feature } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { draftByBot, editTaps, openRoster } from './edit.ts';
import { exportRoster, takeRoster } from './exchange.ts';
import { exempt } from './exempt.ts';
import { askFeed, resetFeed } from './feed.ts';
import { askGaps } from './gap-card.ts';
import { openGaps, takeProposal } from './gap-taps.ts';
import { lookOut } from './look-out.ts';
import { enterOpening } from './opening.ts';
import { read } from './posted.ts';
import { dutyQuery, mine, today } from './questions.ts';

/** Who is on duty: the roster, its gaps, its drafts, and what people ask of it. */
export const roster = {
  phrases: [
    {
      pattern:
        /^([\p{L}·]{2,8}?)(免|不|恢复)(?:用)?排(?:值)?班(?:[，,]?(?:到|直到)(.{2,12}?))?[。!！]?$/u,
      handle: exempt,
    },
    { pattern: /^(?:值班日历|我的日历|日历链接|订阅值班(?:日历)?)[?？]?$/u, handle: askFeed },
    { pattern: /^重置日历链接$/u, handle: resetFeed },
    {
      pattern:
        /^(?:请|帮我|麻烦)?(?:导出|下载|打印)(?:一下|一份)?\s*(.{0,20}?)\s*的?值班表?(?!记录)\s*(.{0,20}?)(?:[,，].{0,20})?[。!！]?$/u,
      handle: exportRoster,
    },
    { pattern: /^(.{1,12}?)的?值班表(?:导出|下载|打印)(?:一下)?[。!！]?$/u, handle: exportRoster },
    { pattern: /^今[天日晚](?:是)?谁值班[?？]?$/u, handle: today },
    { pattern: /^我的(?:值班|班)[?？]?$/u, handle: mine },
    {
      pattern:
        /^(?:值班缺口|缺口|(?:还有)?(?:哪几天|哪些天|哪天)(?:还)?(?:没有?|缺)(?:排)?人?(?:值班)?)[?？]?$/u,
      handle: askGaps,
    },
    {
      pattern:
        /^(?:请|帮我|麻烦)?(?:把)?.{0,20}?值班(?:表)?(?:给)?(?:排一下|排好|排一排|安排一下|排个表|排出来)/u,
      handle: draftByBot,
    },
    { pattern: /^排(?:一下|个)?.{1,20}?(?:的)?值班(?:表)?(?:$|[。!！,，])/u, handle: draftByBot },
    {
      pattern: /^(?:排班|编辑值班表?|修改值班表?|改值班表)(?:$|[\s:：]*(.{0,30}))$/u,
      handle: openRoster,
    },
  ],
  sheets: takeRoster,
  intents: { 'duty.query': dutyQuery },
  taps: { ...editTaps, read, 'take-proposal': takeProposal, 'open-gaps': openGaps },
  timers: { look: lookOut },
  async start(context) {
    await enterOpening(context);
    await lookOut(context);
  },
  help: [
    { say: '今天谁值班', does: '看谁值班、电话；还有“国庆谁值班”“我的值班”“王老师哪天值班”' },
    { say: '值班日历', does: '把自己的值班放进手机日历；链接外泄了发“重置日历链接”' },
    {
      say: '把五一值班排一下，每天两个人一个领导',
      does: '总务主任：机器人先排好，可以改，再公布；还有“排班 国庆”“还有哪几天没排人”',
    },
  ],
} satisfies Omit<Feature<Tables>, 'name'>;
