import type { Context } from '../../kernel/feature.ts';
import { clockText, sayDay } from '../../kernel/day-words.ts';
import { amount } from '../../kernel/money.ts';
import type { Person } from '../../kernel/people.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { peopleById } from '../people/public.ts';
import { historyWord } from './buying/domain/wording.ts';
import { APPROVERS, mayTakeOver, resolveChain, tierIndex } from './domain/chain.ts';
import type { Command, RuleContext } from './domain/command.ts';
import { decide } from './domain/decide.ts';
import {
  knownOf,
  STATES,
  unpricedOf,
  type Line,
  type Purchase,
  type Step,
} from './domain/purchase.ts';
import { activeStep, substituteOf, type People } from './domain/steps.ts';
import { ruleContext } from './rules.ts';
import { historyOf, type HistoryRow } from './store.ts';

type C = Context<Tables>;

/** Numbers named on a card; the rest is counted. */
const MOST_NEAR = 5;

export type Action = Exclude<Command['kind'], 'rechain'>;

/** A purchase as its cards show it: names instead of ids, times in school time. */
export interface PurchaseView {
  readonly purchase: Purchase;
  readonly stateName: string;
  readonly title: string;
  readonly requester: string;
  /** One good each, in full: `1. 电风扇（落地式） 3台 × ¥200.00 = ¥600.00`. */
  readonly lines: readonly string[];
  readonly total: string;
  readonly neededBy: string | null;
  readonly submittedAt: string | null;
  /** One step each: `1. 年级组长 周老师 · 已同意 11月25日 10:00`. */
  readonly chain: readonly string[];
  /** What the approver should know: 先购后补, 校长本人申请, perhaps split. */
  readonly marks: readonly string[];
  /** Newest last, with reasons: for direct cards only. */
  readonly history: readonly string[];
  /** What the person this card is for may do now. */
  readonly may: readonly Action[];
  /** Whom an approver may hand it to. */
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
}

/** Everything of a purchase that is the same on each of its cards; people and history are read once. */
export async function describe(context: C, purchase: Purchase, people: People) {
  const rows = await historyOf(context, purchase.id);
  const rules = ruleContext(context, purchase, people, null);
  // Buying has people of its own: who looked at the goods, who paid.
  const others = await peopleById(
    context.tx,
    context.school.id,
    rows.flatMap((row) => [row.actor_id, row.behalf_of]).filter((id) => !id || !people.has(id)),
  );
  const anyone = (id: string | null) => (id && others.get(id)?.name) ?? rules.name(id);
  const base = {
    purchase,
    stateName: STATES[purchase.state],
    title: titleOf(purchase),
    requester: [rules.requester.unit, rules.requester.name]
      .filter((part) => part !== null)
      .join(' '),
    lines: purchase.lines.map(lineText),
    total: totalText(purchase),
    neededBy: purchase.neededBy ? sayDay(purchase.neededBy) : null,
    submittedAt: purchase.submittedAt ? clockText(context, purchase.submittedAt) : null,
    chain: chainLines(context, purchase, rules),
    marks: marksOf(context, purchase),
    history: rows.map((row) => historyLine(context, row, anyone)),
  };
  return {
    rules,
    forPerson(person: Person): PurchaseView {
      const own = { ...rules, actor: person, seenVersion: purchase.version };
      const step = activeStep(purchase.steps);
      return {
        ...base,
        may: mayDo(purchase, own),
        colleagues: [...people.values()]
          .filter(
            (one) =>
              step !== null &&
              one.id !== person.id &&
              mayTakeOver(one, step.role, purchase.requesterId) &&
              !step.signers.some(({ personId }) => personId === one.id),
          )
          .map(({ id, name }) => ({ id, name })),
      };
    },
  };
}

/** The first good, and how many more: `电风扇 3台 等 2 项`. */
export function titleOf({ lines }: Pick<Purchase, 'lines'>): string {
  const [first] = lines;
  if (!first) return '待填写';
  const more = lines.length > 1 ? ` 等 ${lines.length} 项` : '';
  return `${first.name} ${formatQuantity(first.quantity)}${first.unit ?? ''}${more}`;
}

function lineText(line: Line, at: number): string {
  const spec = line.spec === null ? '' : `（${line.spec}）`;
  const goods = `${at + 1}. ${line.name}${spec} ${formatQuantity(line.quantity)}${line.unit ?? ''}`;
  if (line.fromStock) return `${goods} · 从库存领用，不买`;
  if (line.priceFen !== null && line.amountFen !== null)
    return `${goods} × ¥${amount(line.priceFen)} = ¥${amount(line.amountFen)}`;
  return line.amountFen === null ? `${goods} · 单价未填` : `${goods} 共 ¥${amount(line.amountFen)}`;
}

export function totalText(purchase: Purchase): string {
  const { totalFen, lines } = purchase;
  if (totalFen === null) return '还缺估价';
  const open = unpricedOf(purchase).length;
  if (open > 0)
    return totalFen === 0 ? '价格待定' : `¥${amount(totalFen)}，另有 ${open} 项价格待定`;
  const budget = lines.some((line) => !line.fromStock && line.amountFen === null);
  return `¥${amount(totalFen)}${budget ? '（总预算）' : ''}`;
}

/** The chain as it was submitted, or as it would be if it were submitted now. */
function chainLines(context: C, purchase: Purchase, rules: RuleContext): string[] {
  const { steps } = purchase;
  const totalFen = purchase.totalFen ?? knownOf(purchase.lines);
  const own = steps.length > 0 && steps.every(({ state }) => state !== 'void');
  if (own) return steps.map((step, at) => stepLine(context, step, at, rules));
  if (purchase.lines.length === 0) return ['填好要买的物品后显示'];
  const { tiers, requester, people } = rules;
  const chain = resolveChain(tiers, totalFen, requester, [...people.values()]);
  const guess = purchase.totalFen === null ? ['填上估价后可能增加审批人'] : [];
  return [
    ...chain.steps.map(({ role, mode, personIds, note }, at) => {
      const names = personIds.map((id) => rules.name(id)).join(mode === 'all' ? '和' : ' 或 ');
      return `${at + 1}. ${APPROVERS[role]} ${names || '暂无可审批的人'}${note ? `（${note}）` : ''}`;
    }),
    ...guess,
  ];
}

function stepLine(context: C, step: Step, at: number, rules: RuleContext): string {
  const { name, requester, people, today } = rules;
  const who = step.signers.map((signer) => {
    const own = name(signer.personId);
    const given = signer.givenBy === null ? '' : `（${name(signer.givenBy)}转交）`;
    if (signer.signedBy !== null && signer.signedBy !== signer.personId)
      return `${own}（${name(signer.signedBy)}代批）${given}`;
    const substitute =
      signer.signedBy === null ? substituteOf(signer, requester, people, today) : null;
    return `${own}${substitute ? `（请假，${substitute.name}代批）` : ''}${given}`;
  });
  const names = who.join(step.mode === 'all' ? '和' : ' 或 ') || '暂无可审批的人';
  const by = step.decidedBy !== null && step.signers.length > 1 ? ` ${name(step.decidedBy)}` : '';
  const when = step.decidedAt ? ` ${clockText(context, step.decidedAt)}` : '';
  const word = {
    waiting: '',
    active: ' · 审批中',
    approved: ` ·${by} 已同意${when}`,
    rejected: ` ·${by} 已驳回${when}`,
    returned: ` ·${by} 已退回${when}`,
    void: '',
  }[step.state];
  const comment = step.state === 'approved' && step.comment ? `：${step.comment}` : '';
  return `${at + 1}. ${APPROVERS[step.role]} ${names}${word}${comment}${step.note ? `（${step.note}）` : ''}`;
}

function marksOf({ school }: C, purchase: Purchase): string[] {
  const { tiers } = school.purchases;
  const tier = tiers[tierIndex(tiers, purchase.totalFen ?? 0)];
  const limit = tier?.upToFen ? `，合计超过本档上限 ¥${amount(tier.upToFen)}` : '';
  return [
    ...(purchase.after ? ['先购后补：先买了急用，24 小时内补签'] : []),
    ...(purchase.totalFen !== null && unpricedOf(purchase).length > 0
      ? ['有物品价格待定，下单时按实际总价，超出已批金额会再审批']
      : []),
    ...(purchase.ownOfPrincipal ? ['校长本人申请'] : []),
    ...(purchase.near.length > 0
      ? [`30 天内还有同一人或同类物品的申请 ${nearText(purchase.near)}${limit}，请留意是否拆分`]
      : []),
    ...(purchase.resumeState !== null && purchase.approvedFen !== null
      ? ['实际价格超出批准金额，重新审批']
      : []),
  ];
}

function nearText(near: readonly string[]): string {
  const more = near.length > MOST_NEAR ? ` 等 ${near.length} 张` : '';
  return `${near.slice(0, MOST_NEAR).join('、')}${more}`;
}

function historyLine(context: C, row: HistoryRow, name: (id: string | null) => string): string {
  const behalf = row.behalf_of === null ? '' : `（代${name(row.behalf_of)}）`;
  const detail = row.detail === null ? '' : `：${row.detail}`;
  return `${clockText(context, row.at)} ${name(row.actor_id)} ${historyWord(row.kind)}${behalf}${detail}`;
}

/** Asks the rules themselves, so that a button never promises what a tap would refuse. */
function mayDo(purchase: Purchase, rules: RuleContext): Action[] {
  const other = [...rules.people.values()].find(
    (person) =>
      decide(purchase, { kind: 'transfer', to: person, note: null }, rules).outcome === 'accepted',
  );
  const samples: readonly (Command & { readonly kind: Action })[] = [
    { kind: 'submit', near: [] },
    { kind: 'edit', reason: `${purchase.reason ?? ''}…` },
    { kind: 'withdraw' },
    { kind: 'approve', comment: null },
    { kind: 'reject', reason: '…' },
    { kind: 'return', reason: '…' },
    ...(other ? [{ kind: 'transfer' as const, to: other, note: null }] : []),
  ];
  return samples.flatMap((sample) => {
    const decision = decide(purchase, sample, rules);
    // Handing in stays in sight while something is missing: the tap says what.
    const incomplete =
      decision.outcome === 'refused' &&
      (decision.code === 'noPrice' || decision.code === 'noLines');
    return decision.outcome === 'accepted' || incomplete ? [sample.kind] : [];
  });
}
