/** One thing and how much of it, as somebody wrote it; the number still in words. */
export interface SaidAmount {
  readonly name: string;
  readonly number: string;
  /** Null: not said. */
  readonly unit: string | null;
}

const NUMBER = String.raw`\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千半]+`;
const UNIT = String.raw`[^\d\s零〇一二两三四五六七八九十百千半]{1,2}`;
const AFTER = new RegExp(`^(.+?)\\s*(${NUMBER})\\s*(${UNIT})?$`, 'u');
const BEFORE = new RegExp(`^(${NUMBER})\\s*(${UNIT})\\s+?(.+)$`, 'u');

/** `语文书1本、橡皮 两块`: things and numbers, nothing else. Null: a piece of it is neither. */
export function readAmounts(text: string): SaidAmount[] | null {
  const pieces = text
    .normalize('NFKC')
    .split(/[，,、;；\n]|(?<=[^，,、;；\n\s])和(?=\S{1,12}[\d一二两三四五六七八九十])/u);
  const read: SaidAmount[] = [];
  for (const piece of pieces.map((one) => one.trim()).filter(Boolean)) {
    const [, first, firstUnit, rest] = BEFORE.exec(piece) ?? [];
    const [, name = rest, number = first, unit = firstUnit] = AFTER.exec(piece) ?? [];
    if (name === undefined || number === undefined) return null;
    read.push({ name: name.trim(), number, unit: unit ?? null });
  }
  return read.length > 0 ? read : null;
}
