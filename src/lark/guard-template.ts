import type { Json } from '../kernel/json.ts';

/**
 * Rewrites a card template so that every interpolation into markdown passes through `md(…)`:
 * escaping happens without anybody having to think of it. Text objects with the literal tag
 * `plain_text` are not parsed by the platform and stay as they are. The card's summary is shown in
 * notifications and chat lists, and nothing says that tags are dead there: its `<` pass through `tagless(…)`.
 */
export function guardTemplate(template: Json): Json {
  if (Array.isArray(template)) return template.map(guardTemplate);
  if (!isObject(template)) return template;
  const plain = template['tag'] === 'plain_text';
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (key === 'content') return [key, plain ? value : guardMarkdown(value)];
      if (key === 'summary') return [key, guardMarkdown(value, 'tagless')];
      return [key, guardTemplate(value)];
    }),
  );
}

type Guard = 'md' | 'tagless';

/** `value` ends up as markdown: its strings are interpolations, its operators may hold more of them. */
function guardMarkdown(value: Json, guard: Guard = 'md'): Json {
  if (typeof value === 'string') return guardString(value, guard);
  if (Array.isArray(value)) return value.map((inner) => guardMarkdown(inner, guard));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '$eval') return [key, typeof inner === 'string' ? `${guard}(${inner})` : inner];
      // A condition or a source; the branches of `$switch` and `$match` are words like any other.
      if (key === '$if' || key === '$map' || key === '$let') return [key, inner];
      return [key, guardMarkdown(inner, guard)];
    }),
  );
}

/** `a ${x} b` → `a ${md(x)} b`; `$${` is json-e's literal dollar and is left alone. */
export function guardString(text: string, guard: Guard = 'md'): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      out += '$${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = expressionEnd(text, at + 2);
      out += `\${${guard}(${text.slice(at + 2, end)})}`;
      at = end + 1;
    } else {
      out += text.charAt(at++);
    }
  }
  return out;
}

/** Index of the brace that closes the expression begun at `from`; braces in its strings do not count. */
function expressionEnd(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const character = text.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth++;
    else if (character === '}' && depth-- === 0) return i;
  }
  throw new Error(`unclosed expression in a card template: ${text}`);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
