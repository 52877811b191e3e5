/** One statement, whatever the length of its lists and of its rows. */
export function shapeOf(text: string): string {
  return text
    .replaceAll(/\$\d+(::[\w[\]]+)?/g, '?')
    .replaceAll(/\((\?(, )?)+\)/g, '(?)')
    .replaceAll(/\(\?\)(, \(\?\))+/g, '(?)')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
