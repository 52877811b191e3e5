import { newestBackup, restore } from '../storage/backup.ts';
import { markRestored } from '../storage/mark-restored.ts';
import { openDatabase } from '../storage/open-database.ts';
import { command } from './database-settings.ts';

const HELP = `npm run db:restore [-- 备份文件]

用一份备份替换 DATA_DIR（默认 ./data）里的内嵌数据库；不写文件名时用 DATA_DIR/backups 里最新的一份。
原来的数据不删除，改名放在旁边。要在服务停止时使用。备份之后发生的事不在其中：
启动后先暂停发送（险情除外），到聊天记录里核对，已经发过的不再发，丢失的消息补收，核对完自动恢复发送。
用 DATABASE_URL 指明服务器时：先用 pg_restore 等工具恢复，再运行 npm run db:restore -- marked，启动后同样核对。`;

await command(HELP, async ({ url, dataDirectory, words }) => {
  if (url) {
    if (words[0] !== 'marked')
      throw new Error(
        'DATABASE_URL：指明的是服务器，请先用 pg_restore 等工具恢复，再运行 npm run db:restore -- marked',
      );
    await using database = await openDatabase<unknown>({ url });
    await database.migrate();
    return told(await markRestored(database.db));
  }
  const file = words[0] ?? (await newestBackup(dataDirectory));
  if (!file) throw new Error(`${dataDirectory}/backups：没有备份，请写明备份文件`);
  const { aside, from } = await restore(file, dataDirectory, Temporal.Now.instant());
  return `已从 ${file} 恢复${aside ? `；原来的数据在 ${aside}` : ''}\n${told(from)}`;
});

function told(from: Temporal.Instant | null): string {
  return from
    ? `备份到 ${from.toString({ smallestUnit: 'second' })} 为止；启动后会先核对聊天记录，再恢复发送`
    : '备份里还没有服务运行过的记录，启动后不需要核对';
}
