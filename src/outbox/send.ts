import type { JsonObject } from '../kernel/json.ts';
import type { Recipient } from '../kernel/say.ts';

/** A message as the platform remembers it. */
export interface PastMessage {
  readonly messageId: string;
  readonly parentId: string | null;
  readonly kind: string;
  readonly at: Temporal.Instant;
  readonly deleted: boolean;
  /** An open_id for a person, an app's id for a bot. */
  readonly senderId: string;
  readonly senderType: string;
  readonly senderTenantKey: string | null;
  /** JSON, by kind. */
  readonly content: string;
  readonly mentions: readonly {
    readonly key: string;
    readonly openId: string;
    readonly name: string;
  }[];
}

/** The way out to the platform. Every call ends within 10 s and throws nothing but SendFailure. */
export interface Send {
  /** `id` becomes the platform's `uuid`: the same one within an hour is sent once. Answers the message's id. */
  card(to: Recipient, card: JsonObject, id: string): Promise<string>;
  text(to: Recipient, text: string, id: string): Promise<string>;
  reply(messageId: string, text: string, id: string): Promise<string>;
  file(to: Recipient, fileKey: string, id: string): Promise<string>;
  uploadFile(file: {
    name: string;
    kind: 'pdf' | 'xls' | 'stream';
    bytes: Uint8Array;
  }): Promise<string>;
  updateCard(messageId: string, card: JsonObject): Promise<void>;
  /** What was said in a chat, oldest first; the app may not read every chat. */
  history(
    chatId: string,
    from: Temporal.Instant,
    until: Temporal.Instant,
  ): Promise<readonly PastMessage[]>;
  /** 加急 inside the app to people who are in the message's chat. */
  urgent(messageId: string, openIds: readonly string[]): Promise<void>;
}

/**
 * retry: the same again later, it may or may not have arrived. wait: it did not, later it can.
 * giveUp: never to this place. alarm: nothing can be sent until somebody acts in the console.
 * tooOld: the message can no longer be updated. card: this card is refused. bug: our request is wrong.
 */
export type FailureClass = 'retry' | 'wait' | 'giveUp' | 'alarm' | 'tooOld' | 'card' | 'bug';

export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly class: FailureClass;
  /** The platform's code; null when it did not answer in its form. */
  readonly code: number | null;
  /** What the platform asks to wait, in milliseconds. */
  readonly waitMs: number | null;
  /** The limit is the app's, not this chat's: nothing at all is to be sent meanwhile. */
  readonly appWide: boolean;

  constructor(
    kind: FailureClass,
    message: string,
    code: number | null = null,
    waitMs: number | null = null,
    appWide = false,
  ) {
    super(message);
    this.class = kind;
    this.code = code;
    this.waitMs = waitMs;
    this.appWide = appWide;
  }
}
