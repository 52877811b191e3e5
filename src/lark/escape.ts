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
    .replaceAll(/[&>*~\-!/\\[\]()#:+"'`$_|]/g, (character) => ENTITIES[character] ?? '');
}

/** Everything but line ends that would not be seen: C0 and C1 controls, and marks that turn the direction of writing. */
export function dropControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what has to go
  return text.replaceAll(
    /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    ' ',
  );
}
