import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blobsOf } from '../storage/backup.ts';
import { move } from '../storage/move.ts';
import { openDatabase } from '../storage/open-database.ts';
import { command } from './database-settings.ts';

const HELP = `npm run db:move

把 DATA_DIR（默认 ./data）里的内嵌数据库连同图片搬到 DATABASE_URL 指明的空的 PostgreSQL 服务器。
要在服务停止时使用。行数逐表核对，全部一致才生效；内嵌数据库原样保留。搬完后带着 DATABASE_URL 启动服务即可。`;

await command(HELP, async ({ url, dataDirectory }) => {
  if (!url) throw new Error('DATABASE_URL：没有设置，应为要搬去的 PostgreSQL 服务器');
  if (!existsSync(join(dataDirectory, 'postgres')))
    throw new Error(`DATA_DIR：${dataDirectory} 里没有内嵌数据库`);
  await using source = await openDatabase<unknown>({ directory: dataDirectory });
  if (await source.pending())
    throw new Error('内嵌数据库不是最新结构，请先不带 DATABASE_URL 运行 npm run db:migrate');
  await using target = await openDatabase<unknown>({ url });
  await target.migrate();
  const moved = await move(source, target, blobsOf(dataDirectory));
  const lines = Object.entries(moved).map(([table, rows]) => `${table}：${rows} 行`);
  return [...lines, '全部搬完，行数一致'].join('\n');
});
