/** What the app may read besides what is sent to it; off as after a minimal set-up. */
export interface Scopes {
  /** im:message:readonly: what was said in direct chats. */
  history: boolean;
  /** im:message.group_msg: what is said in groups without mentioning the bot, now and then. */
  groupMessages: boolean;
  /** speech_to_text:speech: what was said in voice messages. */
  speech: boolean;
}
