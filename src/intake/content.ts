import { z } from 'zod';
import { parseSafely } from './safe-json.ts';

const mention = z.object({
  key: z.string(),
  id: z.object({ open_id: z.string().nullish() }).nullish(),
  name: z.string().default(''),
  mentioned_type: z.string().nullish(),
});
export const mentionsSchema = z.array(mention).nullish();

type Mention = z.infer<typeof mention>;

const text = z.object({ text: z.string() });
const image = z.object({ image_key: z.string() });
const audio = z.object({ file_key: z.string(), duration: z.coerce.number().catch(0) });
const file = z.object({ file_key: z.string(), file_name: z.string() });
const postBody = z.object({
  title: z.string().nullish(),
  content: z.array(
    z.array(
      z.object({
        tag: z.string(),
        text: z.string().nullish(),
        user_id: z.string().nullish(),
        user_name: z.string().nullish(),
        image_key: z.string().nullish(),
      }),
    ),
  ),
});
/** A received post has no level of languages; fixtures of the SDK tolerate one. */
const post = z.union([
  postBody,
  z.record(z.string(), postBody).transform((all) => Object.values(all)[0] ?? { content: [] }),
]);

/** What a message holds, whatever its kind. */
export interface Content {
  readonly text: string;
  readonly imageKeys: readonly string[];
  readonly voice: { readonly fileKey: string; readonly milliseconds: number } | null;
  readonly file: { readonly fileKey: string; readonly name: string } | null;
  readonly unreadable: string | null;
}

const EMPTY: Content = { text: '', imageKeys: [], voice: null, file: null, unreadable: null };

/** Null: this is not what the platform documents for the kind, so nobody may guess what was said. */
export function readContent(kind: string, json: string): Content | null {
  if (!['text', 'image', 'audio', 'file', 'post'].includes(kind))
    return { ...EMPTY, unreadable: kind };
  const value = parseSafely(json);
  if (kind === 'text') {
    const parsed = text.safeParse(value);
    return parsed.success ? { ...EMPTY, text: parsed.data.text } : null;
  }
  if (kind === 'image') {
    const parsed = image.safeParse(value);
    return parsed.success ? { ...EMPTY, imageKeys: [parsed.data.image_key] } : null;
  }
  if (kind === 'audio') {
    const parsed = audio.safeParse(value);
    if (!parsed.success) return null;
    return {
      ...EMPTY,
      voice: { fileKey: parsed.data.file_key, milliseconds: parsed.data.duration },
    };
  }
  if (kind === 'file') {
    const parsed = file.safeParse(value);
    if (!parsed.success) return null;
    return { ...EMPTY, file: { fileKey: parsed.data.file_key, name: parsed.data.file_name } };
  }
  const parsed = post.safeParse(value);
  return parsed.success ? readPost(parsed.data) : null;
}

/** Each is fetched, scaled and stored; a megabyte of keys in one message would be thousands of them. */
const MOST_PICTURES = 20;

function readPost(body: z.infer<typeof postBody>): Content {
  const imageKeys: string[] = [];
  const lines = body.content.map((line) =>
    line
      .map((part) => {
        if (part.tag === 'img' && part.image_key) imageKeys.push(part.image_key);
        // The key of a mention stands in the text as it would in a plain one.
        if (part.tag === 'at') return ` ${part.user_id ?? ''} `;
        return part.text ?? '';
      })
      .join(''),
  );
  const words = [body.title ?? '', ...lines].filter((line) => line.trim() !== '').join('\n');
  return { ...EMPTY, text: words, imageKeys: imageKeys.slice(0, MOST_PICTURES) };
}

/** Takes the bot's mention out as a whole token and puts names for the other keys. */
export function resolveMentions(
  words: string,
  mentions: readonly Mention[],
  botOpenId: string | null,
): { text: string; addressed: boolean; others: { openId: string; name: string }[] } {
  const byKey = new Map(mentions.map((one) => [one.key, one]));
  // Before the bot's own id is known, the platform's word for its kind has to do.
  const isBot = (one: Mention) =>
    botOpenId === null ? one.mentioned_type === 'bot' : one.id?.open_id === botOpenId;
  const resolved = words.replaceAll(/[ \t]*@_(?:user_\d+|all)(?!\w)[ \t]*/g, (token) => {
    const key = token.trim();
    if (key === '@_all') return ' @所有人 ';
    const one = byKey.get(key);
    // Nobody was mentioned: somebody typed these characters.
    if (!one) return token;
    return isBot(one) ? ' ' : ` @${one.name} `;
  });
  return {
    // Neither NUL nor half a character pair can be stored as text.
    text: resolved
      .replaceAll('\0', '')
      .replaceAll(/ *\n */g, '\n')
      .toWellFormed()
      .trim(),
    addressed: mentions.some(isBot),
    others: mentions.flatMap((one) =>
      !isBot(one) && one.id?.open_id ? [{ openId: one.id.open_id, name: one.name }] : [],
    ),
  };
}
