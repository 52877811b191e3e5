import { z } from 'zod';
import type { Context, TapAnswer, TapInput, TimerInput } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { choose, resolve } from '../domain/direct.ts';
import { called, counted } from '../domain/item.ts';
import { mayKeep, names, storekeepers } from '../keepers.ts';
import { allItems } from '../store.ts';
import { takeBack } from '../take-back.ts';
import { success, warning } from '../words.ts';
import { DRAFT_QUESTION, readDraft, type Draft } from './draft.ts';
import { BOOKING, perform, UNDO } from './perform.ts';

type C = Context<Tables>;

const valueShape = z.object({ id: z.string().max(100).catch('') });
const line = z.string().trim().max(200).catch('');
const formShape = z.object({ reason: line, note: line, item: line });

const GONE = '这次登记已经办完或过期，要登记请重新写一句，如：入库 A4纸 20包';

/** `确认入库`, `确认出库`: with what was asked for. */
export async function confirmBooking(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!(await mayKeep(context, operator)))
    return warning(`出入库由${names(await storekeepers(context))}登记`);
  const { id } = valueShape.parse(tap.value);
  const question = await context.questions.find(DRAFT_QUESTION, id);
  if (!question) return warning(GONE);
  const draft = readDraft(question);
  const { reason, note, item } = formShape.parse(plainFields(tap.form));
  const needed = draft.direction === '出库' && draft.why === '';
  if (needed && reason === '' && note === '') return warning('请选择或写下出库的原因');
  if (needed && reason === '其他' && note === '') return warning('选了“其他”，请写一句原因');
  const said = [reason === '其他' ? '' : reason, note].filter(Boolean).join('：');
  const chosen = choose(draft, resolve(await allItems(context), draft.lines, draft.chosen), item);
  if (chosen === null) return warning('请选择是哪一种物品');
  const done = await perform(
    context,
    { ...operator, openId: tap.operatorOpenId },
    { ...draft, chosen, why: draft.why || said },
    false,
  );
  if (done.outcome === 'refused') return warning(done.sentence);
  return done.outcome === 'booked'
    ? success(`已登记${draft.direction}`)
    : { toast: { type: 'info', content: '还有一项要确认，请看卡片' } };
}

/** `不登记` */
export async function dropBooking(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { id } = valueShape.parse(tap.value);
  const question = await context.questions.find(DRAFT_QUESTION, id);
  if (!question) return warning(GONE);
  if (!(await mayKeep(context, operator))) return warning('这张卡片不是您的');
  await context.questions.close(DRAFT_QUESTION, id);
  await closeCard(context, tap.operatorOpenId, readDraft(question));
  return success('好的，没有登记');
}

export async function closeCard(context: C, openId: string, { id }: Draft): Promise<void> {
  await showAs(context, openId, id, { state: 'dropped', undo: false });
}

/** `点错了`: further entries take the whole booking back. */
export async function undoBooking(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { id } = valueShape.parse(tap.value);
  const { tx, school, now } = context;
  const first = await tx
    .selectFrom('stock_movement')
    .select(['by_person_id', 'at'])
    .where('school_id', '=', school.id)
    .where('link_kind', '=', BOOKING)
    .where('link_id', '=', id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!first) return warning('没有找到这次登记');
  if (first.by_person_id !== operator.id) {
    const who = first.by_person_id && (await personById(tx, school.id, first.by_person_id));
    return warning(`这是${who ? who.name : '同事'}登记的，只有本人可以撤回`);
  }
  if (Temporal.Instant.compare(now, first.at.add(UNDO)) > 0) {
    await showAs(context, tap.operatorOpenId, id, { undo: false });
    return warning('已超过 10 分钟，不能撤回；数量不对请在盘点时更正');
  }
  const back = await takeBack(context, { kind: BOOKING, id }, { by: operator, why: '点错了' });
  if (back === null) return warning('刚才已经撤回过了，不用再点');
  if (back.outcome === 'refused') return warning(`${back.sentence}，不能撤回`);
  await showAs(context, tap.operatorOpenId, id, {
    state: 'undone',
    undo: false,
    lines: back.booked.map(
      ({ item, onHand }) => `${called(item)} 现有${counted(onHand, item.unit)}`,
    ),
  });
  return success('已撤回，库存恢复原数');
}

const ownerShape = z.object({ openId: z.string() });

/** After ten minutes 点错了 goes from the card. */
export async function settleBooking(context: C, { key, data }: TimerInput): Promise<void> {
  const owner = ownerShape.safeParse(data);
  if (owner.success) await showAs(context, owner.data.openId, key, { undo: false });
}

/** The card as it stands, with this changed; a card that was undone stays so. */
async function showAs(context: C, openId: string, id: string, change: JsonObject): Promise<void> {
  const key = `stock:booking:${id}`;
  const shown = await context.say.shown(key);
  if (!shown) return;
  await context.say.show({
    key,
    to: { kind: 'person', openId },
    card: { template: 'stock-booking', values: { ...shown.card.values, ...change } },
    live: false,
  });
}
