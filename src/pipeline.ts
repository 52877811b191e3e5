/**
 * The whole route of one message, one tap, one timer. Each is one transaction: what it changed,
 * its history and what is to be said commit together or not at all.
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { meet } from './absence/tell.ts';
import { overheard, readReply, unquoted, withoutMentions } from './dialogue/words.ts';
import type { Context, Feature, Incoming, TapAnswer } from './kernel/feature.ts';
import type { InboundMessage, InboundNotice, InboundTap } from './kernel/inbound.ts';
import type { JsonObject } from './kernel/json.ts';
import type { CardContent, Recipient } from './kernel/say.ts';
import type { School } from './kernel/school.ts';
import type {
  ReadAgain,
  SingleUnderstood,
  Understand,
  UnderstandingContext,
  Understood,
} from './kernel/understood.ts';
import type { Person } from './kernel/people.ts';
import { ASK_BELOW } from './kernel/questions.ts';
import { typedBy, withoutReplies } from './menu.ts';
import type { Tables } from './tables.ts';

/** What the pipeline needs of the rest; app.ts puts it together. */
export interface PipelineParts {
  readonly features: readonly Feature<Tables>[];
  readonly understand: Understand;
  /** A second reader for messages the rules are unsure of, where one is configured. */
  readonly readAgain?: ReadAgain;
  /** Characters of a message that understanding reads. */
  readonly readsUpTo: number;
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
  /** Asks for a voice message to be heard after the commit; then `hear` is called. */
  readonly wantVoice: (
    context: Context<Tables>,
    messageId: string,
    fileKey: string,
  ) => Promise<void>;
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

/** Characters; what is shorter is read by the rules alone. */
const SHORT = 5;

const GUEST = '抱歉，我只为本校教职工服务。如有需要，请联系总务处。';
/** What the platform's speech recognition takes at once. */
const VOICE_MS = 60_000;
const TYPE = '麻烦打字说一下：在哪里、什么坏了。';
const UNHEARD = `收到您的语音，我没能听清，${TYPE}`;
const LONG_VOICE = `这段语音超过一分钟，我听不完，${TYPE}`;
const UNREADABLE = '这种消息我看不了，请用文字或图片告诉我：在哪里、什么坏了。';
const TOO_LONG = '这段话很长，后面的我没有读到；如果还有别的事，请分开再发一条。';
const FAILED = '系统暂时无法处理，这次点按没有生效，请稍后再试';
const LATE = '处理得有点慢，结果会显示在卡片上，请不要重复点';

export interface Pipeline {
  /** `reading` is another reading of a message, taken instead of the rules'. */
  process(
    tx: Kysely<Tables>,
    inbound: InboundMessage | InboundNotice,
    reading?: Understood | null,
  ): Promise<void>;
  /** Asks the second reader, where there is one, about a message that the rules are unsure of. */
  read(message: InboundMessage): Promise<Understood | null>;
  /** A voice message and what was said in it, null when it could not be heard; `reading` as above. */
  hear(
    tx: Kysely<Tables>,
    message: InboundMessage,
    words: string | null,
    reading: Understood | null,
  ): Promise<void>;
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
    async process(tx, inbound, reading = null) {
      const context = await parts.context(tx);
      if (inbound.kind === 'message') await processMessage(parts, context, inbound, reading);
      else await processNotice(parts, context, inbound);
    },
    read: (message) => readAgain(parts, message),
    async hear(tx, message, words, reading) {
      const context = await parts.context(tx);
      const answer = (text: string) => context.say.reply(message.messageId, placeOf(message), text);
      if (!words) return answer(UNHEARD);
      await answer(`我听到的是：“${words}”。听错了请打字告诉我。`);
      return processMessage(parts, context, typed(message, words), reading);
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
  received: InboundMessage,
  reading: Understood | null,
): Promise<void> {
  const message = { ...received, text: unquoted(received.text) };
  if (message.addressed && message.chatKind === 'direct')
    await meet(context, { ...message, openId: message.senderOpenId });
  const understood = partsOf(
    reading ?? parts.understand(withoutMentions(message), leanOn(context.school, message)),
  );
  const heard = message.addressed ? understood : overheard(context.school, message, understood);
  if (!message.addressed && heard.length === 0) return;
  const to = placeOf(message);
  const guest = isGuest(context, message.tenantKey, message.senderTenantKey);
  if (guest && !heard.some(isDanger)) {
    return message.addressed ? context.say.reply(message.messageId, to, GUEST) : undefined;
  }
  if (message.voice) {
    return message.voice.milliseconds > VOICE_MS
      ? context.say.reply(message.messageId, to, LONG_VOICE)
      : parts.wantVoice(context, message.messageId, message.voice.fileKey);
  }
  if (message.unreadable) {
    return message.chatKind === 'direct'
      ? context.say.reply(message.messageId, to, UNREADABLE)
      : undefined;
  }

  const incoming: Incoming = { message, sender: await parts.person(context, message.senderOpenId) };
  if (!message.addressed) return actOn(parts, context, incoming, heard);
  // 是, 算了, 第一个 can only be answers; what else somebody types may be a command first.
  const short = readReply(message.text).kind !== 'words';
  if (short && (await answered(parts, context, incoming, heard))) return undefined;
  for (const feature of parts.features) {
    for (const phrase of feature.phrases ?? []) {
      const match = phrase.pattern.exec(message.text);
      if (match) return phrase.handle(context, incoming, match);
    }
  }
  if (!short && (await answered(parts, context, incoming, heard))) return undefined;
  for (const feature of parts.features) {
    if (await feature.claims?.(context, incoming, heard)) return undefined;
  }
  return actOn(parts, context, incoming, heard);
}

/** Offers the message to the questions its sender still owes an answer to, newest first. */
async function answered(
  parts: PipelineParts,
  context: Context<Tables>,
  incoming: Incoming,
  understood: readonly SingleUnderstood[],
): Promise<boolean> {
  const { message, sender } = incoming;
  const reply = readReply(message.text);
  const groupId = message.chatKind === 'group' ? message.chatId : null;
  for (const question of await context.questions.openTo(sender.id, groupId)) {
    if (!question.fresh && (reply.kind === 'yes' || reply.kind === 'no')) continue;
    const [name, rest] = split(question.name);
    const handler = parts.features.find((feature) => feature.name === name)?.answers?.[rest];
    if (await handler?.(context, incoming, { question, reply, parts: understood })) return true;
  }
  return false;
}

/** Everything a message asks for, in its order; whatever the features say to it becomes one reply. */
async function actOn(
  parts: PipelineParts,
  context: Context<Tables>,
  incoming: Incoming,
  understood: readonly SingleUnderstood[],
): Promise<void> {
  const { messageId, text } = incoming.message;
  const place = placeOf(incoming.message);
  const said: { to: Recipient; line: string }[] = [];
  const collecting: Context<Tables> = {
    ...context,
    say: {
      ...context.say,
      reply: async (id, to, line) => {
        if (id === messageId) said.push({ to, line });
        else await context.say.reply(id, to, line);
      },
    },
  };
  const kinds = Map.groupBy(understood, (part) => part.intent);
  const mixed = kinds.size > 1;
  for (const [intent, sameIntent] of kinds) {
    const handler = parts.features.find((feature) => feature.intents?.[intent])?.intents?.[intent];
    await handler?.(collecting, { ...incoming, mixed }, sameIntent);
  }
  if (text.length > parts.readsUpTo && understood.some(({ intent }) => intent !== 'chitchat'))
    said.push({ to: place, line: TOO_LONG });
  const [first] = said;
  const lines = new Set(said.map(({ line }) => line));
  if (first) await context.say.reply(messageId, first.to, [...lines].join('\n'));
}

/** A danger is never kept waiting, and a short answer is for whoever asked the question. */
async function readAgain(
  parts: PipelineParts,
  message: InboundMessage,
): Promise<Understood | null> {
  const text = message.text.trim();
  if (!parts.readAgain || !message.addressed || text.length < SHORT) return null;
  if (parts.features.some(({ phrases }) => phrases?.some(({ pattern }) => pattern.test(text))))
    return null;
  const { school, asked, guest } = await parts.transaction(async (tx) => {
    const context = await parts.context(tx);
    const { tenantKey, senderTenantKey, senderOpenId, chatKind, chatId } = message;
    if (isGuest(context, tenantKey, senderTenantKey))
      return { school: context.school, guest: true, asked: false };
    const sender = await parts.person(context, senderOpenId);
    const group = chatKind === 'group' ? chatId : null;
    const open = await context.questions.openTo(sender.id, group);
    return { school: context.school, guest: false, asked: open.length > 0 };
  });
  const lean = leanOn(school, message);
  const words = withoutMentions({ ...message, text: unquoted(message.text) });
  const rules = parts.understand(words, lean);
  const unsure = partsOf(rules).some(({ confidence = 1 }) => confidence < ASK_BELOW);
  if (guest || asked || !unsure || partsOf(rules).some(isDanger)) return null;
  return parts.readAgain(words, rules, lean);
}

function leanOn(school: School, message: InboundMessage): UnderstandingContext {
  return { now: message.sentAt, timezone: school.timezone, buildings: school.buildings };
}

async function processNotice(
  parts: PipelineParts,
  context: Context<Tables>,
  notice: InboundNotice,
): Promise<void> {
  if (notice.kind === 'menu')
    return processMessage(parts, withoutReplies(context), typedBy(notice), null);
  if (notice.kind === 'entered') await meet(context, { ...notice, openId: notice.person });
  const person = 'person' in notice ? await parts.person(context, notice.person) : null;
  for (const feature of parts.features) await feature.notice?.(context, notice, person);
  return undefined;
}

/** A voice message as if its words had been typed. */
export function typed(message: InboundMessage, words: string): InboundMessage {
  return { ...message, voice: null, text: words };
}

/** Where a message is answered. */
function placeOf({ chatKind, chatId, senderOpenId }: InboundMessage): Recipient {
  return chatKind === 'group' ? { kind: 'chat', chatId } : { kind: 'person', openId: senderOpenId };
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
