/** The entities of the platform's rich-text page; `&` and `|` are our inference from the rest. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&#38;',
  '>': '&#62;',
  '*': '&#42;',
  '~': '&sim;',
  '-': '&#45;',
  '!': '&#33;',
  '/': '&#47;',
  '\\': '&#92;',
  '[': '&#91;',
  ']': '&#93;',
  '(': '&#40;',
  ')': '&#41;',
  '#': '&#35;',
  ':': '&#58;',
  '+': '&#43;',
  '"': '&#34;',
  "'": '&#39;',
  '`': '&#96;',
  $: '&#36;',
  _: '&#95;',
  '|': '&#124;',
  '=': '&#61;',
};

/**
 * Makes words that came from people inert in the platform's markdown. `<` becomes the full-width
 * `＜` rather than an entity: it is not documented whether entities are decoded before tags are
 * read, and `<at id=all>` would ring a whole school. Leading blanks go, because four make a code block.
 */
export function escapeMarkdown(text: string): string {
  return dropControls(text)
    .replaceAll(/^[^\S\n]+/gm, '')
    .replaceAll('<', '＜')
    .replaceAll(/[&>*~\-!/\\[\]()#:+"'`$_|=]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/^(\d+)\./gm, '$1&#46;');
}

/**
 * For what is no markdown and yet reads tags, and `[words](address)` as a link with words that say
 * something else: text messages, and, since nothing says otherwise, what notifications show of a card.
 */
export function inertText(text: string): string {
  return dropControls(text).replaceAll('<', '＜').replaceAll('](', ']（');
}

/**
 * Takes out everything but line ends that would not be seen: C0 and C1 controls, separators, marks
 * that turn the direction of writing, and what has no width, by which a word looks like another one.
 * The joiner of emoji stays. Half a character becomes the mark of one that is missing.
 */
export function dropControls(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, ' ')
    .replaceAll(/[\u061C\u200B\u200C\u200E\u200F\u2060-\u2065\uFEFF]/g, '')
    .toWellFormed();
}
