import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deletePerson } from '../personal/delete.ts';
import { subjectsNamed } from '../personal/find.ts';
import { openWorkOf } from '../personal/open-work.ts';
import { backUp, backupsOf, dropSetAside, listBackups } from '../storage/backup.ts';
import { command } from './database-settings.ts';
import { withPersonal } from './personal-settings.ts';

const HELP = `npm run person:delete -- <open_id> [backups]

删除一个已离职的人：姓名、电话、账号、未办完的草稿、与机器人的对话、本人发的图片；
审批、物资账、维修和值班的记录按规定保留，换成化名。发票照片是财务凭证，保留。
本人名下还有没办完的事，或还没有登记调走时，不删除并说明怎么办。
旧备份里仍有这些内容，最迟 30 天后过期；写上 backups 立即删除全部旧备份，并新做一份。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务。`;

await command(HELP, async (settings) => {
  const [openId, option] = settings.words;
  if (!openId) throw new Error('请写明是谁：open_id（ou_ 开头）');
  const file = process.env['SCHOOL_FILE'] || './school.yaml';
  if (existsSync(file) && readFileSync(file, 'utf8').includes(openId))
    throw new Error(`${file} 里还有 ${openId}，下次启动会重新登记；请先从文件中删去这个人，再运行`);
  return withPersonal(settings, async (personal) => {
    const { schoolId, database } = personal;
    const done = await database.transaction(async (tx) => {
      const person = (await subjectsNamed(tx, schoolId, openId)).find(
        (one) => one.openId === openId || one.id === openId,
      );
      if (!person) throw new Error(`没有找到 ${openId}`);
      if (person.active)
        throw new Error(
          `${person.name}还没有登记调走：请总务主任或管理员在机器人里发“${person.name}调走了”，选好接手的人，再运行`,
        );
      const open = await openWorkOf(tx, schoolId, person.id);
      if (open.length > 0)
        throw new Error(
          `${person.name}名下还有 ${open.length} 件事没办完，请先办完或转给别人：${open.join('、')}`,
        );
      return deletePerson(tx, schoolId, person);
    });
    await personal.removePictures(done.blobs);
    await database.maintain();
    const lines = [
      `已删除，记录里改称“${done.pseudonym}”：改动 ${done.rows} 行，删除图片 ${done.blobs.length} 张`,
      ...(done.shared ? ['还有同名的人，所以文字里的这个姓名没有改'] : []),
    ];
    if (option !== 'backups' || database.kind === 'server')
      return [...lines, '备份里仍有，随备份过期（30 天）'].join('\n');
    const old = await listBackups(settings.dataDirectory);
    const aside = await dropSetAside(settings.dataDirectory);
    await backUp(database, settings.dataDirectory, Temporal.Now.instant());
    for (const name of old)
      await rm(join(backupsOf(settings.dataDirectory), name), { force: true });
    return [...lines, `旧备份 ${old.length + aside} 份已删除，已新做一份`].join('\n');
  });
});
