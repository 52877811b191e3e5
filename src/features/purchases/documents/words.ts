import { tablePdf, tableXlsx } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming, Phrase } from '../../../kernel/feature.ts';
import { periodOf } from '../../../kernel/period.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import type { Buying } from '../buying/domain/buying.ts';
import { readBuying } from '../buying/store.ts';
import { everAsked } from '../steps-store.ts';
import { purchaseByNumber } from '../store.ts';
import { factsOf } from './facts.ts';
import { acceptanceForm, receiptForm, requestForm } from './forms.ts';
import { purchaseLedger, receiptLedger } from './ledger.ts';

type C = Context<Tables>;
type File = Parameters<C['say']['file']>[1];

/** A PDF of this many lines takes a few seconds; a longer time is asked for in parts. */
const MOST_ROWS = 3_000;
const FORMS = { 请购单: requestForm, 验收单: acceptanceForm, 入库单: receiptForm } as const;
type FormName = keyof typeof FORMS;
const isForm = (name: string): name is FormName => Object.hasOwn(FORMS, name);

const SPAN = String.raw`([\s\d一二三四五六七八九十年月份到至—–~～\-本上这个学期今去全的]*)`;
const ASK = '(?:请|麻烦|帮我|帮忙|给我|我要|要|把)*(?:导出|下载|打印|生成)?(?:一下|一份)?';
const END = '(?:导出来?|发我|发给我|给我)?(?:一下|一份)?[吧。!！]?';

export const documentPhrases: readonly Phrase<Tables>[] = [
  {
    pattern:
      /^(?:请|帮我)?打印(?:一下|一份)?\s*(请购单|采购单|验收单|入库单)?\s*(CG\d{4}-\d{4,})(?:\s*的?\s*(请购单|采购单|验收单|入库单))?[。!！]?$/iu,
    handle: (context, incoming, match) =>
      printForms(context, incoming, match[2] ?? '', match[1] ?? match[3] ?? null),
  },
  {
    pattern: /^(CG\d{4}-\d{4,})\s*的?\s*(请购单|采购单|验收单|入库单)[。!！]?$/iu,
    handle: (context, incoming, match) =>
      printForms(context, incoming, match[1] ?? '', match[2] ?? null),
  },
  {
    // Nothing but a time may stand around the words.
    pattern: new RegExp(
      `^(?=.*(?:台[账帐]|导出))${ASK}${SPAN}(采购|请购|入库)(?:的?(?:台[账帐]|记录|数据))?${SPAN}${END}$`,
      'u',
    ),
    handle: exportLedger,
  },
];

/** `打印 CG2611-0001`: what there is of the three forms, or the one that is named. */
async function printForms(
  context: C,
  incoming: Incoming,
  said: string,
  form: string | null,
): Promise<void> {
  const { message, sender } = incoming;
  const number = said.toUpperCase();
  const purchase = await purchaseByNumber(context, number);
  if (!purchase) return answer(context, message, `没有找到 ${number}，请核对单号，或发“我的申请”`);
  const buying = await readBuying(context, purchase);
  if (!(await mayPrint(context, buying, sender)))
    return answer(context, message, '只有申请人、审批人、采购员、验收人和财务可以打印这张单');
  const accepted = buying.arrivals.some(({ acceptedAt }) => acceptedAt !== null);
  const there: FormName[] = accepted ? ['请购单', '验收单', '入库单'] : ['请购单'];
  const wanted = form === '采购单' ? '请购单' : form;
  const chosen = wanted === null ? there : there.filter((name) => name === wanted);
  if (chosen.length === 0 && wanted !== null && isForm(wanted))
    return answer(context, message, `${number} 还没有验收入库，验收以后才有${wanted}`);
  const facts = await factsOf(context, buying);
  const files: File[] = [];
  for (const name of chosen)
    files.push({
      name: `${name} ${number}.pdf`,
      bytes: await FORMS[name](context, facts, sender.name),
      kind: 'pdf',
    });
  return sendPrivately(context, incoming, files);
}

async function mayPrint(context: C, { purchase, arrivals }: Buying, person: Person) {
  if (!person.active) return false;
  const own =
    person.id === purchase.requesterId ||
    person.id === purchase.buyerId ||
    arrivals.some(({ acceptedBy }) => acceptedBy === person.id);
  return (
    own ||
    hasRole(person, 'director', 'principal', 'finance', 'storekeeper') ||
    (await everAsked(context, purchase.id)).includes(person.id)
  );
}

/** `导出采购台账 9月–11月`, `导出入库台账 本月`: one xlsx and one PDF to sign and stamp. */
async function exportLedger(context: C, incoming: Incoming, match: RegExpExecArray): Promise<void> {
  const { message, sender } = incoming;
  const { calendar, now, school } = context;
  const [, before = '', what, after = ''] = match;
  const receipts = what === '入库';
  const name = receipts ? '入库台账' : '采购台账';
  const may = hasRole(sender, 'director', 'admin', 'principal', 'finance');
  if (!may && !(receipts && hasRole(sender, 'storekeeper')))
    return answer(
      context,
      message,
      `${name}由总务主任、校长、财务${receipts ? '、仓管员' : ''}导出`,
    );
  const period = periodOf(`${before}${after}`, calendar.date(now), school.terms);
  if (!period)
    return answer(
      context,
      message,
      `没看懂要哪段时间，最长两年。可以说：导出${name} 9月–11月，或 本月、上个月、本学期、今年`,
    );
  const ledger = await (receipts ? receiptLedger : purchaseLedger)(context, period);
  if (ledger.rows.length === 0) return answer(context, message, `${ledger.title}：没有记录`);
  if (ledger.rows.length > MOST_ROWS)
    return answer(
      context,
      message,
      `这段时间有 ${ledger.rows.length} 行，一次最多 ${MOST_ROWS} 行，请分几段导出`,
    );
  return sendPrivately(context, incoming, [
    { name: `${ledger.title}.xlsx`, bytes: await tableXlsx(ledger), kind: 'xls' },
    { name: `${ledger.title}.pdf`, bytes: await tablePdf(ledger), kind: 'pdf' },
  ]);
}

async function sendPrivately(
  context: C,
  { message, sender }: Incoming,
  files: readonly File[],
): Promise<void> {
  const openId = sender.openId ?? message.senderOpenId;
  for (const file of files) await context.say.file({ kind: 'person', openId }, file);
  if (message.chatKind === 'group') await answer(context, message, '文件已私聊发给您');
}
