import { newestBackup, restore } from '../storage/backup.ts';
import { command } from './database-settings.ts';

const HELP = `npm run db:restore [-- 备份文件]

用一份备份替换 DATA_DIR（默认 ./data）里的内嵌数据库；不写文件名时用 DATA_DIR/backups 里最新的一份。
原来的数据不删除，改名放在旁边。要在服务停止时使用。备份之后发生的事不在其中。`;

await command(HELP, async ({ url, dataDirectory, words }) => {
  if (url) throw new Error('DATABASE_URL：指明的是服务器，请用 pg_restore 等工具恢复');
  const file = words[0] ?? (await newestBackup(dataDirectory));
  if (!file) throw new Error(`${dataDirectory}/backups：没有备份，请写明备份文件`);
  const aside = await restore(file, dataDirectory, Temporal.Now.instant());
  return `已从 ${file} 恢复${aside ? `；原来的数据在 ${aside}` : ''}`;
});
