import type { JsonObject } from '../kernel/json.ts';

/** What is left of a card that has been sent anew: its title in grey and where to look. */
export function closedCard(card: JsonObject): JsonObject {
  const title = objectOf(card['header'])?.['title'] ?? null;
  return {
    schema: '2.0',
    config: { update_multi: true },
    header: { title: title ?? { tag: 'plain_text', content: '卡片' }, template: 'grey' },
    body: { elements: [{ tag: 'div', text: { tag: 'plain_text', content: '已移至新卡片' } }] },
  };
}

/** A card that may be there already says so in its title. */
export function markedCard(card: JsonObject): JsonObject {
  const title = titleOf(card);
  const header = objectOf(card['header']);
  return title === null || !header
    ? card
    : { ...card, header: { ...header, title: { tag: 'plain_text', content: `【补发】${title}` } } };
}

/** The words of a card's title; null where it has none. */
export function titleOf(card: JsonObject): string | null {
  const content = objectOf(objectOf(card['header'])?.['title'])?.['content'];
  return typeof content === 'string' ? content : null;
}

function objectOf(value: JsonObject[string] | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** The words of a card that the platform refuses, so that the person at least hears of it. */
export function wordsOf(card: JsonObject): string {
  const words: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return undefined;
    if ('tag' in value && value.tag === 'plain_text' && 'content' in value)
      words.push(String(value.content));
    return Object.entries(value).forEach(
      ([key, inner]) => key !== 'text_tag_list' && key !== 'behaviors' && walk(inner),
    );
  };
  walk([card['header'], card['body']]);
  return [...words.slice(0, 12), '（卡片暂时无法显示，请发“我的报修”查看或联系总务处）'].join('\n');
}
