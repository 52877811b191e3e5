import { NUMBER, readNumber } from './number-words.ts';

/** What a stretch of words says things cost, in fen: one of them, or all of them together. */
export interface Price {
  readonly eachFen: number | null;
  readonly togetherFen: number | null;
  /** 各两台: so many of each. */
  readonly quantityEach: number | null;
}

const PIECE =
  '[个台本支张套件盒包箱把束瓶条只双面根份斤袋卷副盆棵米桶枚顶辆架幅盏扇板提筒令对付株捆床罐组节粒片管部听朵]';
const YUAN = '(?:元|块钱?|￥|¥)?(?:\\s*(?<tenth>\\d)(?![\\d.]))?';
const EACH = new RegExp(
  `(?:单价|每${PIECE}|一${PIECE})[约大概是要:\\s￥¥]*(?<a>${NUMBER})\\s*${YUAN}|(?<b>${NUMBER})\\s*(?:元|块钱?)?(?<tenthB>(?<=块)\\d)?\\s*(?:一|每|/)\\s*${PIECE}`,
  'u',
);
const TOGETHER = new RegExp(
  `(?:共|总共|一共|合计|总价|总额|总计|预算|全部)[是约大概要花:\\s￥¥]*(?<n>${NUMBER})(?:块(?<tenth>\\d)(?!\\d))?`,
  'u',
);
/** 9块9 is said of one of them: nobody gives the sum of many so exactly. */
const SMALL = new RegExp(
  `(?<![共计总额算])(?<n>${NUMBER})块(?<tenth>\\d)(?![\\d.]|\\s*${PIECE})`,
  'u',
);
const SHARE = new RegExp(`各(?:买|要|来)?(?<n>${NUMBER})\\s*${PIECE}`, 'u');
/** A sum by its sign: 68块, ¥12.5, 4百元; or by standing alone with its hundreds: 灯管20根，两千五. */
const SUM = new RegExp(
  `[￥¥]\\s*(?<a>\\d+(?:\\.\\d{1,2})?)|(?<b>${NUMBER})\\s*(?:元|块钱?)(?<tenth>(?<=块)\\d)?|(?<=[,，。;；\\s])(?:大概|大约|约|差不多)?(?<c>(?=[^,，。;；\\s]*[百千万k])${NUMBER})(?=$|[,，。;；\\s])`,
  'u',
);
const BARE = new RegExp(
  `^(?:大概|大约|约|差不多|就|是|要|[:：\\s￥¥])*(?<n>${NUMBER})\\s*(?:元|块钱?)?(?<tenth>(?<=块)\\d)?(?:左右|以内|吧|的样子|[。.!\\s])*$`,
  'u',
);
/** 五毛, 2毛5; 一百二十八块五, 23块5毛: as the rest reads them, 0.5元 and 128块5. */
const JIAO = new RegExp(`(?<n>[\\d一二两三四五六七八九])[毛角]钱?(?<cent>\\d)?(?!\\d)`, 'gu');
const YUAN_TENTH = new RegExp(
  `(?<=块)(?<n>[\\d一二两三四五六七八九])(?:[毛角]钱?|(?=\\s*[一每/]\\s*${PIECE}|[\\s,，。;；]|$))`,
  'gu',
);
/** 两三千 is a guess, no number. */
const GUESS = /^[一二两三四五六七八九]{2,}[十百千万]/u;
/** Nobody's school buys for more at once. */
const MOST_YUAN = 1_000_000_000;

/** Reads what somebody says of a price. A number and nothing else counts as the price of one. */
export function readPrice(text: string): Price {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[,，](?=\d{3})/gu, '')
    .replaceAll(YUAN_TENTH, (_, n: string) => String(readNumber(n)))
    .replaceAll(JIAO, (_, n: string, cent?: string) => `0.${readNumber(n)}${cent ?? ''}元`);
  const share = readNumber(SHARE.exec(words)?.groups?.['n'] ?? '') || null;
  const rest = words.replace(SHARE, ' ');
  const each = EACH.exec(rest)?.groups;
  const together = TOGETHER.exec(rest)?.groups;
  const bare = BARE.exec(rest)?.groups;
  const small = SMALL.exec(rest)?.groups;
  return {
    eachFen: each
      ? fen(each['a'] ?? each['b'], each['tenth'] ?? each['tenthB'])
      : small && !together
        ? fen(small['n'], small['tenth'])
        : together
          ? null
          : fen(bare?.['n'], bare?.['tenth']),
    togetherFen: fen(together?.['n'], together?.['tenth']),
    quantityEach: share,
  };
}

/** A sum that is said with its unit of money somewhere in the words, in fen. */
export function readSum(text: string): number | null {
  const found = SUM.exec(text.normalize('NFKC').toLowerCase())?.groups;
  return fen(found?.['a'] ?? found?.['b'] ?? found?.['c'], found?.['tenth']);
}

/** 9 and 9: 9块9. */
function fen(number: string | undefined, tenth: string | undefined): number | null {
  const yuan = GUESS.test(number ?? '') ? null : readNumber(number ?? '');
  if (number === undefined || yuan === null || yuan <= 0 || yuan > MOST_YUAN) return null;
  return Math.round(yuan * 100) + Number(tenth ?? 0) * 10;
}
