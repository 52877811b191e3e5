import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { showShift } from '../running/show.ts';
import type { LogFields, LogPart } from './store.ts';
import { startToWrite, write } from './write.ts';

type C = Context<Tables>;

/** How people call the parts; what stands under none of them is the round that was made. */
const LABELS: readonly (readonly [RegExp, LogPart])[] = [
  [/^天气$/u, 'weather'],
  [/^巡查(?:情况|记录|时间)?$/u, 'patrols'],
  [/^(?:发现(?:的?问题)?|问题|异常|隐患)$/u, 'findings'],
  [/^(?:来访|访客|来人(?:来访)?)$/u, 'visitors'],
  [/^(?:突发(?:事件)?|事件)$/u, 'incidents'],
  [/^(?:交接(?:事项)?|交班|移交)$/u, 'handover'],
];
const SEGMENT = /(?:^|[\s；;，,。\n])([\p{L}]{2,5})[：:]/gu;
const MOST = 500;

/** `值班记录：9点、21点巡查正常；来访：无；交接：钥匙在门卫室`, `交班：…`, or the bare words for the form. */
export async function writeLog(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { message, sender } = incoming;
  const [, kind = '', said = ''] = match;
  const words = said.trim().slice(0, MOST);
  const start = await startToWrite(context, sender);
  if (!start) {
    const exporting = hasRole(sender, 'director', 'admin', 'principal')
      ? '要看记录请发“导出值班记录 本月”。'
      : '';
    return answer(context, message, `您现在没有值班，不能写值班记录。${exporting}`);
  }
  if (words === '') {
    await showShift(context, start, sender.id, { renew: true });
    return message.chatKind === 'group'
      ? answer(context, message, '详情已私聊您')
      : answer(context, message, '请在值班卡片上填写，或直接发“值班记录：…”“交班：…”。');
  }
  await write(context, start, sender, kind === '交班' ? { handover: words } : fieldsOf(words));
  return answer(
    context,
    message,
    `已记入${sayDay(start.day)}值班记录${kind === '交班' ? '，下一班会看到' : ''}。`,
  );
}

/** The parts that somebody has named; all of it is the round where nothing is named. */
export function fieldsOf(words: string): LogFields {
  const fields: LogFields = {};
  const put = (name: LogPart, text: string) => {
    const clean = text.replaceAll(/^[\s；;，,。]+|[\s；;，,]+$/gu, '');
    if (clean !== '') fields[name] = fields[name] ? `${fields[name]}；${clean}` : clean;
  };
  const found = [...words.matchAll(SEGMENT)].flatMap((one) => {
    const name = LABELS.find(([pattern]) => pattern.test(one[1] ?? ''))?.[1];
    return name ? [{ name, at: one.index, from: one.index + one[0].length }] : [];
  });
  put('patrols', words.slice(0, found[0]?.at ?? words.length));
  for (const [i, { name, from }] of found.entries())
    put(name, words.slice(from, found[i + 1]?.at ?? words.length));
  return fields;
}
