import { backUp } from '../storage/backup.ts';
import { openDatabase } from '../storage/open-database.ts';
import { command } from './database-settings.ts';

const HELP = `npm run db:backup

把 DATA_DIR（默认 ./data）里的内嵌数据库备份到 DATA_DIR/backups，并复制新的图片。
服务运行时每 15 分钟自动备份一次，不需要这个命令；这个命令要在服务停止时使用。
用 DATABASE_URL 指明服务器时，请用 PostgreSQL 自己的工具（如 pg_dump）。`;

await command(HELP, async ({ url, dataDirectory }) => {
  if (url) throw new Error('DATABASE_URL：指明的是服务器，请用 pg_dump 等工具备份');
  await using database = await openDatabase<never>({ directory: dataDirectory });
  return `已备份：${await backUp(database, dataDirectory, Temporal.Now.instant())}`;
});
