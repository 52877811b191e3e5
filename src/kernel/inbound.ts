/** What the platform tells us, checked and reduced to what we use. Instants are the platform's stamps. */
export interface InboundMessage {
  readonly kind: 'message';
  readonly messageId: string;
  readonly chatId: string;
  readonly chatKind: 'direct' | 'group';
  readonly senderOpenId: string;
  /** The tenant the event belongs to (its header). */
  readonly tenantKey: string;
  /** The tenant the sender belongs to; another one than the event's is a guest. */
  readonly senderTenantKey: string;
  readonly sentAt: Temporal.Instant;
  /** Words without the mention of the bot; empty for a picture or a voice message. */
  readonly text: string;
  /** open_ids of others that the text mentions, with the name as shown. */
  readonly mentions: readonly { readonly openId: string; readonly name: string }[];
  /** True in a direct chat, or where the bot is @-mentioned in a group. */
  readonly addressed: boolean;
  readonly imageKeys: readonly string[];
  /** Set for a voice message: its resource key and length in milliseconds. */
  readonly voice: { readonly fileKey: string; readonly milliseconds: number } | null;
  /** Set for a file: its resource key and its name as the sender's. */
  readonly file: { readonly fileKey: string; readonly name: string } | null;
  /** The message this one answers, if any. */
  readonly parentId: string | null;
  /** Message kinds we cannot read (stickers, forwards, files of other kinds): answered in a direct chat with one line. */
  readonly unreadable: string | null;
}

export interface InboundTap {
  readonly kind: 'tap';
  readonly eventId: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly operatorOpenId: string;
  /** The tenant the event belongs to. */
  readonly tenantKey: string;
  /** The tenant of whoever tapped: another one than the event's is a guest of a shared chat. */
  readonly operatorTenantKey: string;
  readonly at: Temporal.Instant;
  /** `value.a` of the button; empty when missing. Untrusted, like all that follows. */
  readonly action: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Fields of the submitted form by name; dates are still the platform's strings. */
  readonly form: Readonly<Record<string, unknown>>;
}

/** Everything else that has an effect. `person` is an open_id. */
export type InboundNotice = {
  readonly eventId: string;
  readonly tenantKey: string;
  /** The tenant of whoever did it, where the platform tells it apart (groups that several tenants share). */
  readonly operatorTenantKey: string;
  readonly at: Temporal.Instant;
} & (
  | { readonly kind: 'entered'; readonly chatId: string; readonly person: string }
  | {
      readonly kind: 'botAdded';
      readonly chatId: string;
      readonly person: string;
      readonly chatName: string;
    }
  | { readonly kind: 'botRemoved'; readonly chatId: string; readonly person: string }
  | { readonly kind: 'menu'; readonly person: string; readonly key: string }
  | { readonly kind: 'recalled'; readonly messageId: string; readonly chatId: string }
);

export type Inbound = InboundMessage | InboundTap | InboundNotice;
