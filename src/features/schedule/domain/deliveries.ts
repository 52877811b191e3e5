import type { Owner } from './owners.ts';
import type { Post } from './posts.ts';

/**
 * One card at one time in one place. What one person has to do at one time is one card; `posts` is
 * what stands on it, never empty.
 */
export interface Delivery {
  readonly at: Temporal.Instant;
  readonly to: { readonly kind: 'staff' } | { readonly kind: 'person'; readonly person: Owner };
  readonly card: 'month' | 'term' | 'tasks' | 'checks' | 'statistics' | 'summary' | 'notice';
  readonly posts: readonly Post[];
}

/** Something with an owner: by its duty, or by a person the chat has named for it. */
export interface Owned {
  readonly owner: string;
  readonly ownerOpenId?: string | null;
}

export interface Recipients {
  readonly ownerOf: (one: Owned) => Owner | null;
  readonly director: Owner | null;
  /** Who is on duty on a day off: the patrol of that day is theirs. */
  readonly onDuty: (day: Temporal.PlainDate) => readonly Owner[];
  readonly isSchoolDay: (day: Temporal.PlainDate) => boolean;
}

/** Checks that the bot does itself: the week's statistics and the month's summary. */
export const STATISTICS = 'C-W01';
export const SUMMARY = 'C-M06';

/**
 * Who gets which card. A check whose owner is nobody, or has no Feishu, is off (contract §4); a task
 * without one stands on the month card and reminds nobody.
 */
export function deliveriesOf(posts: readonly Post[], recipients: Recipients): readonly Delivery[] {
  const found = new Map<string, { -readonly [K in keyof Delivery]: Delivery[K] }>();
  const add = (post: Post, card: Delivery['card'], to: Delivery['to']) => {
    const whom = to.kind === 'staff' ? 'staff' : (to.person.openId ?? '');
    const key = `${post.at.toString()} ${whom} ${card}`;
    const there = found.get(key);
    if (!there) found.set(key, { at: post.at, to, card, posts: [post] });
    else if (!there.posts.includes(post)) there.posts = [...there.posts, post];
  };
  for (const post of posts) {
    if (post.kind === 'month' || post.kind === 'term') add(post, post.kind, { kind: 'staff' });
    else if (post.kind === 'check' && post.check.id === STATISTICS)
      add(post, 'statistics', { kind: 'staff' });
    else if (post.kind === 'check' && post.check.automatic && post.check.id !== SUMMARY) continue;
    else
      for (const person of peopleOf(post, recipients))
        if (person.openId !== null) add(post, cardOf(post), { kind: 'person', person });
  }
  return [...found.values()];
}

/** What one look finds for a person after a downtime is one card of tasks, not one for each morning missed. */
export function together(deliveries: readonly Delivery[]): readonly Delivery[] {
  const whose = ({ card, to }: Delivery, i: number) =>
    card === 'tasks' && to.kind === 'person' ? (to.person.openId ?? i) : i;
  const found = new Map<string | number, Delivery>();
  for (const [i, one] of deliveries.entries()) {
    const key = whose(one, i);
    const there = found.get(key);
    found.set(key, there ? { ...one, posts: [...there.posts, ...one.posts] } : one);
  }
  return [...found.values()];
}

function cardOf(post: Post): Delivery['card'] {
  if (post.kind === 'summary' || post.kind === 'notice') return post.kind;
  if (post.kind !== 'check') return 'tasks';
  return post.check.id === SUMMARY ? 'summary' : 'checks';
}

function peopleOf(post: Post, recipients: Recipients): readonly Owner[] {
  const { ownerOf, director, onDuty, isSchoolDay } = recipients;
  const some = (...people: (Owner | null)[]) => people.flatMap((person) => person ?? []);
  switch (post.kind) {
    case 'reminder':
      return some(ownerOf(post.occurrence.item));
    case 'overdue':
      return some(ownerOf(post.occurrence.item), director);
    case 'summary':
    case 'notice':
      return some(director);
    case 'check': {
      const { when } = post.check;
      const roster = 'rrule' in when && when.policy === 'schoolDaysAndHolidayDuty';
      return roster && !isSchoolDay(post.day) ? onDuty(post.day) : some(ownerOf(post.check));
    }
    case 'month':
    case 'term':
      return [];
    default:
      return post satisfies never;
  }
}
