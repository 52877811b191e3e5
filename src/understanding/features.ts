import { findDates } from './dates.ts';
import { findTicket, signs } from './decide.ts';
import { CONSUMABLES, MEASURE } from './lexicon/goods.ts';
import { NUMBER } from './numbers.ts';
import { findPlaces } from './places.ts';
import { findThings } from './things.ts';

const QUANTITY = new RegExp(`(?:${NUMBER}|几|各)\\s*(?:${MEASURE})(?!楼|层)`, 'g');
const MONEY = new RegExp(`${NUMBER}\\s*(?:元|块钱?|左右|以内)|[￥¥]\\s*\\d+`, 'g');
const PERSON =
  /[\u4e00-\u9fa5]{1,2}(?:老师|主任|师傅|校长|书记|处长|科长|组长)|(?<![\u4e00-\u9fa5])[老小][\u4e00-\u9fa5](?=[的替换和跟值班，]|$)/g;
const CONSUMABLE = new RegExp(CONSUMABLES.source, 'g');
/** A day that only serves to tell weekdays from dates would split the same sentence in two. */
const TODAY = Temporal.PlainDate.from('2026-11-23');

/** The text with every typed span as one letter, so that what is learned of one room holds for all. */
function abstracted(text: string, buildings: readonly string[]): string {
  const mark = Array.from({ length: text.length }, () => '');
  const put = (start: number, end: number, letter: string) => {
    for (let i = start; i < end; i += 1) if (mark[i] !== '') return;
    mark[start] = letter;
    for (let i = start + 1; i < end; i += 1) mark[i] = '\0';
  };
  const each = (pattern: RegExp, letter: string) => {
    for (const hit of text.matchAll(pattern)) put(hit.index, hit.index + hit[0].length, letter);
  };
  const ticket = findTicket(text);
  if (ticket) put(ticket.start, ticket.end, ticket.kind === 'repair' ? 'K' : 'G');
  each(MONEY, 'M');
  each(QUANTITY, 'Q');
  for (const d of findDates(text, TODAY)) put(d.start, d.end, d.month ? 'Y' : 'D');
  const places = findPlaces(text, buildings);
  for (const p of places)
    put(p.start, p.end, p.atoms.some((a) => a.kind !== 'spot' && a.kind !== 'generic') ? 'P' : 'p');
  each(CONSUMABLE, 'C');
  for (const t of findThings(text, places)) put(t.start, t.end, 'T');
  each(PERSON, 'N');
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    if (mark[i] === '\0') continue;
    const c = mark[i] || text.charAt(i);
    out += /[\ud800-\udfff]|\ufe0f/.test(c)
      ? '☺'
      : /[\s,，、。;；:：!！~]/.test(c)
        ? '，'
        : c === '?'
          ? '？'
          : /\d/.test(c)
            ? '0'
            : c;
  }
  return out
    .replace(/，+/g, '，')
    .replace(/^，|，$/g, '')
    .replace(/0+/g, '0')
    .replace(/☺+/g, '☺');
}

/** The runs of one to three characters of a text as it stands, numbers alike. */
export function grams(text: string): Set<string> {
  const out = new Set<string>();
  const line = `^${text.replace(/\d+/g, '0').replace(/(?:[\ud800-\udfff]|\ufe0f)+/g, '☺')}$`;
  for (let i = 0; i < line.length; i += 1)
    for (let n = 1; n <= 3 && i + n <= line.length; n += 1) out.add(line.slice(i, i + n));
  return out;
}

/** What a stretch of normalised text offers the learned intent: short strings, each counted once. */
export function features(text: string, buildings: readonly string[]): Set<string> {
  const line = abstracted(text, buildings);
  const out = grams(line);
  const places = findPlaces(text, buildings);
  const noticed = signs(text, places, findThings(text, places));
  for (const [i, a] of noticed.entries()) {
    out.add(`*${a}`);
    for (const b of noticed.slice(i + 1)) out.add(`*${a}+${b}`);
  }
  out.add(`#${String(Math.min(5, Math.floor((line.length + 2) / 6)))}`);
  return out;
}
