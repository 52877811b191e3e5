import { byDay } from '../../kernel/by-day.ts';
import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { exportLedger, printForm } from './handlers/documents.ts';
import { answerOffer, tapOffer } from './handlers/offering.ts';
import { byNumber, unsigned, waiting, withdraw } from './handlers/queries.ts';
import { answerDraft, dropDraft, submitDraft } from './handlers/replies.ts';
import { request } from './handlers/request.ts';
import { askReturn, giveBack } from './handlers/returns.ts';
import { requestTaps } from './handlers/taps.ts';
import type { IssuesHooks } from './hooks.ts';
import { draftList, listTaps } from './lists/handlers.ts';
import { perform } from './perform.ts';
import { remindKeepers, remindReceiver, UNSIGNED, WAITING } from './reminders.ts';
import { findRequests } from './store.ts';

const NUMBER = String.raw`(LY\d{4}-\d{4,})`;
const RETURN = new RegExp(
  String.raw`^退库[\s:：]*(?:${NUMBER}[\s,，]*(.+?)|(.+?)[\s,，]*${NUMBER})[。!！]?$`,
  'isu',
);
const SAID_RETURN =
  /^(?:我们?|咱们)?(?:要|想|来)?退(?:还|回)?\s*(?:[\d一二两三四五六七八九十]+\s*\S{1,12}|\S{1,10}?\s*[\d一二两三四五六七八九十]+\s*[^\d\s元块]{1,2})[。!！]?$/u;
const FORM = new RegExp(
  String.raw`^(?:(?:请|帮我)?打印(?:一下|一份)?\s*(?:领用单|发放单)?\s*${NUMBER}(?:\s*的?\s*(?:领用|发放)单)?|${NUMBER}\s*的?\s*(?:领用|发放)单)[。!！]?$`,
  'iu',
);
const SPAN = String.raw`([\s\d一二三四五六七八九十年月份到至—–~～\-本上这个学期今去全的]*)`;
/** Nothing but a time may stand around the words. */
const LEDGER = new RegExp(
  String.raw`^(?=.*(?:台[账帐]|导出))(?:请|麻烦|帮我|帮忙|给我|我要|要|把)*(?:导出|下载|打印|生成)?(?:一下|一份)?${SPAN}(?:领用|发放)(?:的?(?:台[账帐]|记录|数据|单))?(?:导出来?|发我|给我)?(?:一下|一份)?${SPAN}(?:导出来?|发我|发给我|给我)?(?:一下|一份)?[吧。!！]?$`,
  'u',
);
const WITHDRAW = new RegExp(
  String.raw`^(?:撤销\s*${NUMBER}|${NUMBER}\s*撤销|不用?领了|领用撤销|撤销领用)[。!！]?$`,
  'iu',
);

/** 领用: goods of the store, from somebody's words to the receiver's signature. */
export function createIssues(hooks: IssuesHooks): Feature<Tables> {
  return {
    name: 'issues',
    phrases: [
      { pattern: new RegExp(`^${NUMBER}$`, 'iu'), handle: byNumber },
      { pattern: /^(?:待发放|等发放|待领用)(?:的)?(?:领用|单)?$/u, handle: waiting },
      { pattern: /^(?:确认领用|签领|领到了|拿到了|已领|已领到)[。!！]?$/u, handle: unsigned },
      { pattern: FORM, handle: printForm },
      { pattern: LEDGER, handle: exportLedger },
      { pattern: WITHDRAW, handle: withdraw(hooks) },
      { pattern: RETURN, handle: giveBack(hooks) },
      { pattern: SAID_RETURN, handle: askReturn },
      { pattern: /^(?:新建|新增|开)?发放单(?:[\s:：]+(.+))?$/su, handle: draftList },
    ],
    answers: { draft: answerDraft, offer: answerOffer(hooks) },
    intents: { 'supply.issue': request },
    taps: {
      ...requestTaps(hooks),
      ...listTaps,
      submit: submitDraft,
      drop: dropDraft,
      offerBuy: tapOffer(hooks, true),
      offerDrop: tapOffer(hooks, false),
    },
    timers: { waiting: byDay(WAITING, remindKeepers), unsigned: byDay(UNSIGNED, remindReceiver) },
    /** A recalled message takes its request back while nothing was handed out. */
    async notice(context, notice) {
      if (notice.kind !== 'recalled') return;
      const { messageId } = notice;
      for (const one of await findRequests(context, { messageId, states: ['requested'] })) {
        const person = await personById(context.tx, context.school.id, one.requesterId);
        if (person) await perform(context, hooks, one.id, { kind: 'withdraw' }, person);
      }
    },
    help: [
      { say: '领两盒粉笔', does: '领用：说清要什么、多少，仓管员发放后点“确认领用”' },
      { say: '待发放', does: '仓管员：看等发放的领用' },
      {
        say: '发放单 课本套装：每人 语文书1本 给 三年级全体',
        does: '仓管员、总务主任：成批发放，各人在群里签领',
      },
      { say: '退库 粉笔 1盒 LY2611-0001', does: '仓管员：登记退回的物品' },
      { say: '打印 LY2611-0001', does: '把领用单的 PDF 发给您' },
      { say: '导出领用台账 9月–11月', does: '仓管员、总务主任、校长、财务：台账的 Excel 和 PDF' },
    ],
  };
}
