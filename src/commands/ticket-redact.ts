import { redactTicket } from '../personal/redact.ts';
import { command } from './database-settings.ts';
import { withPersonal } from './personal-settings.ts';

const HELP = `npm run ticket:redact -- <编号，如 BX2611-0001>

删除一张报修单里人写的文字和全部照片（例如写到、拍到了学生）；编号、位置、时间、经手人保留。
飞书里已发出的卡片和消息请在飞书里撤回或由机器人下次更新。旧备份最迟 30 天后过期。
需要 LARK_APP_ID；DATABASE_URL 指明服务器，不设则为 DATA_DIR（默认 ./data）里的内嵌数据库，此时须先停下服务。`;

await command(HELP, async (settings) => {
  const number = settings.words[0];
  if (!number) throw new Error('请写明报修单的编号');
  return withPersonal(settings, async (personal) => {
    const { schoolId, database } = personal;
    const done = await database.transaction((tx) => redactTicket(tx, schoolId, number));
    if (!done) throw new Error(`没有找到 ${number}`);
    await personal.removePictures(done.blobs);
    await database.maintain();
    return `${number} 的文字已删除，照片删除 ${done.photos} 张`;
  });
});
