import { expect, it } from 'vitest';
import { samples } from '../../src/commands/cards-samples.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { renderCard } from '../../src/lark/render-card.ts';
import { HOSTILE, livePartsOf } from './hostile.ts';

/** The words of a sample that people could have written, each made hostile; names of states and ids stay. */
function hostileIn(value: Json, words: string): Json {
  if (typeof value === 'string') return /\p{Script=Han}/u.test(value) ? words : value;
  if (Array.isArray(value)) return value.map((one) => hostileIn(one, words));
  return typeof value === 'object' && value !== null ? fields(value, words) : value;
}
function fields(values: JsonObject, words: string): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([key, one]) => [key, hostileIn(one, words)]),
  );
}

/** Everything of a card but its words: a change is an element, a key or an address that came from words. */
function shapeOf(value: Json): Json {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'tag' || key === 'type' ? one : shapeOf(one),
    ]),
  );
}

function wordsOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(wordsOf).join('\n');
}
const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

it('there are many texts, and each is hostile in a way of its own', () => {
  expect(HOSTILE.length).toBeGreaterThan(60);
  expect(new Set(HOSTILE.map(({ text }) => text)).size).toBe(HOSTILE.length);
});

/** Every card that shows words of people. */
const SHOWING = samples.filter(({ picture, content }) => picture && content.template !== 'auditor');

it.each(SHOWING)('on $name no word comes alive, and all stay legible', ({ content }) => {
  const render = (words: string) =>
    renderCard({ ...content, values: fields(content.values, words) });
  const calm = render('平安');
  const shown = wordsOf(calm).split('平安').length;
  expect(shown).toBeGreaterThan(1);
  for (const { mark, text } of HOSTILE) {
    const short = text.slice(0, 300);
    const card = render(short);
    expect(livePartsOf(card)).toEqual([]);
    expect(shapeOf(card)).toEqual(shapeOf(calm));
    const said = wordsOf(card);
    expect(said.split(mark)).toHaveLength(shown);
    expect([mark, letters(said).includes(letters(short))]).toEqual([mark, true]);
  }
});

it('the walk sees what lives', () => {
  const live = (element: Json) => livePartsOf({ body: { elements: [element] } });
  for (const content of ['<at id=all></at>', '[x](http://y)', '**x**', 'a\u202Eb', '# x'])
    expect(live({ tag: 'markdown', content })).toHaveLength(1);
  expect(live({ tag: 'img', img_key: 'img_v3_x"', alt: {} })).toHaveLength(1);
  expect(live({ tag: 'div', text: { tag: 'lark_md', content: '`x`' } })).toHaveLength(1);
  expect(live({ tag: 'div', text: { tag: 'plain_text', content: '<at id=all> **x**' } })).toEqual(
    [],
  );
});
