import type { Context } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Tables } from '../../../tables.ts';
import { dueWords } from '../domain/due-words.ts';
import { whenWords } from '../domain/when-words.ts';
import { loadPlan, type Planned } from '../plan.ts';
import { entries, type Entry } from './store.ts';

type C = Context<Tables>;

/** More choices make a card too large; the rest is opened by its name. */
const MOST_CHOICES = 55;
const MOST_PEOPLE = 80;
const SHORT_TITLE = 24;

/** `安排管理`: what is planned, to open one of it, and the way to a new one. */
export async function showManage(context: C, openId: string): Promise<void> {
  const all = (await entries(context)).filter(({ state }) => state !== 'removed');
  const items = all.filter(({ kind }) => kind === 'item');
  const checks = all.filter(({ kind }) => kind === 'check');
  await context.say.show({
    key: `schedule:manage:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-manage',
      values: {
        items: items.slice(0, MOST_CHOICES).map(choiceOf),
        checks: checks.slice(0, MOST_CHOICES).map(choiceOf),
        counts: `${items.length} 项安排，${checks.length} 项检查`,
        more: items.length > MOST_CHOICES || checks.length > MOST_CHOICES,
      },
    },
    renew: true,
    live: true,
  });
}

function choiceOf(entry: Entry): JsonObject {
  const month = entry.kind === 'item' ? `${entry.it.month}月 ` : '';
  const title = Array.from(entry.it.title).slice(0, SHORT_TITLE).join('');
  return { id: entry.it.id, text: `${month}${title}${entry.state === 'paused' ? '（暂停）' : ''}` };
}

/** What was said of a new one before its form came. */
export interface Begun {
  readonly title?: string;
  readonly person?: string;
  readonly due?: string;
  readonly when?: string;
  readonly times?: string;
}

/** The form of one entry, or of a new one (null `entry`), as the director's only open form. */
export async function showForm(
  context: C,
  openId: string,
  form: { readonly kind: Entry['kind']; readonly entry: Entry | null; readonly begun?: Begun },
  options: { readonly renew: boolean; readonly notes?: readonly string[] },
): Promise<void> {
  const planned = await loadPlan(context);
  await context.say.show({
    key: `schedule:edit:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-edit',
      values: formValues(planned, form, options.notes ?? []),
    },
    renew: options.renew,
    live: form.entry?.state !== 'removed',
  });
}

function formValues(
  planned: Planned,
  {
    kind,
    entry,
    begun = {},
  }: { readonly kind: Entry['kind']; readonly entry: Entry | null; readonly begun?: Begun },
  notes: readonly string[],
): JsonObject {
  const owner = entry === null ? null : planned.owner(entry.it);
  const people = planned.people.flatMap(({ openId }) => (openId === null ? [] : [openId]));
  const offered = people.slice(0, MOST_PEOPLE);
  const picked = owner?.openId ?? begun.person ?? '';
  return {
    id: entry?.it.id ?? '',
    v: entry?.version ?? 0,
    kind,
    fresh: entry === null,
    state: entry?.state ?? 'active',
    heading: entry?.it.title ?? (kind === 'item' ? '新增安排' : '新增检查'),
    title: entry?.it.title ?? begun.title ?? '',
    who: entry === null ? '' : ownerWords(entry, owner?.name ?? null),
    person: picked,
    people: (picked === '' || offered.includes(picked) ? offered : [picked, ...offered]).map(
      (openId) => ({ openId }),
    ),
    due: entry?.kind === 'item' ? dueWords(entry.it) : (begun.due ?? ''),
    remind: entry?.kind === 'item' ? entry.it.remindDaysBefore.join('、') : '7、2',
    when: entry?.kind === 'check' ? whenWords(entry.it.when) : (begun.when ?? ''),
    times: entry?.kind === 'check' ? entry.it.times.join('、') : (begun.times ?? '09:00'),
    points: entry?.kind === 'check' ? (entry.it.points ?? []).join('；') : '',
    notes: [...notes],
  };
}

/** `总务主任（陈主任）`, `花工（未指定）`. */
function ownerWords({ it }: Entry, name: string | null): string {
  if (it.ownerOpenId !== null) return name ?? it.owner;
  return name === it.owner ? it.owner : `${it.owner}（${name ?? '未指定'}）`;
}
