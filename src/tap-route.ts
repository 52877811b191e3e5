/** The route of one tap: decided inside the request, in one transaction, and always answered in time. */
import type { Kysely } from 'kysely';
import type { Context, TapAnswer } from './kernel/feature.ts';
import type { InboundTap } from './kernel/inbound.ts';
import type { JsonObject } from './kernel/json.ts';
import type { CardContent } from './kernel/say.ts';
import {
  GUEST,
  isGuest,
  split,
  type PipelineParts,
  type TappedCard,
  type TapResponse,
} from './routing.ts';
import type { Tables } from './tables.ts';

/** The platform cuts a tap off after 3 s; past this the answer is a toast and the card follows. */
const TAP_BUDGET_MS = 2_500;

const FAILED = '系统暂时无法处理，这次点按没有生效，请稍后再试';
const LATE = '处理得有点慢，结果会显示在卡片上，请不要重复点';

/** Races the decision against the platform's patience: the person always gets an answer. */
export async function answerTap(parts: PipelineParts, tap: InboundTap): Promise<TapResponse> {
  const started = performance.now();
  let committing = false;
  const done = decideTap(parts, tap, () => {
    committing = true;
  });
  const late = Symbol('late');
  let timer: NodeJS.Timeout | undefined;
  try {
    const result = await Promise.race([
      done,
      new Promise<typeof late>((resolve) => {
        timer = setTimeout(() => resolve(late), TAP_BUDGET_MS);
      }),
    ]);
    const elapsed = performance.now() - started;
    if (result === late) {
      parts.onTap?.(elapsed, 'late');
      done
        .then(({ key }) => key && parts.outbox.release(key))
        .catch((error: unknown) => {
          parts.log.error({ err: error, event: tap.eventId }, 'a late tap failed');
          parts.outbox.refresh(tap.messageId);
        });
      return { body: toast('warning', LATE), flushed: () => undefined };
    }
    parts.onTap?.(elapsed, result.answer.toast.type);
    return {
      body: {
        ...toast(result.answer.toast.type, result.answer.toast.content),
        ...card(parts, result.card),
      },
      flushed: () => (result.key === null ? parts.outbox.wake() : parts.outbox.release(result.key)),
    };
  } catch (error) {
    parts.log.error({ err: error, event: tap.eventId }, 'a tap failed');
    parts.onTap?.(performance.now() - started, 'failed');
    // Lost in the commit it may have taken effect all the same: only the card can tell.
    if (committing) {
      parts.outbox.refresh(tap.messageId);
      return { body: toast('warning', LATE), flushed: () => undefined };
    }
    return { body: toast('error', FAILED), flushed: () => undefined };
  } finally {
    clearTimeout(timer);
  }
}

interface DecidedTap {
  readonly answer: TapAnswer;
  readonly key: string | null;
  readonly card: CardContent | null;
}

/** `committing` is called when all is decided and only the commit is left. */
function decideTap(
  parts: PipelineParts,
  tap: InboundTap,
  committing: () => void,
): Promise<DecidedTap> {
  return parts.transaction(async (tx) => {
    const context = await parts.context(tx, { at: tap.at });
    const first = await tx
      .insertInto('tap')
      .values({
        school_id: context.school.id,
        event_id: tap.eventId,
        at: context.now,
        operator: tap.operatorOpenId,
        action: tap.action.slice(0, 100),
        toast: null,
      })
      .onConflict((c) => c.doNothing())
      .returning('event_id')
      .executeTakeFirst();
    const before = await parts.outbox.cardByMessage(tx, tap.messageId);
    const answer = first
      ? await handleTap(parts, context, tap, before)
      : await recordedAnswer(tx, context, tap);
    if (first) {
      await tx
        .updateTable('tap')
        .set({ toast: JSON.stringify(answer.toast) })
        .where('school_id', '=', context.school.id)
        .where('event_id', '=', tap.eventId)
        .execute();
    }
    const after = await parts.outbox.cardByMessage(tx, tap.messageId);
    if (after !== null) await parts.outbox.holdForTap(tx, after.key, context.now);
    committing();
    if (after === null) return { answer, key: null, card: null };
    return {
      answer,
      key: after.key,
      card: after.messageId === tap.messageId ? after.content : null,
    };
  });
}

async function handleTap(
  parts: PipelineParts,
  context: Context<Tables>,
  tap: InboundTap,
  shown: TappedCard | null,
): Promise<TapAnswer> {
  // Without a known operator nobody acts: the platform may leave the field empty (feishu.md §4.1).
  if (tap.operatorOpenId === '') return refuse('没有认出您是谁，请重新打开与我的聊天再点一次');
  if (isGuest(context, tap.tenantKey, tap.operatorTenantKey)) return refuse(GUEST);
  const [name, verb] = split(tap.action);
  const { taps = {} } = parts.features.find((feature) => feature.name === name) ?? {};
  // The name is the sender's: `constructor` is no button.
  const handler = Object.hasOwn(taps, verb) ? taps[verb] : undefined;
  if (!handler) return refuse('这个按钮已经失效，请看最新的卡片，或发“我的报修”');
  const operator = await parts.person(context, tap.operatorOpenId);
  if (!operator.active) return refuse('您已不在人员名单中，请联系总务处');
  return handler(context, {
    tap,
    operator,
    cardKey: shown?.key ?? null,
    place: shown?.to.kind === 'chat' ? 'group' : 'direct',
  });
}

function refuse(content: string): TapAnswer {
  return { toast: { type: 'error', content } };
}

/** The same tap delivered again gets what it got before. */
async function recordedAnswer(
  tx: Kysely<Tables>,
  context: Context<Tables>,
  tap: InboundTap,
): Promise<TapAnswer> {
  const row = await tx
    .selectFrom('tap')
    .select('toast')
    .where('school_id', '=', context.school.id)
    .where('event_id', '=', tap.eventId)
    .executeTakeFirst();
  return { toast: row?.toast ?? { type: 'info', content: '这次点按已经处理过了' } };
}

function toast(type: string, content: string): JsonObject {
  return { toast: { type, content } };
}

function card(parts: PipelineParts, content: CardContent | null): JsonObject {
  return content ? { card: { type: 'raw', data: parts.render(content) } } : {};
}
