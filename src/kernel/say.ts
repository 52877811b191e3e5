import type { JsonObject } from './json.ts';

/** Where something is shown: one person's direct chat with the bot, or a group. */
export type Recipient =
  | { readonly kind: 'person'; readonly openId: string }
  | { readonly kind: 'chat'; readonly chatId: string };

/** A template of cards/ by name, and the values it is filled with. */
export interface CardContent {
  readonly template: string;
  readonly values: JsonObject;
}

export interface ShowOptions {
  /** One card per place: showing the same key again updates it there, silently. */
  readonly key: string;
  readonly to: Recipient;
  readonly card: CardContent;
  /**
   * True sends a new message, because the person must act or waited for exactly this; the former
   * message of the key is closed with a pointer to the new one. A key never sent is always sent.
   */
  readonly renew?: boolean;
  /** False when nothing can happen on the card any more; a live card is replaced before it turns 14 days old. */
  readonly live: boolean;
  /** Dangers overtake everything else on their lane, ignore quiet hours and are sent 加急 to these people where the app may. */
  readonly urgentTo?: readonly string[];
  /** What the message is about; messages of one thread to one place never overtake each other. Default: the key. */
  readonly thread?: string;
  /** An approval: when nobody can tell whether it arrived, it is sent once more, marked 补发, as a danger is. */
  readonly insist?: boolean;
  /** After this instant it is no longer worth sending. */
  readonly expiresAt?: Temporal.Instant;
}

/** The bot's mouth inside a transaction: nothing leaves before the commit, everything leaves after it. */
export interface Say {
  show(options: ShowOptions): Promise<void>;
  /** Plain words. `thread` as above. */
  text(
    to: Recipient,
    text: string,
    options?: { thread?: string; urgentTo?: readonly string[]; expiresAt?: Temporal.Instant },
  ): Promise<void>;
  /** Answers one message below it, in words. */
  reply(messageId: string, to: Recipient, text: string): Promise<void>;
  /** A file made by us (PDF, xlsx, ics), kept in the blob store until it is uploaded. */
  file(
    to: Recipient,
    file: { name: string; bytes: Uint8Array; kind: 'pdf' | 'xls' | 'stream' },
  ): Promise<void>;
  /** What the place with this key shows now, or null when nothing was ever shown. */
  shown(key: string): Promise<{ card: CardContent; messageId: string | null } | null>;
  /** The key of the card that a message shows or once showed; null when it is none of ours. */
  keyOf(messageId: string): Promise<string | null>;
}
