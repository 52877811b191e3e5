import { clockText, sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { nextTo, POST_WORDS, type RosterShift } from '../domain/shift.ts';
import { showShift } from '../running/show.ts';
import { startOf } from '../running/starts.ts';
import { directTo, shiftWords, spanWords } from '../running/words.ts';
import type { SwapFacts } from './facts.ts';

type C = Context<Tables>;

export function swapKey(id: string, openId: string): string {
  return `duty:swap:${id}:${openId}`;
}

function coverKey(id: string): string {
  return `duty:cover:${id}`;
}

type Part = 'requester' | 'colleague' | 'approver';

/**
 * The request in every place where it stands. `renew` names who must act or waited for exactly this;
 * everybody else's card changes silently, and who has none gets none.
 */
export async function showSwap(
  context: C,
  facts: SwapFacts,
  renew: readonly Person[] = [],
): Promise<void> {
  const { swap, requester, colleague, approvers, people } = facts;
  const decided = people.filter(({ id }) => id === swap.decidedBy);
  const places: readonly (readonly [Person, Part])[] = [
    [requester, 'requester'],
    ...(colleague ? [[colleague, 'colleague'] as const] : []),
    ...[...approvers, ...decided].map((person) => [person, 'approver'] as const),
  ];
  const done = new Set<string>();
  for (const [person, part] of places) {
    if (person.openId === null || done.has(person.id)) continue;
    done.add(person.id);
    const key = swapKey(swap.id, person.openId);
    const anew = renew.some(({ id }) => id === person.id);
    if (!anew && (await context.say.shown(key)) === null) continue;
    await context.say.show({
      key,
      to: directTo(person.openId),
      card: { template: 'duty-swap', values: valuesOf(context, facts, part) },
      renew: anew,
      live: swap.state === 'asked' || swap.state === 'agreed',
      insist: anew && part === 'approver',
    });
  }
  if (swap.kind === 'cover') await showCover(context, facts);
  for (const row of [facts.shift, facts.other]) {
    const start = row && (await startOf(context, row));
    if (start) await showShift(context, start, row.personId, { renew: false });
  }
}

/** In the staff group: who can come? Whoever is first is named; reasons are not. */
async function showCover(context: C, facts: SwapFacts): Promise<void> {
  const { swap, shift, requester, colleague } = facts;
  const { staff } = context.school.groups;
  const key = coverKey(swap.id);
  const fresh = (await context.say.shown(key)) === null;
  if (staff === null || (fresh && swap.state !== 'asked')) return;
  const open = swap.state === 'asked' && shift !== null;
  await context.say.show({
    key,
    to: { kind: 'chat', chatId: staff },
    card: {
      template: 'duty-cover',
      values: {
        id: swap.id,
        open,
        day: shift === null ? '' : sayDay(shift.day),
        lines:
          shift === null
            ? ['这个班已不在值班表里']
            : [
                `${spanWords(context, shift)} · ${POST_WORDS[shift.post]}`,
                `${requester.name}来不了`,
              ],
        outcome: open ? '' : coverOutcome(facts, colleague),
      },
    },
    renew: fresh,
    live: open,
  });
}

function coverOutcome({ swap }: SwapFacts, colleague: Person | null): string {
  switch (swap.state) {
    case 'agreed':
      return `${colleague?.name ?? '同事'}来顶${swap.effective ? '' : '，等待批准'}`;
    case 'approved':
      return `${colleague?.name ?? '同事'}来顶，谢谢`;
    case 'expired':
      return '已过时间，仍由本人值班';
    case 'asked':
    case 'declined':
    case 'rejected':
    case 'withdrawn':
      return '已结束，仍由本人值班';
    default:
      return swap.state satisfies never;
  }
}

function valuesOf(context: C, facts: SwapFacts, part: Part): JsonObject {
  const { swap, shift, other, requester, colleague } = facts;
  const taker = colleague?.name ?? '待定';
  // After the exchange the roster has the names the other way round; the request keeps its own.
  const line = (row: RosterShift | null, from: string, to: string) =>
    row === null
      ? '这个班已不在值班表里'
      : `${shiftWords(context, row)} ${POST_WORDS[row.post]}：${from} → ${to}`;
  const asked = swap.state === 'asked';
  const buttons: Record<Part, string[]> = {
    requester: (asked || swap.state === 'agreed') && !swap.effective ? ['withdraw'] : [],
    colleague: asked ? ['agree'] : [],
    approver: swap.state === 'agreed' ? ['approve'] : [],
  };
  return {
    id: swap.id,
    v: swap.version,
    title: `${swap.kind === 'cover' ? '求顶班' : '换班'}：${requester.name}${
      colleague ? `${swap.kind === 'cover' ? ' → ' : '和'}${colleague.name}` : ''
    }`,
    state: swap.state,
    lines: [
      line(shift, requester.name, taker),
      ...(swap.otherShiftId === null ? [] : [line(other, taker, requester.name)]),
      ...(swap.reason === null ? [] : [`原因：${swap.reason}`]),
    ],
    warnings: part === 'approver' && swap.state === 'agreed' ? warningsOf(facts) : [],
    outcome: outcomeOf(context, facts),
    buttons: buttons[part],
  };
}

/** What the approver should know: somebody would be on duty two days running. */
function warningsOf({ swap, shift, other, shifts, requester, colleague }: SwapFacts): string[] {
  const twice = (person: Person | null, row: RosterShift | null, given: string | null) => {
    if (!person || !row) return [];
    const beside = shifts.find(
      (one) =>
        one.personId === person.id &&
        one.id !== given &&
        one.id !== row.id &&
        nextTo(one.day, row.day),
    );
    return beside ? [`注意：${person.name}${sayDay(beside.day)}也值班，会连值两天`] : [];
  };
  return [
    ...twice(colleague, shift, swap.otherShiftId),
    ...twice(requester, other, swap.shiftId),
    ...(shift?.post === 'leader' ? ['注意：这是带班领导的班'] : []),
  ];
}

function outcomeOf(context: C, facts: SwapFacts): string {
  const { swap, colleague, approvers, people, endsAt } = facts;
  const taker = colleague?.name ?? '同事';
  const by = people.find(({ id }) => id === swap.decidedBy)?.name ?? '';
  const names = approvers.map(({ name }) => name).join('、') || '管理员';
  const why = swap.decidedReason === null ? '' : `：${swap.decidedReason}`;
  switch (swap.state) {
    case 'asked': {
      const until = endsAt === null ? '' : `，${clockText(context, endsAt)} 前有效`;
      return swap.kind === 'cover' ? `已在教职工群里求顶班${until}` : `等${taker}同意${until}`;
    }
    case 'agreed':
      return swap.effective
        ? `${taker}已答应，离班不到 12 小时，已先生效；等${names}批准`
        : `${taker}已答应，等${names}批准；批准前仍由原来的人值班`;
    case 'approved':
      return `${by}已批准，值班表已更新`;
    case 'declined':
      return `${taker}没有同意，仍由本人值班；可以另找同事，或求顶班`;
    case 'rejected':
      return `${by}没有批准${why}，仍由原来的人值班`;
    case 'withdrawn':
      return '已撤回，仍由本人值班';
    case 'expired':
      return '已过时间，没有生效，仍由原来的人值班';
    default:
      return swap.state satisfies never;
  }
}
