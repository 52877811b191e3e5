import { keptAside, replay } from '../intake/replay.ts';
import type { InboxTables } from '../intake/tables.ts';
import { openDatabase } from '../storage/open-database.ts';
import { command } from './database-settings.ts';

const HELP = `npm run inbox:replay [-- all | 编号 …]

收到却没能处理的消息会留存 180 天。不带参数：列出它们（不显示内容）；all 或编号：重新处理，由运行中的服务完成。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务，再启动。`;

await command(HELP, async ({ url, dataDirectory, words }) => {
  const schoolId = process.env['LARK_APP_ID'];
  if (!schoolId) throw new Error('LARK_APP_ID：没有设置，应为应用的 App ID（cli_ 开头）');
  await using database = await openDatabase<InboxTables>(
    url ? { url } : { directory: dataDirectory },
  );
  const kept = await keptAside(database.db, schoolId);
  if (words.length === 0) {
    if (kept.length === 0) return '没有留存的消息';
    return kept
      .map((one) => `${one.id}  ${one.receivedAt.toString()}  ${one.error ?? ''}`)
      .join('\n');
  }
  const ids = words.includes('all') ? kept.map((one) => one.id) : words;
  const failed: string[] = [];
  for (const id of ids) {
    if (!(await replay(database, schoolId, id, Temporal.Now.instant()))) failed.push(id);
  }
  const done = `已交回处理 ${ids.length - failed.length} 条`;
  // Exit 0 only on success: what cannot be replayed is named.
  if (failed.length > 0) throw new Error(`${done}；仍然认不出或已不在：${failed.join('、')}`);
  return done;
});
