/**
 * The whole route of one message, one tap, one timer. Each is one transaction: what it changed,
 * its history and what is to be said commit together or not at all.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Context, Feature, Incoming, TapAnswer } from './kernel/feature.ts';
import type { InboundMessage, InboundNotice, InboundTap } from './kernel/inbound.ts';
import type { JsonObject } from './kernel/json.ts';
import type { CardContent } from './kernel/say.ts';
import type { SingleUnderstood, Understand, Understood } from './kernel/understood.ts';
import type { Person } from './kernel/people.ts';
import type { Tables } from './tables.ts';

/** What the pipeline needs of the rest; app.ts puts it together. */
export interface PipelineParts {
  readonly features: readonly Feature<Tables>[];
  readonly understand: Understand;
  readonly log: Logger;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
  readonly context: (tx: Kysely<Tables>) => Promise<Context<Tables>>;
  readonly person: (context: Context<Tables>, openId: string) => Promise<Person>;
  readonly outbox: {
    cardByMessage(tx: Kysely<Tables>, messageId: string): Promise<TappedCard | null>;
    holdForTap(tx: Kysely<Tables>, key: string, now: Temporal.Instant): Promise<void>;
    release(key: string): void;
    refresh(messageId: string): void;
    wake(): void;
  };
  readonly render: (content: CardContent) => JsonObject;
  readonly onTap?: (
    milliseconds: number,
    outcome: TapAnswer['toast']['type'] | 'late' | 'failed',
  ) => void;
}

export interface TappedCard {
  readonly key: string;
  readonly to: { readonly kind: 'person' | 'chat' };
  readonly content: CardContent;
  /** The message that shows the card now; another one than the tapped after a renewal. */
  readonly messageId: string | null;
}

export interface TapResponse {
  readonly body: JsonObject;
  /** To be called once the answer is on the wire. */
  flushed(): void;
}

/** The platform cuts a tap off after 3 s; past this the answer is a toast and the card follows. */
const TAP_BUDGET_MS = 2_500;

const GUEST = '抱歉，我只为本校教职工服务。如有需要，请联系总务处。';
const VOICE = '收到您的语音，我还听不了，麻烦打字说一下：在哪里、什么坏了。';
const UNREADABLE = '这种消息我看不了，请用文字或图片告诉我：在哪里、什么坏了。';
const FAILED = '系统暂时无法处理，这次点按没有生效，请稍后再试';
const LATE = '处理得有点慢，结果会显示在卡片上，请不要重复点';

export interface Pipeline {
  process(tx: Kysely<Tables>, inbound: InboundMessage | InboundNotice): Promise<void>;
  tap(tap: InboundTap): Promise<TapResponse>;
  timer(
    tx: Kysely<Tables>,
    timer: { name: string; key: string; dueAt: Temporal.Instant; data: JsonObject },
  ): Promise<void>;
  start(): Promise<void>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { features } = parts;
  return {
    async process(tx, inbound) {
      const context = await parts.context(tx);
      if (inbound.kind === 'message') await processMessage(parts, context, inbound);
      else await processNotice(parts, context, inbound);
    },
    tap: (tap) => answerTap(parts, tap),
    async timer(tx, { name, ...input }) {
      const [feature, rest] = split(name);
      const handler = features.find((f) => f.name === feature)?.timers?.[rest];
      if (handler) await handler(await parts.context(tx), input);
      else parts.log.warn({ timer: name }, 'timer of an unknown feature dropped');
    },
    async start() {
      await parts.transaction(async (tx) => {
        const context = await parts.context(tx);
        for (const feature of features) await feature.start?.(context);
      });
    },
  };
}

async function processMessage(
  parts: PipelineParts,
  context: Context<Tables>,
  message: InboundMessage,
): Promise<void> {
  if (!message.addressed) return;
  const text = message.text.trim();
  const to =
    message.chatKind === 'group'
      ? ({ kind: 'chat', chatId: message.chatId } as const)
      : ({ kind: 'person', openId: message.senderOpenId } as const);
  const understood = partsOf(
    parts.understand(text, {
      now: message.sentAt,
      timezone: context.school.timezone,
      buildings: context.school.buildings,
    }),
  );
  const guest = isGuest(context, message.tenantKey, message.senderTenantKey);
  if (guest && !understood.some(isDanger)) return context.say.reply(message.messageId, to, GUEST);
  if (message.voice) return context.say.reply(message.messageId, to, VOICE);
  if (message.unreadable) {
    return message.chatKind === 'direct'
      ? context.say.reply(message.messageId, to, UNREADABLE)
      : undefined;
  }

  const incoming: Incoming = { message, sender: await parts.person(context, message.senderOpenId) };
  for (const feature of parts.features) {
    for (const phrase of feature.phrases ?? []) {
      const match = phrase.pattern.exec(text);
      if (match) return phrase.handle(context, incoming, match);
    }
  }
  for (const feature of parts.features) {
    if (await feature.claims?.(context, incoming, understood)) return undefined;
  }
  for (const [intent, sameIntent] of Map.groupBy(understood, (part) => part.intent)) {
    const handler = parts.features.find((feature) => feature.intents?.[intent])?.intents?.[intent];
    await handler?.(context, incoming, sameIntent);
  }
  return undefined;
}

async function processNotice(
  parts: PipelineParts,
  context: Context<Tables>,
  notice: InboundNotice,
): Promise<void> {
  const person = 'person' in notice ? await parts.person(context, notice.person) : null;
  for (const feature of parts.features) await feature.notice?.(context, notice, person);
}

function partsOf(understood: Understood): SingleUnderstood[] {
  return understood.intent === 'multi' ? understood.slots.parts : [understood];
}

/** Contract §4: of another tenant than the event's, or than the school's where its file names one. */
function isGuest(context: Context<Tables>, event: string, person: string): boolean {
  const { tenantKey } = context.school;
  return person !== event || (tenantKey !== null && event !== tenantKey);
}

function isDanger(part: SingleUnderstood): boolean {
  return part.intent === 'repair.report' && part.slots.urgency === 'critical';
}

function split(name: string): [feature: string, rest: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

/** Races the decision against the platform's patience: the person always gets an answer. */
async function answerTap(parts: PipelineParts, tap: InboundTap): Promise<TapResponse> {
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
    const context = await parts.context(tx);
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
  const handler = parts.features.find((feature) => feature.name === name)?.taps?.[verb];
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
