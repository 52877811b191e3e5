import { writeFileSync } from 'node:fs';
import { dict } from '@node-rs/jieba/dict.js';
import { Converter } from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';
import { SPOKEN } from '../understanding/lexicon/spoken.ts';

/**
 * Writes src/understanding/data/characters.json from the dictionaries of development packages, so that the
 * service itself carries none of them: traditional characters with their simplified form, the sounds of
 * the characters a homophone of the lexicon may be written with, and the common words a supposed slip
 * must not cut into.
 */
const first = (index: number) => index + 0x4e00;
const HAN = Array.from({ length: 0x9fa6 - 0x4e00 }, (_, i) => String.fromCharCode(first(i)));
const converters = (['t', 'tw', 'hk'] as const).map((from) => Converter({ from, to: 'cn' }));
// 么 alone is read as the rare 幺 by the dictionaries; here it is the question word.
const traditional = HAN.flatMap((c) => {
  if (c === '么') return [];
  const plain = converters.map((convert) => convert(c)).find((s) => s !== c && s.length === 1);
  return plain === undefined ? [] : [c + plain];
}).join('');

const words = Buffer.from(dict)
  .toString()
  .split('\n')
  .map((line) => line.split(' '))
  .flatMap(([word = '', count]) => (word.length === 2 ? [{ word, count: Number(count) }] : []));
const frequent = new Set(words.flatMap(({ word, count }) => (count >= 3 ? Array.from(word) : [])));

const soundsOf = (c: string) => pinyin(c, { multiple: true, toneType: 'none', type: 'array' });
const lexicon = new Set(SPOKEN.flatMap((word) => Array.from(word)));
const wanted = new Set([...lexicon].flatMap(soundsOf));
const bySound = new Map<string, string>();
const sounds = new Map<string, readonly string[]>();
for (const c of HAN) {
  if (!frequent.has(c) && !lexicon.has(c)) continue;
  sounds.set(c, soundsOf(c));
  for (const sound of soundsOf(c))
    if (wanted.has(sound)) bySound.set(sound, (bySound.get(sound) ?? '') + c);
}

const alike = (a: string, b: string) =>
  sounds.get(a)?.some((s) => sounds.get(b)?.includes(s)) ?? false;
const pairs = SPOKEN.filter((word) => word.length === 2);
const ofFirst = new Map<string, string[]>();
const ofLast = new Map<string, string[]>();
for (const word of pairs) {
  const [a = '', b = ''] = word;
  ofFirst.set(a, [...(ofFirst.get(a) ?? []), word]);
  ofLast.set(b, [...(ofLast.get(b) ?? []), word]);
}
const ends = new Set(
  SPOKEN.flatMap((word) => [word.charAt(0), word.slice(-1)]).flatMap((c) =>
    [...(sounds.get(c) ?? [])].flatMap((s) => Array.from(bySound.get(s) ?? '')),
  ),
);
const real = words.filter(({ word, count }) => {
  const [a = '', b = ''] = word;
  const twin =
    (ofFirst.get(a) ?? []).some((w) => w !== word && alike(w[1] ?? '', b)) ||
    (ofLast.get(b) ?? []).some((w) => w !== word && alike(w[0] ?? '', a));
  return (twin && count >= 10) || (count >= 300 && (ends.has(a) || ends.has(b)));
});

writeFileSync(
  new URL('../understanding/data/characters.json', import.meta.url),
  `${JSON.stringify({ traditional, sounds: Object.fromEntries(bySound), real: real.map((w) => w.word).join('') }, null, 2)}\n`,
);
