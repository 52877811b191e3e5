import { z } from 'zod';
import type { Context, TimerInput } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleWithRole } from '../people/public.ts';
import { REMIND_AFTER, remindLater } from './clocks.ts';
import type { Purchase } from './domain/purchase.ts';
import { activeStep, deciders, type People } from './domain/steps.ts';
import { perform } from './perform.ts';
import type { PurchasesHooks } from './hooks.ts';
import { saidTogether } from './remind-together.ts';
import { showEverywhere } from './places.ts';
import { peopleAround } from './rules.ts';
import { lockPurchase } from './store.ts';
import { titleOf } from './view.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TimerInput) => Promise<void>;

const counted = z.object({ count: z.int().min(0).catch(0) });

/** Reminds whoever has to decide, in school hours; at last whoever stands above hears of it, once. */
const remind =
  (hooks: PurchasesHooks): Handler =>
  async (context, { key, data }) => {
    const { calendar, now, timers } = context;
    const { count } = counted.parse(data);
    const quietUntil = calendar.outsideQuietHours(now);
    if (Temporal.Instant.compare(quietUntil, now) > 0)
      return timers.set('purchases.remind', key, quietUntil, { count });
    // Somebody may have come or gone since.
    await perform(context, key, { kind: 'rechain' }, null);
    const purchase = await lockPurchase(context, key);
    if (purchase?.state !== 'approving') return;
    const people = await peopleAround(context, purchase);
    const waiting = waitingFor(context, purchase, people);
    if (waiting.length === 0)
      return timers.set('purchases.remind', key, calendar.addSchoolMinutes(now, 60), { count: 0 });
    const listed = await listTo(context, hooks, waiting);
    await showEverywhere(context, purchase, people, {
      approvers: waiting.filter(({ id }) => !listed.has(id)).map(({ id }) => id),
    });
    await saidTogether(context, purchase, listed);
    if (count === REMIND_AFTER.length - 1)
      await tellAbove(context, purchase, waiting, '还没有审批');
    return remindLater(context, purchase, count + 1);
  };

/** 先购后补 that nobody signed within a day. */
const unsigned: Handler = async (context, { key }) => {
  const { calendar, now, timers } = context;
  const quietUntil = calendar.outsideQuietHours(now);
  if (Temporal.Instant.compare(quietUntil, now) > 0)
    return timers.set('purchases.unsigned', key, quietUntil);
  const purchase = await lockPurchase(context, key);
  if (purchase?.state !== 'approving') return;
  const people = await peopleAround(context, purchase);
  const waiting = waitingFor(context, purchase, people);
  await showEverywhere(context, purchase, people, { approvers: waiting.map(({ id }) => id) });
  await tellAbove(context, purchase, waiting, '是先购后补，已超过 24 小时没有补签');
};

export function timersOf(hooks: PurchasesHooks): Readonly<Record<string, Handler>> {
  return { remind: remind(hooks), unsigned };
}

/** Who has several things waiting gets one list of them instead of a card each. */
async function listTo(
  context: C,
  { listWaiting }: PurchasesHooks,
  waiting: readonly Person[],
): Promise<ReadonlySet<string>> {
  const listed = new Set<string>();
  for (const person of waiting)
    if (listWaiting && (await listWaiting(context, person))) listed.add(person.id);
  return listed;
}

function waitingFor({ calendar, now }: C, purchase: Purchase, people: People): Person[] {
  const requester = people.get(purchase.requesterId);
  const step = activeStep(purchase.steps);
  return requester && step ? deciders(step, requester, people, calendar.date(now)) : [];
}

/** The director, the principal where the director is the one who is waited for, else the admins. */
async function tellAbove(
  { tx, school, say }: C,
  purchase: Purchase,
  waiting: readonly Person[],
  what: string,
): Promise<void> {
  const names = waiting.map(({ name }) => name).join('、') || '审批人';
  for (const role of ['director', 'principal', 'admin'] as const) {
    const above = (await peopleWithRole(tx, school.id, role)).filter(
      ({ id, openId }) =>
        openId !== null && id !== purchase.requesterId && !waiting.some((one) => one.id === id),
    );
    for (const { openId } of above)
      if (openId !== null)
        await say.text(
          { kind: 'person', openId },
          `${purchase.number}（${titleOf(purchase)}）${what}，正在等${names}。请提醒一下，或由其在卡片上“转交”。`,
          { thread: `purchases:${purchase.id}` },
        );
    if (above.length > 0) return;
  }
}
