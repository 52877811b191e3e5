import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportPerson } from '../personal/export.ts';
import { subjectsNamed } from '../personal/find.ts';
import { command } from './database-settings.ts';
import { withPersonal } from './personal-settings.ts';

const HELP = `npm run person:export -- <open_id 或姓名>

把一个人的全部个人信息导出到 DATA_DIR/exports：data.json（完整）、index.md（可读）、pictures（本人发的图片）。
交给本人之前，请遮去其中其他人的信息，用完删除该文件夹。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务。`;

await command(HELP, async (settings) => {
  const word = settings.words[0];
  if (!word) throw new Error('请写明是谁：open_id（ou_ 开头）或姓名');
  return withPersonal(settings, async ({ schoolId, database, blobs }) => {
    const [person, ...others] = await subjectsNamed(database.db, schoolId, word);
    if (!person) throw new Error(`没有找到“${word}”`);
    if (others.length > 0)
      throw new Error(
        `“${word}”有 ${others.length + 1} 人，请写 open_id：${[person, ...others].map((one) => one.openId ?? one.id).join('、')}`,
      );
    const made = await exportPerson(database.db, blobs, schoolId, person);
    const folder = join(settings.dataDirectory, 'exports', person.openId ?? person.id);
    await mkdir(join(folder, 'pictures'), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'data.json'), made.json, { mode: 0o600 });
    await writeFile(join(folder, 'index.md'), made.page, { mode: 0o600 });
    for (const { name, bytes } of made.pictures)
      await writeFile(join(folder, 'pictures', name), bytes, { mode: 0o600 });
    return `已导出到 ${folder}`;
  });
});
