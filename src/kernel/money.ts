const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'] as const;
const GROUPS = ['', '万', '亿'] as const;

/** `1,234.50` from fen. */
export function amount(fen: number): string {
  const [yuan = '0', cents = '00'] = (fen / 100).toFixed(2).split('.');
  return `${yuan.replaceAll(/\B(?=(\d{3})+$)/gu, ',')}.${cents}`;
}

/** 大写: `壹仟贰佰叁拾肆元伍角整` from fen, as forms are filled so that nobody can add a digit. Up to 千亿. */
export function amountInWords(fen: number): string {
  const yuan = Math.trunc(fen / 100);
  const jiao = Math.trunc((fen % 100) / 10);
  const cent = fen % 10;
  const whole = yuan === 0 ? '' : `${wholeInWords(yuan)}元`;
  if (jiao === 0 && cent === 0) return `${whole || '零元'}整`;
  const tenths = jiao === 0 ? (whole ? '零' : '') : `${DIGITS[jiao]}角`;
  return `${whole}${tenths}${cent === 0 ? '整' : `${DIGITS[cent]}分`}`;
}

function wholeInWords(yuan: number): string {
  let words = '';
  let gap = false;
  for (let group = 2; group >= 0; group--) {
    const part = Math.trunc(yuan / 10_000 ** group) % 10_000;
    for (let place = 3; place >= 0; place--) {
      const digit = Math.trunc(part / 10 ** place) % 10;
      if (digit === 0) {
        gap = words !== '';
        continue;
      }
      words += `${gap ? '零' : ''}${DIGITS[digit]}${PLACES[place]}`;
      gap = false;
    }
    if (part > 0) words += GROUPS[group];
  }
  return words;
}
