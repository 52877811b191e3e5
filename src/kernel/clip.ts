const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** At most so many characters as people count them, with an ellipsis where something was cut. */
export function clip(text: string, most: number): string {
  const characters = Array.from(graphemes.segment(text.trim()), ({ segment }) => segment);
  return characters.length <= most
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}

/** The first lines, one below the other, and how many more there are. */
export function clipLines(lines: readonly string[], most: number, each: number): string {
  const shown = lines.slice(0, most).map((line) => clip(line, each));
  if (lines.length > most) shown.push(`……共 ${lines.length} 项`);
  return shown.join('\n');
}
