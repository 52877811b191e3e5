import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { loadConfig } from '../config.ts';
import { createLark } from '../lark/lark.ts';
import { draftSchoolFile } from '../school-file/draft.ts';

const HELP = `npm run school:init [-- --admin ou_… --name 学校名称]

向飞书查询机器人所在的群和成员，写出第一份学校文件（SCHOOL_FILE 或 ./school.yaml），不覆盖已有的。
需要 LARK_APP_ID 和 LARK_APP_SECRET；请先把机器人加进全体教职工群和总务群。
  --admin  第一位管理员的 open_id；不写就列出成员来选
  --name   学校名称`;

/** What set-up asks the platform. */
interface Platform {
  chats(): Promise<readonly { chatId: string; name: string }[]>;
  members(chatId: string): Promise<readonly { openId: string; name: string }[]>;
}

const { values } = parseArgs({
  options: {
    admin: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const problems = await init();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function init(): Promise<readonly string[]> {
  // The webhook's keys are not needed to ask; the long connection does without them as well.
  if (!process.env['LARK_APP_ID']) return ['LARK_APP_ID：没有设置，应为控制台里的 App ID'];
  const loaded = loadConfig({ ...process.env, LARK_TRANSPORT: 'websocket' });
  if (!loaded.ok) return loaded.problems;
  const { config, secrets } = loaded;
  if (existsSync(config.schoolFile)) {
    return [`${config.schoolFile}：已经有了，不覆盖；要重新生成请先把它改名`];
  }
  const platform: Platform = createLark({
    appId: config.lark.appId ?? '',
    appSecret: secrets.appSecret ?? '',
    domain: config.lark.domain,
    log: pino({ level: 'silent' }),
  });
  const asked = await ask(platform).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    return [`问不到飞书（${why}）：请检查 LARK_APP_ID、LARK_APP_SECRET 和应用的权限，再试一次`];
  });
  if (Array.isArray(asked)) return asked;
  const { chats, known } = asked;
  const admin = values.admin ?? (await askAdmin(known));
  if (!/^ou_\w+$/.test(admin)) {
    return ['--admin：应为第一位管理员的 open_id，以 ou_ 开头（给机器人发“我是谁”可查到）'];
  }
  const text = draftSchoolFile({ name: values.name ?? '我们学校', chats, people: known, admin });
  // wx: still not overwritten when it has appeared in the meantime.
  writeFileSync(config.schoolFile, text, { flag: 'wx' });
  console.log(`已写好 ${config.schoolFile}：${chats.length} 个群，${known.length} 人。`);
  console.log('请打开它看一遍，运行 npm run school:check，启动后在私聊里给机器人发“设置”。');
  return [];
}

async function ask(platform: Platform) {
  const chats = await platform.chats();
  const people = new Map<string, string>();
  for (const chat of chats) {
    for (const { openId, name } of await platform.members(chat.chatId)) people.set(openId, name);
  }
  return { chats, known: [...people].map(([openId, name]) => ({ openId, name })) };
}

async function askAdmin(known: readonly { openId: string; name: string }[]): Promise<string> {
  if (!process.stdin.isTTY) return '';
  for (const [i, { name, openId }] of known.entries()) console.log(`${i + 1}. ${name} ${openId}`);
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = (await prompt.question('第一位管理员是谁？请输入序号或 open_id：')).trim();
  prompt.close();
  return known[Number(answer) - 1]?.openId ?? answer;
}
