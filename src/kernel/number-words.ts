export const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  幺: 1,
  乙: 1,
  俩: 2,
  仨: 3,
};
const UNITS: Readonly<Record<string, number>> = {
  十: 10,
  百: 100,
  千: 1000,
  k: 1000,
  万: 10_000,
  w: 10_000,
};

/** A number as people write it, in digits, 1.5万, 两千五 or 半; null when it is none. */
export function readNumber(text: string): number | null {
  if (text === '半') return 0.5;
  const plain = /^(\d+(?:\.\d+)?)([十百千万kw]*)$/.exec(text);
  if (plain) {
    let value = Number(plain[1]);
    for (const unit of plain[2] ?? '') value *= UNITS[unit] ?? 1;
    return Math.round(value * 1000) / 1000;
  }
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let last = 1;
  for (const c of text) {
    const d = DIGITS[c] ?? (/\d/.test(c) ? Number(c) : undefined);
    const unit = UNITS[c];
    if (d !== undefined) {
      digit = digit !== null && last === 1 ? digit * 10 + d : d;
      if (c === '零' || c === '〇') last = 1;
    } else if (unit === 10_000) {
      total += (section + (digit ?? 0)) * unit;
      section = 0;
      digit = null;
      last = unit;
    } else if (unit !== undefined) {
      section += (digit ?? 1) * unit;
      digit = null;
      last = unit;
    } else return null;
  }
  // 两千五 leaves out the hundred; 一百零五 does not.
  if (digit !== null) section += last > 10 && !/[零〇]/.test(text) ? digit * (last / 10) : digit;
  return total + section;
}

/** Characters of one number inside a regular expression. */
export const NUMBER =
  '(?:\\d{1,4}[百千万][1-9](?![\\d号楼])|\\d{1,9}(?:\\.\\d{1,4})?[十百千万kw]{0,2}|[一二两三四五六七八九十百千万零半俩仨]{1,9})';
