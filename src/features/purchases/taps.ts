import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { fenIn, pickedDay, plainFields } from '../../kernel/form-fields.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleNamed, personById, personByOpenId } from '../people/public.ts';
import type { Command } from './domain/command.ts';
import { priceOf, readLines } from './domain/lines-text.ts';
import type { Line, Purchase } from './domain/purchase.ts';
import { askPrice, handingIn } from './hand-in.ts';
import { askAbout } from './hint.ts';
import { inStock } from './offers.ts';
import type { PurchasesHooks } from './hooks.ts';
import { perform, refusalOf } from './perform.ts';
import { lockPurchase } from './store.ts';
import type { Action } from './view.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TapInput) => Promise<TapAnswer>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.number().int().nullable().catch(null),
  line: z.string().max(100).catch(''),
});
const words = z.string().trim().max(500).catch('');
const goods = z.string().max(1000).catch('');
const formShape = z.object({
  reason: words,
  note: words,
  person: words,
  date: words,
  cost: words,
  after: z.enum(['yes', 'no']).nullable().catch(null),
  lines1: goods,
  lines2: goods,
  lines3: goods,
  lines4: goods,
  lines5: goods,
  lines6: goods,
});
type Form = z.infer<typeof formShape>;

/** A command from a form, or the sentence that says what is missing. */
type Read = (
  context: C,
  form: Form,
  purchase: Purchase,
) => Promise<Command | string> | Command | string;

const READ: Readonly<Record<Action, Read>> = {
  submit: async (context, { cost }, purchase) => {
    const sumFen = fenIn(cost);
    return typeof sumFen === 'string' ? sumFen : await handingIn(context, purchase, sumFen);
  },
  withdraw: () => ({ kind: 'withdraw' }),
  approve: (_, { note }) => ({ kind: 'approve', comment: note || null }),
  reject: (_, form) => reasoned('reject', form),
  return: (_, form) => reasoned('return', form),
  transfer: readTransfer,
  edit: readEdit,
};

function act(action: Action): Handler {
  return async (context, { tap, operator }) => {
    const { id, v } = valueShape.parse(tap.value);
    const purchase = await lockPurchase(context, id);
    if (!purchase) return toast(false, '找不到这张请购单，请发“我的申请”查看');
    const command = await READ[action](context, formShape.parse(plainFields(tap.form)), purchase);
    if (typeof command === 'string') return toast(false, command);
    const done = await perform(context, id, command, operator, v);
    if (done.code === 'noPrice') await askPrice(context, purchase);
    if (done.ok && action === 'edit' && done.purchase) await askAbout(context, done.purchase, null);
    return toast(done.ok, done.words);
  };
}

/** 改为领用: what the store has of a line is issued, the rest is bought. */
function fromStock({ issueInstead }: PurchasesHooks): Handler {
  return async (context, { tap, operator }) => {
    const { id, v, line: lineId } = valueShape.parse(tap.value);
    const purchase = await lockPurchase(context, id);
    const wanted = purchase?.lines.find((one) => one.id === lineId);
    const there = wanted && !wanted.fromStock ? await inStock(context, wanted) : null;
    if (!purchase || !wanted || !there) return toast(false, '库里已经没有了，这一项仍按采购申请');
    const { item, quantity } = there;
    if (!issueInstead) return toast(false, `请直接告诉我“领${item.name}”，再从这张单里去掉这一项`);
    const lines = purchase.lines.flatMap((one): Line[] =>
      one.id === lineId ? splitLine(context, one, item.id, quantity) : [one],
    );
    const command = { kind: 'edit', lines } as const;
    const refusal = await refusalOf(context, purchase, command, operator, v);
    if (refusal !== null) return toast(false, refusal);
    const { reason } = purchase;
    const issue = await issueInstead(context, operator, { stockItemId: item.id, quantity, reason });
    if (typeof issue === 'string') return toast(false, issue);
    await perform(context, id, command, operator, v);
    return toast(true, `已转为领用 ${issue.number}`);
  };
}

/** The part that is in stock, and what is left to buy. */
function splitLine({ newId }: C, line: Line, stockItemId: string, quantity: bigint): Line[] {
  const part = (of: bigint, rest: Partial<Line>): Line => ({
    ...line,
    ...rest,
    quantity: of,
    amountFen: null,
    priceFen: line.priceFen,
  });
  const issued = { ...part(quantity, { fromStock: true, stockItemId }), priceFen: null };
  const left = line.quantity - quantity;
  if (left <= 0n) return [issued];
  return [priceOf(part(left, { id: newId() }), line.priceFen, null), issued];
}

export function purchaseTaps(hooks: PurchasesHooks): Readonly<Record<string, Handler>> {
  return {
    submit: act('submit'),
    withdraw: act('withdraw'),
    edit: act('edit'),
    approve: act('approve'),
    reject: act('reject'),
    return: act('return'),
    transfer: act('transfer'),
    fromStock: fromStock(hooks),
  };
}

function reasoned(kind: 'reject' | 'return', { reason, note }: Form): Command | string {
  const why = [reason, note].filter((part) => part !== '').join('：');
  return why === '' ? '请选择或写下原因' : { kind, reason: why };
}

async function readTransfer({ tx, school }: C, { person, note }: Form): Promise<Command | string> {
  if (person === '') return '请选择转给谁';
  const to =
    (await personById(tx, school.id, person)) ??
    (await personByOpenId(tx, school.id, person)) ??
    (await onlyOneNamed(tx, school.id, person));
  return to ? { kind: 'transfer', to, note: note || null } : '没有找到这位同事，请重新选择';
}

/** A typed name will do where it is one person's. */
async function onlyOneNamed(tx: C['tx'], schoolId: string, name: string): Promise<Person | null> {
  const [person, another] = await peopleNamed(tx, schoolId, name);
  return another ? null : (person ?? null);
}

function readEdit(context: C, form: Form, purchase: Purchase): Command | string {
  const text = [form.lines1, form.lines2, form.lines3, form.lines4, form.lines5, form.lines6];
  const written = readLines(text.join('\n'));
  if (typeof written === 'string') return written;
  let neededBy: Temporal.PlainDate | null;
  try {
    neededBy = pickedDay(form.date);
  } catch {
    return '日期看不懂，请重新选择';
  }
  // Goods that are taken from stock are not in the form's hands; a line keeps its id by its name.
  const kept = new Map(purchase.lines.map((one) => [one.name, one]));
  const lines = written.map((one): Line => {
    const former = kept.get(one.name);
    kept.delete(one.name);
    return {
      ...one,
      id: former?.id ?? context.newId(),
      stockItemId: former?.stockItemId ?? null,
      fromStock: former?.fromStock ?? false,
    };
  });
  return {
    kind: 'edit',
    lines,
    reason: form.reason || null,
    neededBy,
    ...(form.after === null ? {} : { after: form.after === 'yes' }),
  };
}

function toast(ok: boolean, content: string): TapAnswer {
  return { toast: { type: ok ? 'success' : 'warning', content } };
}
