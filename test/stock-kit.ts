import { contextMaker } from '../src/context.ts';
import { SchoolCalendar } from '../src/kernel/calendar.ts';
import { MovableClock } from '../src/kernel/clock.ts';
import type { Context } from '../src/kernel/feature.ts';
import { idMaker } from '../src/kernel/ids.ts';
import type { Say, ShowOptions } from '../src/kernel/say.ts';
import type { School } from '../src/kernel/school.ts';
import { parseSchoolFile, schoolFromFile } from '../src/school-file/index.ts';
import type { Database } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';

const parsed = parseSchoolFile('name: 校\nsetup: true\ngroups: { staff: null, logistics: null }\n');
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const school = schoolFromFile(parsed.file, 'cli_stock');
const calendar = new SchoolCalendar('Asia/Shanghai', {}, []);
const clock = new MovableClock(Temporal.Instant.from('2026-11-23T10:00:00+08:00'));

/** Transactions of a school whose cards stay in memory, as many at once as the caller starts. */
export function stockSchool(database: Database<Tables>, of: School = school) {
  const cards = new Map<string, ShowOptions>();
  const lines: { readonly to: string; readonly text: string }[] = [];
  const say: Say = {
    show: async (options) => void cards.set(options.key, options),
    text: async () => {},
    reply: async (_, to, text) =>
      void lines.push({ to: to.kind === 'person' ? to.openId : to.chatId, text }),
    file: async () => {},
    async shown(key) {
      const card = cards.get(key);
      return card ? { card: card.card, messageId: `om_${key}` } : null;
    },
    keyOf: async () => null,
  };
  const within = contextMaker({
    clock,
    newId: idMaker(clock),
    calendar: () => calendar,
    school: async () => of,
    say: () => say,
    pictureWanted: () => {},
  });
  const run = <R>(work: (context: Context<Tables>) => Promise<R>): Promise<R> =>
    database.transaction(async (tx) => work(await within(tx)));
  return { run, cards, lines, within };
}
