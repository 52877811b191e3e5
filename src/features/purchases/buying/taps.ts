import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { fenIn, pickedDay, plainFields } from '../../../kernel/form-fields.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { Buying, Command, CommandKind } from './domain/buying.ts';
import { waiting, type Count } from './domain/goods.ts';
import { counted } from './domain/wording.ts';
import type { PurchasesHooks } from '../hooks.ts';
import { perform } from './perform.ts';
import { invoiceUsedBy, lockBuying } from './store.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TapInput) => Promise<TapAnswer>;
type Form = Readonly<Record<string, unknown>>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.number().int().nullable().catch(null),
});
const line = z.string().trim().max(500).catch('');

/** A command from a form, or the sentence that says what is missing. */
type Read = (
  context: C,
  buying: Buying,
  form: Form,
) => Promise<Command | string> | Command | string;

const READ: Record<CommandKind, Read> = {
  order: readOrder,
  arrive: readArrival,
  receive: readVerdict,
  drop: (_, __, form) => ({ kind: 'drop', reason: reasonOf(form) }),
  invoice: readInvoice,
  reimburse: (_, __, form) => ({ kind: 'reimburse', reason: reasonOf(form) || null }),
  undo: () => ({ kind: 'undo' }),
};

/** `purchases.order` and the like, each the tap of one command. */
export function buyingTaps(hooks: PurchasesHooks): Readonly<Record<string, Handler>> {
  const act =
    (kind: CommandKind): Handler =>
    async (context, { tap, operator }) => {
      const { id, v } = valueShape.parse(tap.value);
      const buying = await lockBuying(context, id);
      if (!buying) return toast(false, '找不到这张采购单，请发“我的申请”查看');
      const command = await READ[kind](context, buying, plainFields(tap.form));
      if (typeof command === 'string') return toast(false, command);
      const { ok, words } = await perform(context, hooks, id, command, operator, v);
      return toast(ok, words);
    };
  return {
    order: act('order'),
    arrive: act('arrive'),
    receive: act('receive'),
    drop: act('drop'),
    invoice: act('invoice'),
    reimburse: act('reimburse'),
    undo: act('undo'),
  };
}

function toast(ok: boolean, content: string): TapAnswer {
  return { toast: { type: ok ? 'success' : 'warning', content } };
}

function field(form: Form, name: string): string {
  return line.parse(form[name]);
}

function reasonOf(form: Form): string {
  return [field(form, 'reason'), field(form, 'note')].filter((part) => part !== '').join('：');
}

function readOrder(_: C, { lines }: Buying, form: Form): Command | string {
  const totalFen = fenIn(field(form, 'cost'));
  if (typeof totalFen === 'string') return totalFen;
  const unitFen = new Map<string, number>();
  for (const [i, { id }] of lines.entries()) {
    const each = fenIn(field(form, `price_${i + 1}`));
    if (typeof each === 'string') return each;
    if (each !== null) unitFen.set(id, each);
  }
  return {
    kind: 'order',
    supplier: field(form, 'supplier') || null,
    note: field(form, 'note') || null,
    totalFen,
    unitFen,
  };
}

function readArrival(_: C, buying: Buying, form: Form): Command | string {
  const counts = countsIn(buying, form, 'quantity');
  if (typeof counts === 'string') return counts;
  const totalFen = fenIn(field(form, 'cost'));
  if (typeof totalFen === 'string') return totalFen;
  return {
    kind: 'arrive',
    counts: counts.length === 0 ? null : counts,
    note: field(form, 'note') || null,
    totalFen,
  };
}

function readVerdict(_: C, buying: Buying, form: Form): Command | string {
  const rejected = countsIn(buying, form, 'rejected');
  if (typeof rejected === 'string') return rejected;
  const over = rejected.find(({ id, quantity }) => {
    const of = buying.lines.find((one) => one.id === id);
    return of !== undefined && quantity > waiting(of);
  });
  const of = buying.lines.find(({ id }) => id === over?.id);
  if (of && waiting(of) > 0n)
    return `这次只到了 ${counted(of, waiting(of))}，不合格的数量不能更多，请核对`;
  return { kind: 'receive', rejected, reason: reasonOf(form) || null };
}

/** `quantity_1` and the like, by the place of the good in the list; an empty field says nothing of it. */
function countsIn({ lines }: Buying, form: Form, name: string): Count[] | string {
  const counts: Count[] = [];
  for (const [i, of] of lines.entries()) {
    const words = field(form, `${name}_${i + 1}`);
    if (words === '') continue;
    const quantity = parseQuantity(words.replace(/[^\d.]+$/u, ''));
    if (quantity === null || quantity < 0n)
      return `“${of.name}”的数量“${words.slice(0, 12)}”看不懂，请填数字，例如 3 或 2.5`;
    counts.push({ id: of.id, quantity });
  }
  return counts;
}

async function readInvoice(context: C, _: Buying, form: Form): Promise<Command | string> {
  const number = field(form, 'invoice').normalize('NFKC').replaceAll(/[\s-]/gu, '').toUpperCase();
  if (number !== '' && !/^[0-9A-Z]{4,30}$/u.test(number))
    return '发票号码只有数字和字母，请照票面填写';
  const amountFen = fenIn(field(form, 'cost'));
  if (typeof amountFen === 'string') return amountFen;
  let dated: Temporal.PlainDate | null;
  try {
    dated = pickedDay(field(form, 'date'));
  } catch {
    return '日期看不懂，请重新选择';
  }
  return {
    kind: 'invoice',
    number,
    dated,
    amountFen,
    instead: field(form, 'instead') || null,
    usedBy: number === '' ? null : await invoiceUsedBy(context, number),
  };
}
