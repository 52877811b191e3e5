import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import type { Tables } from '../../../tables.ts';
import { MOST_QUANTITY } from '../../../kernel/quantity.ts';
import { spokenQuantity } from '../../stock/public.ts';
import type { Command, CommandKind } from '../domain/command.ts';
import type { Request } from '../domain/request.ts';
import type { IssuesHooks } from '../hooks.ts';
import { perform } from '../perform.ts';
import { roleOf, showTo } from '../places.ts';
import { listUnsigned } from '../reminders.ts';
import { lockRequest } from '../store.ts';
import { toast, valueOf } from './answers.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TapInput) => Promise<TapAnswer>;

const line = z.string().trim().max(500).catch('');
const formShape = z.object({ reason: line, note: line });

type Form = Readonly<Record<string, unknown>>;
/** A command from a form, or the sentence that says what is missing. */
type Read = (form: Form, request: Request) => Command | string;

/** What a card can do; 退库 is said in words. */
type Tapped = Exclude<CommandKind, 'giveBack'>;

const READ: Readonly<Record<Tapped, Read>> = {
  issue: () => ({ kind: 'issue', quantities: null }),
  sign: () => ({ kind: 'sign' }),
  withdraw: () => ({ kind: 'withdraw' }),
  amend: readAmendment,
  takeOld: () => ({ kind: 'takeOld' }),
  exempt: () => ({ kind: 'exempt' }),
  buy: () => ({ kind: 'buy' }),
  undo: () => ({ kind: 'undo' }),
  refuse: (form) => reasoned('refuse', form),
  askExemption: (form) => reasoned('askExemption', form),
  denyExemption: (form) => reasoned('denyExemption', form),
};

function reasoned(kind: 'refuse' | 'askExemption' | 'denyExemption', form: Form): Command | string {
  const { reason, note } = formShape.parse(plainFields(form));
  const why = [reason, note].filter((part) => part !== '').join('：');
  return why === '' ? '请选择或写下原因' : { kind, reason: why };
}

/** 保存修改: a field a line as in 部分发放; an empty one stays as it is. */
function readAmendment(form: Form, request: Request): Command | string {
  const wanted: bigint[] = [];
  for (const [i, one] of request.lines.entries()) {
    const said = line.parse(form[`q${i}`]);
    const quantity = said === '' ? one.wanted : spokenQuantity(said);
    if (quantity === null || quantity > MOST_QUANTITY)
      return `${one.name}的数量请填数字，不要的填 0`;
    wanted.push(quantity);
  }
  const { reason } = formShape.parse(plainFields(form));
  return { kind: 'amend', wanted, reason: reason === '' ? request.reason : reason };
}

/** 部分发放: a field a line, `q0`, `q1` …; an empty one gives nothing. */
function readPart(form: Form, request: Request): Command | string {
  const quantities: bigint[] = [];
  for (const [i, { name }] of request.lines.entries()) {
    const said = line.parse(form[`q${i}`]);
    const quantity = said === '' ? 0n : spokenQuantity(said);
    if (quantity === null) return `${name}的数量请填数字，例如 2`;
    quantities.push(quantity);
  }
  return { kind: 'issue', quantities };
}

function act(hooks: IssuesHooks, read: Read): Handler {
  return async (context, { tap, operator, cardKey }) => {
    const { id, v } = valueOf(tap.value);
    const request = await lockRequest(context, id);
    if (!request) return toast(false, '找不到这张领用单，请发“我的申请”查看');
    const command = read(tap.form, request);
    if (typeof command === 'string') return toast(false, command);
    const { ok, words } = await perform(context, hooks, id, command, operator, v);
    if (cardKey?.startsWith('issues:unsigned:')) await listUnsigned(context, operator, false);
    return toast(ok, words);
  };
}

/** 办理, in a list of what waits: the request's own card. */
const show: Handler = async (context, { tap, operator }) => {
  const request = await lockRequest(context, valueOf(tap.value).id);
  if (!request) return toast(false, '找不到这张领用单');
  const role = await roleOf(context, request, operator);
  if (role === null) return toast(false, `${request.number} 不由您办理`);
  await showTo(context, request, operator, role);
  return { toast: { type: 'info', content: '卡片在下面' } };
};

export function requestTaps(hooks: IssuesHooks): Readonly<Record<string, Handler>> {
  return {
    ...Object.fromEntries(
      Object.entries(READ).map(([kind, read]) => [kind, act(hooks, read)] as const),
    ),
    part: act(hooks, readPart),
    show,
  };
}
