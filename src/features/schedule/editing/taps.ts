import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import { success, warning } from '../../../kernel/toast.ts';
import type { Tables } from '../../../tables.ts';
import { ensurePerson } from '../../people/public.ts';
import { mayEdit, type EditKind } from '../domain/edit.ts';
import { loadPlan } from '../plan.ts';
import { add, edit, REFUSALS, replanned } from './apply.ts';
import type { Wanted } from './form.ts';
import { empty, readEntry } from './read.ts';
import { showForm } from './show.ts';
import { entries, lockEntry, type Entry } from './store.ts';

type C = Context<Tables>;

/** A tap is untrusted: whatever does not fit counts as missing. */
const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.int().catch(0),
  kind: z.enum(['item', 'check']).catch('item'),
});
const line = z.string().max(1_000).optional().catch(undefined);
const formShape = z.object({
  entry: line,
  title: line,
  person: line,
  due: line,
  remind: line,
  when: line,
  times: line,
  points: line,
});

const GONE = '没有找到这项安排，请发“安排管理”重新打开';
const SAID: Readonly<Record<Exclude<EditKind, 'change'>, string>> = {
  pause: '已暂停，恢复前不再提醒',
  resume: '已恢复',
  remove: '已删除，要恢复请点“恢复”',
};

/** `打开`: the form of what was picked. */
async function open(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayEdit(operator)) return warning(REFUSALS.notAllowed);
  const { entry: id = '' } = formShape.parse(plainFields(tap.form));
  if (id === '') return warning('请先选一项');
  const entry = (await entries(context)).find(({ it }) => it.id === id);
  if (!entry) return warning(GONE);
  await showForm(context, tap.operatorOpenId, { kind: entry.kind, entry }, { renew: true });
  return { toast: { type: 'info', content: '已打开，请在下面的卡片里修改' } };
}

/** `新增安排`, `新增检查`: an empty form. */
async function fresh(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayEdit(operator)) return warning(REFUSALS.notAllowed);
  const { kind } = valueShape.parse(tap.value);
  await showForm(context, tap.operatorOpenId, { kind, entry: null }, { renew: true });
  return { toast: { type: 'info', content: '请在下面的卡片里填写' } };
}

/** `保存`: of what the form says, or of a new one. */
async function save(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayEdit(operator)) return warning(REFUSALS.notAllowed);
  const { id, v, kind } = valueShape.parse(tap.value);
  const former = id === '' ? empty(kind) : await lockEntry(context, id);
  if (!former) return warning(GONE);
  const wanted = await wantedOf(context, former, formShape.parse(plainFields(tap.form)));
  if (typeof wanted === 'string') return warning(wanted);
  const changed = readEntry(former, wanted);
  if ('wrong' in changed) return warning(changed.wrong[0] ?? GONE);
  const same = (await entries(context)).some(
    ({ it, state }) => it.title === changed.it.title && it.id !== id && state !== 'removed',
  );
  if (same) return warning('已有同名的安排，请改个名称，或打开那一项修改');
  const form = (entry: Entry, notes: readonly string[]) =>
    showForm(context, tap.operatorOpenId, { kind, entry }, { renew: false, notes });
  if (id === '') {
    await form(await add(context, changed, operator), ['已新增']);
    await replanned(context);
    return success('已新增');
  }
  const edited = await edit(context, former, 'change', { actor: operator, seen: v }, changed);
  if (edited.outcome === 'refused') {
    await form(former, []);
    return warning(REFUSALS[edited.code]);
  }
  if (edited.lines.length === 0) return warning('没有改动');
  await form(edited.entry, ['已保存']);
  await replanned(context);
  return success('已保存');
}

/** `暂停`, `恢复`, `删除`. */
function stand(what: Exclude<EditKind, 'change'>) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    if (!mayEdit(operator)) return warning(REFUSALS.notAllowed);
    const { id, v } = valueShape.parse(tap.value);
    const entry = await lockEntry(context, id);
    if (!entry) return warning(GONE);
    const edited = await edit(context, entry, what, { actor: operator, seen: v });
    const shown = edited.outcome === 'done' ? edited.entry : entry;
    await showForm(
      context,
      tap.operatorOpenId,
      { kind: shown.kind, entry: shown },
      { renew: false },
    );
    if (edited.outcome === 'refused') return warning(REFUSALS[edited.code]);
    await replanned(context);
    return success(SAID[what]);
  };
}

export const editTaps = {
  open,
  fresh,
  save,
  pause: stand('pause'),
  resume: stand('resume'),
  remove: stand('remove'),
};

/** A form's fields as words; a sentence where the person cannot be. Fields that did not come are empty. */
async function wantedOf(
  context: C,
  former: Entry,
  form: z.infer<typeof formShape>,
): Promise<Wanted | string> {
  const { title = '', person = '' } = form;
  const words =
    former.kind === 'item'
      ? { due: form.due ?? '', remind: form.remind ?? '' }
      : { when: form.when ?? '', times: form.times ?? '', points: form.points ?? '' };
  const planned = await loadPlan(context);
  // Whoever the duty falls to anyway is not named beside it: the duty may pass on.
  if (person === '' || person === planned.owner(former.it)?.openId) return { title, ...words };
  if (!/^ou_\w+$/u.test(person)) return '请选择由谁负责';
  await ensurePerson(context, person);
  return { title, owner: { duty: former.it.owner, openId: person }, ...words };
}
