import { backUp } from '../storage/backup.ts';
import { openDatabase } from '../storage/open-database.ts';
import { command } from './database-settings.ts';

const HELP = `npm run db:migrate

把数据库升级到本版本的结构；已是最新时什么也不做。DATABASE_URL 指明服务器；不设则为 DATA_DIR（默认 ./data）里的内嵌数据库。
内嵌数据库升级之前自动备份一次，且不能与服务同时使用。`;

await command(HELP, async ({ url, dataDirectory }) => {
  await using database = await openDatabase<never>(url ? { url } : { directory: dataDirectory });
  if (!(await database.pending())) return '数据库已是最新结构';
  const saved =
    database.kind === 'embedded'
      ? await backUp(database, dataDirectory, Temporal.Now.instant())
      : null;
  await database.migrate();
  return saved ? `升级完成；升级前的备份：${saved}` : '升级完成';
});
