import type { InboundMessage } from '../kernel/inbound.ts';
import type { Reply } from '../kernel/questions.ts';
import type { School } from '../kernel/school.ts';
import type { SingleUnderstood } from '../kernel/understood.ts';

const YES =
  /^(?:是|是的|对|对的|对对|嗯+|好|好的|可以|行|要|要的|没错|确认|确定|报|报修|就是|ok|yes|是,?报修|是啊|对啊)$/iu;
const NO =
  /^(?:不|不是|不是的|不对|没有|不要|不报|否|no|不是报修|不是这个|都不是|不用报|不需要报修)$/iu;
const DROP =
  /^(?:算了|那?算了吧?|不用了|不用啦|先不用了?|不报了|先不报了?|不需要了|没事了|没事|取消|不弄了|不管了|算了,?(?:不用了|不报了|没事了?))$/u;
const PICK = /^(?:第|选|就)?([一二两三四五六七八九1-9])(?:个|张|条|号)?$/u;
const NUMBER = /^[A-Z]{2}\d{4}-\d{4,}$/iu;
const DIGITS = '一二三四五六七八九';

/** What a short answer means, whatever was asked. A bare number is a place to some and a choice to others. */
export function readReply(text: string): Reply {
  const bare = text
    .normalize('NFKC')
    .replaceAll(/[\s。.!~…]+$/gu, '')
    .replaceAll(/[,\s]+/gu, ',')
    .replace(/,?(?:谢谢(?:您|你|师傅|老师)?|麻烦了|吧|哦|哈|呀)$/u, '');
  if (DROP.test(bare)) return { kind: 'drop' };
  if (YES.test(bare)) return { kind: 'yes' };
  if (NO.test(bare)) return { kind: 'no' };
  const number = NUMBER.exec(bare)?.[0];
  if (number !== undefined) return { kind: 'number', number: number.toUpperCase() };
  const which = PICK.exec(bare)?.[1];
  if (which === undefined) return { kind: 'words' };
  const nth = which === '两' ? 2 : DIGITS.indexOf(which) + 1 || Number(which);
  return { kind: 'pick', which: nth };
}

const QUOTES = [
  ['“', '”'],
  ['"', '"'],
  ['「', '」'],
  ['『', '』'],
  ['‘', '’'],
] as const;

/** People copy the help's examples with their quotation marks around them. */
export function unquoted(text: string): string {
  const said = text.trim();
  const inner = said.slice(1, -1);
  const whole = QUOTES.some(
    ([open, close]) =>
      said.startsWith(open) &&
      said.endsWith(close) &&
      !inner.includes(open) &&
      !inner.includes(close),
  );
  return whole && inner.trim() !== '' ? inner.trim() : said;
}

/** The words to understand: names of the mentioned are no places and no things. */
export function withoutMentions({ text, mentions }: InboundMessage): string {
  let words = text;
  for (const { name } of mentions) if (name !== '') words = words.replaceAll(`@${name}`, ' ');
  return words.trim();
}

/** How sure a reading must be where nobody spoke to the bot. */
const SURE = 0.8;

/**
 * What may be acted on in a group where the bot was not mentioned: in the group the school named
 * for reports, a report that says where and what, or a danger. Everything else is talk.
 */
export function overheard(
  school: School,
  message: InboundMessage,
  parts: readonly SingleUnderstood[],
): SingleUnderstood[] {
  const here = school.enabled && school.groups.reports === message.chatId;
  if (!here || message.text.includes('@所有人')) return [];
  return parts.filter((part) => {
    if (part.intent !== 'repair.report' || (part.confidence ?? 1) < SURE) return false;
    const { location, object, fault, urgency } = part.slots;
    return urgency === 'critical' || (location !== null && object !== null && fault !== null);
  });
}
