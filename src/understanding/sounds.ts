import characters from './data/characters.json' with { type: 'json' };
import { SPOKEN } from './lexicon/spoken.ts';

const sounds = new Map<string, number[]>();
for (const [id, alike] of Object.values(characters.sounds).entries())
  for (const c of alike) sounds.set(c, [...(sounds.get(c) ?? []), id]);
const real = new Set(characters.real.match(/../gu));
const known = new Set(SPOKEN);
/** Little words end a lexicon word by chance (办公是); they are no slips of it. */
const FUNCTION = /[是的了不在有我你他她它们这那就都也和与或吗呢吧啊个一二三四五六七八九十两几上下里到去来把被给跟请要能会没还又再每各楼层班栋座室号盏张台块间]/;
const LONGEST = 5;

function keys(word: string): string[] {
  let out = [''];
  for (const c of word) {
    const ids = sounds.get(c);
    if (!ids) return [];
    out = out.flatMap((key) => ids.map((id) => `${key}${String.fromCharCode(id + 1)}`));
    if (out.length > 8) out.length = 8;
  }
  return out;
}
const bySound = new Map<string, string[]>();
for (const word of SPOKEN)
  if (word.length <= LONGEST)
    for (const key of keys(word)) bySound.set(key, [...(bySound.get(key) ?? []), word]);

/** Whether `word` is a slip of the pen for `meant`, given the characters around it. */
function slip(word: string, meant: string, before: string, after: string): boolean {
  let wrong = 0;
  for (const [i, c] of Array.from(word).entries()) {
    if (c === meant[i]) continue;
    wrong += 1;
    if (FUNCTION.test(c)) return false;
    if (i === 0 && real.has(before + c)) return false;
    if (i === word.length - 1 && real.has(c + after)) return false;
  }
  return wrong > 0 && wrong < word.length && wrong <= 2 && !(word.length === 2 && real.has(word));
}

/** The text with homophones of the lexicon's words set right; every character keeps its place. */
export function heard(text: string): string {
  let out = text;
  for (let at = 0; at + 1 < out.length; at += 1) {
    if (!sounds.has(out.charAt(at))) continue;
    let step = 0;
    for (let length = Math.min(LONGEST, out.length - at); length >= 2 && step === 0; length -= 1) {
      const word = out.slice(at, at + length);
      if (known.has(word)) {
        step = length;
        break;
      }
      for (const key of keys(word)) {
        const meant = bySound
          .get(key)
          ?.find((m) => slip(word, m, out.charAt(at - 1), out.charAt(at + length)));
        if (meant === undefined) continue;
        out = out.slice(0, at) + meant + out.slice(at + length);
        step = length;
        break;
      }
    }
    if (step > 1) at += step - 1;
  }
  return out;
}
