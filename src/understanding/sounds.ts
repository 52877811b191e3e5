import characters from './data/characters.json' with { type: 'json' };
import { SPOKEN } from './lexicon/spoken.ts';
import { Words } from './words.ts';

const sounds = new Map<string, number[]>();
for (const [id, alike] of Object.values(characters.sounds).entries())
  for (const c of alike) sounds.set(c, [...(sounds.get(c) ?? []), id]);
const real = new Set(characters.real.match(/../gu));
const known = new Words(SPOKEN);
/** Little words end a lexicon word by chance (办公是); they are no slips of it. */
const FUNCTION =
  /[是的了不在有我你他她它们这那就都也和与或吗呢吧啊个一二三四五六七八九十两几上下里到去来把被给跟请要能会没还又再每各关开楼层班栋座室号盏张台块间]/;

/** The lexicon's words by their sounds, one sound a step. */
interface Step {
  next: Map<number, Step>;
  words: string[];
}
const root: Step = { next: new Map(), words: [] };
for (const word of SPOKEN) {
  let ends = [root];
  for (const c of word)
    ends = ends.flatMap((step) =>
      (sounds.get(c) ?? []).map((id) => {
        const there = step.next.get(id) ?? { next: new Map<number, Step>(), words: [] };
        step.next.set(id, there);
        return there;
      }),
    );
  for (const end of ends) end.words.push(word);
}

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

/** The longest lexicon word that is written wrongly at `at`, if it is longer than one written well. */
function slipAt(text: string, at: number, least: number): string | null {
  let best: string | null = null;
  let steps = [root];
  for (let end = at; end < text.length && steps.length > 0; end += 1) {
    const ids = sounds.get(text.charAt(end));
    if (!ids) break;
    const onward: Step[] = [];
    for (const step of steps)
      for (const id of ids) {
        const there = step.next.get(id);
        if (there) onward.push(there);
      }
    steps = onward;
    const length = end + 1 - at;
    if (length <= least) continue;
    const word = text.slice(at, end + 1);
    for (const { words } of steps)
      for (const meant of words)
        if (slip(word, meant, text.charAt(at - 1), text.charAt(end + 1))) best = meant;
  }
  return best;
}

/** The text with homophones of the lexicon's words set right; every character keeps its place. */
export function heard(text: string): string {
  let out = text;
  for (let at = 0; at + 1 < out.length; at += 1) {
    const well = known.at(out, at);
    const meant = slipAt(out, at, Math.max(1, well));
    if (meant !== null) out = out.slice(0, at) + meant + out.slice(at + meant.length);
    const step = meant?.length ?? well;
    if (step > 1) at += step - 1;
  }
  return out;
}
