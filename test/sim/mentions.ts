const ALL = /<\s*at\s[^>]*\ball\b/i;

/** Whether a message's content rings everybody: as a text or in a card's markdown; plain text is shown as it is. */
export function ringsAll(content: unknown): boolean {
  if (typeof content === 'string') return ALL.test(content);
  if (typeof content !== 'object' || content === null) return false;
  if (Array.isArray(content)) return content.some(ringsAll);
  if ('tag' in content && content.tag === 'plain_text') return false;
  // The line of the chat list is plain text as well.
  return Object.entries(content).some(([key, part]) => key !== 'summary' && ringsAll(part));
}
