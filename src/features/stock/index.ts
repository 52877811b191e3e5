import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { confirmBooking, dropBooking, settleBooking, undoBooking } from './booking/taps.ts';
import { answerDraft, bookInWords } from './booking/words.ts';
import {
  approveCount,
  explainCount,
  reopenCount,
  returnCount,
  submitCount,
} from './counting/taps.ts';
import { answerCount, startCount } from './counting/words.ts';
import { exportAccount, exportCounts, exportMovements } from './documents/export.ts';
import type { StockHooks } from './hooks.ts';
import { catalogueWords } from './catalogue-words.ts';
import { addAlias, setClass, setMinimum, setTradeIn } from './item-words.ts';
import { requestRefill, tellLow } from './low.ts';
import { askLoosely, askStock, filterOf, showStock, turnPage } from './queries.ts';

const NAME = '([^，,。；;？?！!\\n]{1,20}?)';
const AMOUNT = '(\\d+(?:\\.\\d+)?|[零一二两三四五六七八九十百千]+)\\s*';
const STORE = '(?:仓库|库房|库里|总务处|总务|后勤)(?:里|那里|那边)?(?:现在)?(?:还)?';
const HOW_MUCH = '(?:多少|几)[个台包箱盒本支把套件张瓶卷条只双块袋桶根节副桶斤米]?';
/** What burns or leaks in the store is a danger and no question. */
const SAFE = '(?!.*(?:冒烟|冒火|着火|起火|漏电|漏气|漏水|焦味|糊味|烟味|煤气味|燃气味|触电))';

/** Items, movements and stocktakes (库存、材料账). */
export function createStock(hooks: StockHooks = {}): Feature<Tables> {
  const ofCatalogue = catalogueWords(hooks);
  return {
    name: 'stock',
    phrases: [
      {
        pattern: /^(?:查看?)?(?:全部|所有)?(?:库存|库存表|库存清单)[。!！]?$/u,
        handle: (context, incoming) => showStock(context, incoming, { kind: 'all' }),
      },
      {
        pattern: /^(?:低库存|库存不足|缺货|库存预警)(?:的?(?:物品|清单|列表|有哪些))?[?？]?$/u,
        handle: (context, incoming) => showStock(context, incoming, { kind: 'low' }),
      },
      {
        pattern: new RegExp(`^查?库存[\\s:：]+${NAME}[?？]?$`, 'u'),
        handle: (context, incoming, [, said = '']) => {
          const filter = filterOf(said.trim());
          return filter.kind === 'all'
            ? askStock(context, incoming, said)
            : showStock(context, incoming, filter);
        },
      },
      {
        pattern: /^(入库|出库|退库|报损)(?!单|记录|明细|台账)[\s:：]*(.+)$/su,
        handle: bookInWords,
      },
      { pattern: exportOf('(?:月度)?(?:材料账|材料帐)'), handle: exportAccount },
      {
        pattern: exportOf('(?:出入库|进出库|库存)(?:流水|明细|台账|记录|账)'),
        handle: exportMovements,
      },
      { pattern: exportOf('盘点表'), handle: exportCounts },
      {
        pattern: /^(?:月底|月末|期末|本月)?(?:盘点|盘库|库存盘点)(?:[\s:：]+(.{1,200}))?$/su,
        handle: startCount,
      },
      {
        pattern: new RegExp(
          `^${NAME}(?:的)?(?:库存)?(?:低于|少于|不足|不到)\\s*${AMOUNT}([^\\d\\s]{0,2}?)(?:时|的时候|就|了)?(?:请|要)?(?:提醒|通知|告诉)(?:我|我们)?(?:补货|采购)?[。!！]?$`,
          'u',
        ),
        handle: setMinimum,
      },
      {
        pattern: new RegExp(
          `^${NAME}(?:的)?最低库存(?:改成|改为|设为|设成|是|为|=|:|：)?\\s*${AMOUNT}([^\\d\\s]{0,2})[。!！]?$`,
          'u',
        ),
        handle: setMinimum,
      },
      {
        pattern: new RegExp(`^${NAME}(?:归到|归入|归为)(\\S{2,6}?)(?:类|里)?[。!！]?$`, 'u'),
        handle: setClass,
      },
      { pattern: new RegExp(`^${NAME}(?:也叫|又叫)(\\S{1,20})[。!！]?$`, 'u'), handle: addAlias },
      {
        pattern: new RegExp(`^${NAME}(改为|改成|设为|取消|不用|不再)以旧换新[。!！]?$`, 'u'),
        handle: setTradeIn,
      },
      ...QUESTIONS.map((words) => ({
        pattern: new RegExp(`^${SAFE}(?:请问|问下|问一下|查一下|查下)?${words}[?？。]?$`, 'u'),
        handle: (
          context: Parameters<typeof askStock>[0],
          incoming: Parameters<typeof askStock>[1],
          [, said = '']: RegExpExecArray,
        ) => askStock(context, incoming, said),
      })),
    ],
    claims: async (context, incoming, parts) =>
      (await ofCatalogue(context, incoming)) || askLoosely(context, incoming, parts),
    answers: { draft: answerDraft, count: answerCount },
    taps: {
      page: turnPage,
      request: requestRefill(hooks),
      book: confirmBooking,
      drop: dropBooking,
      undo: undoBooking,
      explain: explainCount,
      submit: submitCount,
      reopen: reopenCount,
      approve: approveCount,
      return: returnCount,
    },
    timers: {
      low: tellLow(hooks),
      restocked: async (context, { key }) => hooks.restocked?.(context, key),
      settled: settleBooking,
    },
    help: [
      { say: '粉笔还剩多少', does: '看库存还有多少' },
      { say: '入库 A4纸 20包', does: '仓管员：登记入库；还有“出库”“退库”“报损”' },
      { say: '盘点', does: '仓管员：按类别盘点' },
      { say: '墩布并入拖把', does: '仓管员：合并物品；还有“拖把改名为墩布”“停用拖把”“启用拖把”' },
    ],
  };
}

/** `导出材料账 11月`, `导出11月材料账`, `材料账` */
function exportOf(what: string): RegExp {
  const words = '([^，,。；;]{0,20}?)';
  return new RegExp(`^(?:(?:导出|打印)\\s*${words}(?:的)?${what}${words}|${what})[。!！]?$`, 'u');
}

/** The name of what is asked for stands in the one group. */
const QUESTIONS: readonly string[] = [
  `${STORE}有没有${NAME}(?:了|啊|呀|吗|嘛|呢)?`,
  `${STORE}(?:有|剩)${NAME}(?:吗|么|没|没有|不)`,
  `${STORE}(?:有|剩)(?:多少|几)[个包盒把支瓶箱卷]?${NAME}`,
  `${STORE}(?:的)?${NAME}(?:的)?(?:还有|还剩|还剩下|剩|剩下)(?:${HOW_MUCH})(?:了)?`,
  `${NAME}(?:的)?库存(?:还有|还剩|有|剩|是)?(?:${HOW_MUCH})?`,
];
