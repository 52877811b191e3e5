import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { decideNotice, takeNotice, type CalendarHooks } from './notices.ts';
import {
  HOLIDAY_WORDS,
  holidayPlan,
  oneHoliday,
  unusualDays,
  weekend,
  workOfWeek,
  worksOn,
} from './questions.ts';
import { TERM_QUESTION, termDays } from './terms.ts';

/** 校历: the official holidays, the notices that rule them, and what people ask about them. */
export function createCalendar(hooks: CalendarHooks): Feature<Tables> {
  return {
    name: 'calendar',
    phrases: [
      {
        pattern:
          /^(?:(20\d{2})年|(今年|明年))?(?:的)?(?:放假|节假日|假期|调休)(?:安排|通知)[?？]?$/u,
        handle: holidayPlan,
      },
      {
        pattern: new RegExp(
          `^(?:今年|明年)?(${HOLIDAY_WORDS})(?:节|假期)?(?:前后|前|后)?(?:放几天|放假|怎么放|放多久|休几天|哪天放|什么时候放|几号放|(?:哪天|哪几天|什么时候|几号|怎么)?要?(?:补班|补课|调休))[^，。]{0,8}$`,
          'u',
        ),
        handle: oneHoliday,
      },
      {
        pattern: /^(本周|这周|下周)(?:周)?(?:几|哪几天|几天|怎么)(?:上班|上课|调休)[?？]?$/u,
        handle: workOfWeek,
      },
      {
        pattern:
          /^((?:今|明|后|大后)天|(?:下|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|(?:\d{1,2}月)?\d{1,2}[日号])(?:调休)?(?:是|要|算)?(?:不)?(?:要)?(?:上班|上课|放假|休息|调休)(?:还是[\p{L}]{1,4})?(?:吗|么|不)?[?？]?$/u,
        handle: worksOn,
      },
      {
        pattern:
          /^(本|这|下)?个?(?:周末|双休日)(?:要|用)?(?:上班|上课|放假|休息|调休|补班)(?:吗|么|不)?[?？]?$/u,
        handle: weekend,
      },
      {
        pattern:
          /^(?:(\d{1,2})|(本|这个?|下个?))月(?:份)?(?:有没有|有|要)?(?:哪天|哪几天|什么时候|几号|怎么)?要?(?:放假|调休|补班|补课)(?:吗|么|安排)?[?？]?$/u,
        handle: unusualDays,
      },
      { pattern: TERM_QUESTION, handle: termDays },
    ],
    claims: takeNotice,
    taps: { take: decideNotice(hooks, true), drop: decideNotice(hooks, false) },
    help: [{ say: '放假安排', does: '看接下来的假期和调休；还有“国庆放几天假”“本周几上班”' }],
  };
}
