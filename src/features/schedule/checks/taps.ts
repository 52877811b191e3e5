import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import { success, warning } from '../../../kernel/toast.ts';
import { tradeOf } from '../../../kernel/trade-words.ts';
import type { Tables } from '../../../tables.ts';
import { openRepair } from '../../repairs/public.ts';
import { loadPlan } from '../plan.ts';
import { whoWas } from '../view.ts';
import { checkOf, showChecks } from './show.ts';
import {
  addFinding,
  closeHazard,
  findingsOf,
  lockRun,
  openHazards,
  setRun,
  type Run,
} from './store.ts';
import { showHazards } from './hazards.ts';

type C = Context<Tables>;

const valueShape = z.object({ id: z.string().max(100).catch('') });
const line = z.string().trim().max(500).catch('');
const formShape = z.object({ place: line, note: line, point: line });

/** `全部正常`: one tap, by whoever is responsible, or the director for somebody without a hand free. */
export async function allNormal(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const run = await lockRun(context, valueShape.parse(tap.value).id);
  const refusal = refused(run, operator);
  if (!run || refusal) return warning(refusal ?? GONE);
  const planned = await loadPlan(context);
  if (run.state === 'normal' || run.state === 'abnormal') {
    await showChecks(context, planned, run.card_key, false);
    const what = run.state === 'normal' ? '全部正常' : '有异常';
    return warning(await whoWas(context, run.done_by, run.done_at, `已登记“${what}”`));
  }
  await setRun(context, run, 'normal', operator.id);
  await showChecks(context, planned, run.card_key, false);
  return success(run.state === 'missed' ? '已补登记，全部正常' : '已登记，全部正常');
}

/** `登记异常`: words about one point open a repair, or a hazard note where the check says so. */
export async function abnormal(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const run = await lockRun(context, valueShape.parse(tap.value).id);
  const refusal = refused(run, operator);
  if (!run || refusal) return warning(refusal ?? GONE);
  const { place, note, point } = formShape.parse(plainFields(tap.form));
  if (note === '') return warning('请写一句哪里不正常');
  if (place === '') return warning('请写在哪里（楼、层、房间）');
  const planned = await loadPlan(context);
  const same = (await findingsOf(context, [run.id])).find(
    (one) => one.place === place && one.words === note && (one.point ?? '') === point,
  );
  if (same) {
    await showChecks(context, planned, run.card_key, false);
    const told = `已登记过这一处（${same.ticket_number ?? '隐患记录'}）`;
    return warning(await whoWas(context, same.by_person_id, same.at, told));
  }
  const check = checkOf(planned, run);
  const hazard = check?.abnormal === 'hazard';
  const ticket = hazard
    ? null
    : await openRepair(context, operator, {
        place,
        object: point || check?.title || '设施',
        text: `${check?.title ?? '检查'}发现：${[point, note].filter(Boolean).join('，')}`,
        category: tradeOf(`${point}${note}`),
        messageId: tap.messageId,
      });
  await addFinding(context, {
    run_id: run.id,
    point: point || null,
    place,
    words: note,
    ticket_id: ticket?.id ?? null,
    ticket_number: ticket?.number ?? null,
    hazard,
    by_person_id: operator.id,
  });
  await setRun(context, run, 'abnormal', operator.id);
  await showChecks(context, planned, run.card_key, false);
  if (hazard) await tellHazard(context, planned.recipients.director?.openId ?? null);
  return success(ticket ? `已报修 ${ticket.number}` : '已记入隐患');
}

/** `已消除`: a hazard ends when somebody else than its finder has looked again. */
export async function closeNote(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { id } = valueShape.parse(tap.value);
  const found = (await openHazards(context)).find((one) => one.id === id);
  if (!found) return warning('这条隐患已经消除了');
  if (!hasRole(operator, 'director', 'principal', 'admin'))
    return warning('请总务主任复查后确认消除');
  if (found.by_person_id === operator.id) {
    const others = (await loadPlan(context)).people.filter(
      (person) => person.id !== operator.id && hasRole(person, 'director', 'principal', 'admin'),
    );
    if (others.length > 0)
      return warning(`您是发现人，请由${others.map(({ name }) => name).join('或')}复查确认`);
  }
  if (!(await closeHazard(context, id, operator.id))) return warning('这条隐患已经消除了');
  await showHazards(context, tap.operatorOpenId, false);
  return success('已确认消除');
}

async function tellHazard(context: C, director: string | null): Promise<void> {
  if (director !== null) await showHazards(context, director, true);
}

const GONE = '这张检查卡已失效，请等下一张';

function refused(run: Run | null, operator: Person): string | null {
  if (!run) return GONE;
  return run.open_id === operator.openId || hasRole(operator, 'director', 'admin')
    ? null
    : '这张检查卡不是发给您的，请由收到的人或总务主任来点';
}
