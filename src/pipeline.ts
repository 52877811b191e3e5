/**
 * The whole route of one message, one tap, one timer. Each is one transaction: what it changed,
 * its history and what is to be said commit together or not at all.
 */
import type { Kysely } from 'kysely';
import { meet } from './absence/tell.ts';
import { createFlood, type Flood, MOST_A_MINUTE } from './flood.ts';
import { overheard, readReply, unquoted, withoutMentions } from './dialogue/words.ts';
import type { Context, Heard, Incoming } from './kernel/feature.ts';
import type { InboundMessage, InboundNotice, InboundTap } from './kernel/inbound.ts';
import type { JsonObject } from './kernel/json.ts';
import type { Recipient } from './kernel/say.ts';
import type { School } from './kernel/school.ts';
import type { SingleUnderstood, UnderstandingContext, Understood } from './kernel/understood.ts';
import { ASK_BELOW } from './kernel/questions.ts';
import { typedBy, withoutReplies } from './menu.ts';
import { READABLE } from './received-file.ts';
import { GUEST, isGuest, split, type PipelineParts, type TapResponse } from './routing.ts';
import { answerTap } from './tap-route.ts';
import type { Tables } from './tables.ts';

/** Characters; what is shorter is read by the rules alone. */
const SHORT = 5;

/** What the platform's speech recognition takes at once. */
const VOICE_MS = 60_000;
const TYPE = '麻烦打字说一下：在哪里、什么坏了。';
const UNHEARD = `收到您的语音，我没能听清，${TYPE}`;
const LONG_VOICE = `这段语音超过一分钟，我听不完，${TYPE}`;
const UNREADABLE = '这种消息我看不了，请用文字或图片告诉我：在哪里、什么坏了。';
const UNOPENED =
  '这个文件我打不开或太大，没有任何改动。放假通知请发 .txt 或直接粘贴文字，安排表和值班表请发 .xlsx，都不要超过 2 MB。';
const LEFT = '您已不在人员名单中，请联系总务处。';
const TOO_MANY = `您一分钟内发了超过 ${MOST_A_MINUTE} 条，后面的我先不处理，请过一分钟再发一次。有危险请直接打电话。`;
/** A danger is passed on whoever tells of it; somebody from outside cannot ring the school all day. */
const STRANGERS = { most: 3, windowMs: 10 * 60_000 };
/** Nor can many of them together, who may be one. */
const ALL_STRANGERS = { most: 10, windowMs: 10 * 60_000 };
/** Each is fetched, scaled down, kept and shown; a repairer's day has some dozens. */
const PICTURES = { most: 200, windowMs: 24 * 3_600_000 };
const TOO_MANY_PICTURES = `您一天内发了超过 ${PICTURES.most} 张图片，后面的没有保存，请明天再发；文字照常处理。`;
const PASSED_ON =
  '前面几条险情已转给总务处，这一条没有再转达。情况紧急请直接拨打 119 或 120，并联系学校门卫。';
const NOT_OURS =
  '这张表我看不懂，没有任何改动。要改安排，请先发“导出安排”，在发给您的表里修改后再发回来；值班表要有“日期”和“值班”“带班”几栏。';
const TOO_LONG = '这段话很长，后面的我没有读到（原文已留存）；如果还有别的事，请分开再发一条。';

export interface Pipeline {
  /** `reading` is another reading of a message, taken instead of the rules'. */
  process(
    tx: Kysely<Tables>,
    inbound: InboundMessage | InboundNotice,
    reading?: Understood | null,
  ): Promise<void>;
  /** Asks the second reader, where there is one, about a message that the rules are unsure of. */
  read(message: InboundMessage): Promise<Understood | null>;
  /** A voice message or a file and what was in it, null when it could not be heard; `reading` as above. */
  hear(
    tx: Kysely<Tables>,
    message: InboundMessage,
    heard: Heard | null,
    reading: Understood | null,
  ): Promise<void>;
  /** A picture that a feature asked for can be shown now. */
  picture(tx: Kysely<Tables>, attachmentId: string): Promise<void>;
  tap(tap: InboundTap): Promise<TapResponse>;
  timer(
    tx: Kysely<Tables>,
    timer: { name: string; key: string; dueAt: Temporal.Instant; data: JsonObject },
  ): Promise<void>;
  start(): Promise<void>;
}

interface Limits {
  readonly own: Flood;
  /** Of guests and of people who have left, whose dangers alone are passed on: each by himself, and all. */
  readonly strangers: Flood;
  readonly allStrangers: Flood;
  readonly pictures: Flood;
}
const pass: Flood = () => 'let';
const UNLIMITED: Limits = { own: pass, strangers: pass, allStrangers: pass, pictures: pass };

export function createPipeline(parts: PipelineParts): Pipeline {
  const { features } = parts;
  const limits: Limits = {
    own: parts.unlimited ? pass : createFlood(),
    strangers: createFlood(STRANGERS.most, STRANGERS.windowMs),
    allStrangers: createFlood(ALL_STRANGERS.most, ALL_STRANGERS.windowMs),
    pictures: createFlood(PICTURES.most, PICTURES.windowMs),
  };
  return {
    async process(tx, inbound, reading = null) {
      const context = await parts.context(tx, causeOf(inbound));
      if (inbound.kind === 'message')
        await processMessage(parts, context, inbound, reading, limits);
      else await processNotice(parts, context, inbound);
    },
    read: (message) => readAgain(parts, message),
    async hear(tx, message, heard, reading) {
      const context = await parts.context(tx, causeOf(message));
      const answer = (text: string) => context.say.reply(message.messageId, placeOf(message), text);
      if (!heard) return answer(message.file ? UNOPENED : UNHEARD);
      if ('sheets' in heard) {
        const sender = await parts.person(context, message.senderOpenId);
        for (const feature of features)
          if (await feature.sheets?.(context, { message, sender }, heard.sheets)) return undefined;
        return answer(NOT_OURS);
      }
      if (message.voice) await answer(`我听到的是：“${heard.words}”。听错了请打字告诉我。`);
      return processMessage(parts, context, typed(message, heard.words), reading);
    },
    async picture(tx, attachmentId) {
      const context = await parts.context(tx);
      for (const feature of features) await feature.picture?.(context, attachmentId);
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

/** An input that a restored backup has lost comes a second time, and its answers may be there. */
function causeOf(inbound: InboundMessage | InboundNotice) {
  return inbound.kind === 'message'
    ? { at: inbound.sentAt, messageId: inbound.messageId }
    : { at: inbound.at };
}

async function processMessage(
  parts: PipelineParts,
  context: Context<Tables>,
  received: InboundMessage,
  reading: Understood | null,
  limits: Limits = UNLIMITED,
): Promise<void> {
  let message: InboundMessage = { ...received, text: unquoted(received.text) };
  if (message.addressed && message.chatKind === 'direct')
    await meet(context, { ...message, openId: message.senderOpenId });
  const understood = partsOf(
    reading ?? parts.understand(withoutMentions(message), leanOn(context.school, message)),
  );
  const heard = message.addressed ? understood : overheard(context.school, message, understood);
  if (!message.addressed && heard.length === 0) return;
  const to = placeOf(message);
  const danger = heard.some(isDanger);
  // Dangers are counted by themselves: they are passed on however much was said before.
  const whose = `${danger ? 'danger ' : ''}${message.senderOpenId}`;
  const at = message.sentAt.epochMilliseconds;
  const verdict = limits.own(whose, message.messageId, at);
  if (verdict === 'silent') return undefined;
  if (verdict === 'tell') return context.say.reply(message.messageId, to, TOO_MANY);
  const guest = isGuest(context, message.tenantKey, message.senderTenantKey);
  if (guest && !danger) {
    return message.addressed ? context.say.reply(message.messageId, to, GUEST) : undefined;
  }
  const sender = await (guest ? parts.guest : parts.person)(context, message.senderOpenId);
  if (!sender.active && !danger)
    return message.addressed ? context.say.reply(message.messageId, to, LEFT) : undefined;
  if (guest || !sender.active) {
    const heed = limits.strangers(message.senderOpenId, message.messageId, at);
    if (heed === 'silent') return undefined;
    if (heed === 'tell' || limits.allStrangers('', message.messageId, at) !== 'let')
      return context.say.reply(message.messageId, to, PASSED_ON);
  }
  const pictures = countPictures(limits.pictures, message);
  if (pictures.told && message.addressed)
    await context.say.reply(message.messageId, to, TOO_MANY_PICTURES);
  if (pictures.kept.length < message.imageKeys.length) {
    message = { ...message, imageKeys: pictures.kept };
    if (message.imageKeys.length === 0 && message.text.trim() === '') return undefined;
  }
  if (message.voice) {
    return message.voice.milliseconds > VOICE_MS
      ? context.say.reply(message.messageId, to, LONG_VOICE)
      : parts.wantVoice(context, message.messageId, message.voice.fileKey);
  }
  if (message.file && READABLE.test(message.file.name))
    return parts.wantVoice(context, message.messageId, message.file.fileKey);
  if (message.unreadable || message.file) {
    return message.chatKind === 'direct'
      ? context.say.reply(message.messageId, to, UNREADABLE)
      : undefined;
  }

  const incoming: Incoming = { message, sender };
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

/** Which of the message's pictures are within what one person may send in a day. */
function countPictures(
  counted: Flood,
  { senderOpenId, messageId, imageKeys, sentAt }: InboundMessage,
): { readonly kept: readonly string[]; readonly told: boolean } {
  const verdicts = imageKeys.map((key) => ({
    key,
    verdict: counted(senderOpenId, `${messageId} ${key}`, sentAt.epochMilliseconds),
  }));
  return {
    kept: verdicts.filter(({ verdict }) => verdict === 'let').map(({ key }) => key),
    told: verdicts.some(({ verdict }) => verdict === 'tell'),
  };
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
  // A guest who brings the bot into a shared group, or looks at it, is not one of the school's people.
  const guest = isGuest(context, notice.tenantKey, notice.operatorTenantKey);
  if (notice.kind === 'entered' && !guest)
    await meet(context, { ...notice, openId: notice.person });
  const person = 'person' in notice && !guest ? await parts.person(context, notice.person) : null;
  for (const feature of parts.features) await feature.notice?.(context, notice, person);
  return undefined;
}

/** A voice message, or a file of words, as if they had been typed. */
export function typed(message: InboundMessage, words: string): InboundMessage {
  return { ...message, voice: null, file: null, text: words };
}

/** Where a message is answered. */
function placeOf({ chatKind, chatId, senderOpenId }: InboundMessage): Recipient {
  return chatKind === 'group' ? { kind: 'chat', chatId } : { kind: 'person', openId: senderOpenId };
}

function partsOf(understood: Understood): SingleUnderstood[] {
  return understood.intent === 'multi' ? understood.slots.parts : [understood];
}

function isDanger(part: SingleUnderstood): boolean {
  return part.intent === 'repair.report' && part.slots.urgency === 'critical';
}
