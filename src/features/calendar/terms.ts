/** When a term begins and ends, from the school's own file: `什么时候开学`, `寒假放多久`. */
import { answer } from '../../kernel/answer.ts';
import { sayDay } from '../../kernel/day-words.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Term } from '../../kernel/school.ts';
import type { Tables } from '../../tables.ts';

type C = Context<Tables>;

const WHEN = '(?:什么时候|哪天|哪一天|几号|几月几号)';
export const TERM_QUESTION = new RegExp(
  `^(?:今年|明年)?(?:${WHEN}(?:开始)?(?:放)?(开学|寒假|暑假|期末|学期结束)|(开学|寒假|暑假|期末|学期)(?:是|日期)?(?:${WHEN}|放?多久|放?几天|多长时间)(?:开始|结束|放假?|放)?)(?:啊|呢)?[?？]?$`,
  'u',
);
const UNKNOWN = '校历里还没有这个日期，请总务主任把学期的起止日期告诉管理员，写进学校的设置文件。';

export async function termDays(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const asked = match[1] ?? match[2] ?? '';
  const { terms } = context.calendar;
  const today = context.calendar.date(context.now);
  const ahead = (day: Temporal.PlainDate) => Temporal.PlainDate.compare(day, today) >= 0;
  if (asked === '开学') {
    const next = terms.find((term) => ahead(term.from));
    return answer(context, message, next ? `${next.name} ${sayDay(next.from)}开学` : UNKNOWN);
  }
  // A vacation is asked about until the next term begins.
  const ending = terms.find((term, i) => {
    const fits =
      asked === '寒假' ? !isSpring(term) : asked === '暑假' ? isSpring(term) : ahead(term.to);
    return fits && ahead(terms[i + 1]?.from ?? term.to);
  });
  return answer(context, message, ending ? endOf(ending, terms) : UNKNOWN);
}

function endOf(term: Term, terms: readonly Term[]): string {
  const vacation = isSpring(term) ? '暑假' : '寒假';
  const first = term.to.add({ days: 1 });
  const next = terms[terms.indexOf(term) + 1];
  const back = next ? `，${sayDay(next.from)}开学，共 ${first.until(next.from).days} 天` : '';
  return `${term.name} ${sayDay(term.to)}结束，${sayDay(first)}起放${vacation}${back}`;
}

function isSpring(term: Term): boolean {
  return term.from.month <= 6;
}
