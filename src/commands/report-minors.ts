import { minorsReport } from '../personal/minors.ts';
import { command } from './database-settings.ts';
import { withPersonal } from './personal-settings.ts';

const HELP = `npm run report:minors [-- 年份]

打印未成年人个人信息年度情况（markdown），供每年一月的合规审计使用。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务。`;

await command(HELP, async (settings) => {
  const year = Number(settings.words[0] ?? Temporal.Now.plainDateISO().year - 1);
  if (!Number.isInteger(year)) throw new Error('年份应为四位数字，如 2026');
  return withPersonal(settings, ({ schoolId, database }) =>
    minorsReport(database.db, schoolId, year),
  );
});
