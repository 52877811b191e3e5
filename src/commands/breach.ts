import { parseArgs } from 'node:util';
import { affectedBetween } from '../personal/breach.ts';
import { DATA_MAP } from '../personal/data-map.ts';
import { orOneLine, readInstant } from './output.ts';
import { settingsOf } from './database-settings.ts';
import { withPersonal } from './personal-settings.ts';

const HELP = `npm run breach -- --since <时间> [--until <时间>]

泄露事件（如 App Secret、数据库口令外泄）：列出这段时间里可能受影响的人，以及涉及的数据，供通知和上报使用。
时间写作 2026-11-23T10:00+08:00；不写 --until 则到现在。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务。`;

await orOneLine(async () => {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      since: { type: 'string' },
      until: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (!values.since) throw new Error('--since：没有写，应为泄露开始的时间');
  const from = readInstant('--since', values.since);
  const until = values.until ? readInstant('--until', values.until) : Temporal.Now.instant();
  const people = await withPersonal(settingsOf([]), ({ schoolId, database }) =>
    affectedBetween(database.db, schoolId, from, until),
  );
  const lines = people.map(({ name, openId, phone, where }) => {
    const purposes = where.map((table) => DATA_MAP[table]?.purpose ?? table);
    const what = ['姓名', ...(phone ? ['电话'] : []), ...purposes];
    return `| ${name} | ${openId ?? '无账号'} | ${what.join('、')} |`;
  });
  process.stdout.write(
    `${['| 姓名 | 账号 | 涉及 |', '| --- | --- | --- |', ...lines].join('\n')}\n共 ${people.length} 人\n`,
  );
});
