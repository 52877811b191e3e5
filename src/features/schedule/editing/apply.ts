import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { showPlans } from '../deliver.ts';
import { decideEdit, type EditKind, type EditRefusal } from '../domain/edit.ts';
import { lookSoon } from '../look-out.ts';
import { loadPlan } from '../plan.ts';
import { addHistory } from '../store.ts';
import { differences } from './form.ts';
import { putEntry, type Entry } from './store.ts';

type C = Context<Tables>;

export const REFUSALS: Readonly<Record<EditRefusal, string>> = {
  notAllowed: '只有总务主任或管理员可以修改安排',
  stale: '这项安排刚被改过，已为您显示最新的，请核对后再改',
  removed: '这项安排已经删除，要用请先恢复',
  paused: '这项安排已经暂停，无需再点',
  notPaused: '这项安排没有暂停，无需恢复',
};

export type Edited =
  | { readonly outcome: 'done'; readonly entry: Entry; readonly lines: readonly string[] }
  | { readonly outcome: 'refused'; readonly code: EditRefusal };

/** One change of a locked entry, with its line of history. `it`: what a change makes of it. */
export async function edit(
  context: C,
  entry: Entry,
  kind: EditKind,
  by: { readonly actor: Person; readonly seen: number | null },
  changed: Entry = entry,
): Promise<Edited> {
  const decision = decideEdit(entry, kind, by);
  if (decision.outcome === 'refused') return { outcome: 'refused', code: decision.code };
  const lines = kind === 'change' ? differences(entry, changed, ownerWords) : [];
  if (kind === 'change' && lines.length === 0) return { outcome: 'done', entry, lines };
  const [event] = decision.events;
  const next: Entry = { ...changed, ...event?.next };
  await putEntry(context, next);
  await addHistory(context, {
    item_id: entry.it.id,
    slot: '',
    by_person_id: by.actor.id,
    what: kind,
    detail: lines.length > 0 ? lines.join('；') : null,
  });
  return { outcome: 'done', entry: next, lines };
}

/** A school's own item or check; nothing of it is late on the day it is added. */
export async function add(context: C, entry: Entry, actor: Person): Promise<Entry> {
  const id = `S-${context.newId()}`;
  const since = context.calendar.date(context.now);
  const made: Entry =
    entry.kind === 'item'
      ? { ...entry, it: { ...entry.it, id, since } }
      : { ...entry, it: { ...entry.it, id } };
  await putEntry(context, made);
  await addHistory(context, {
    item_id: id,
    slot: '',
    by_person_id: actor.id,
    what: 'add',
    detail: entry.it.title,
  });
  return made;
}

/** What has not happened yet follows the change: the cards that stand, and the next look at the clock. */
export async function replanned(context: C): Promise<void> {
  await showPlans(context, await loadPlan(context));
  await lookSoon(context);
}

/** An owner as the history keeps it: the duty, and the person's id where one was named. */
function ownerWords({ owner, ownerOpenId }: Entry['it']): string {
  return ownerOpenId === null ? owner : `${owner}（${ownerOpenId}）`;
}
