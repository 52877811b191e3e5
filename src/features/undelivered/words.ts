import type { DeadLetter } from '../../outbox/dead-letters.ts';

const BY_CODE: Readonly<Record<number, string>> = {
  230013: '对方不在应用的可用范围内，请在管理后台加入',
  99992351: '查无此人，请核对“人员”“设置”里的编号',
  230029: '对方已离职',
  230053: '对方不接收机器人的消息',
  230002: '我不在这个群里，请把我加回来',
  232009: '群已解散',
  230018: '群里禁言，请群主放开',
  230099: '卡片被平台拒绝，已改发文字',
  200861: '卡片被平台拒绝，已改发文字',
  230025: '内容太长，已改发文字',
};

const KINDS: Readonly<Record<DeadLetter['kind'], string>> = {
  send: '卡片',
  update: '卡片更新',
  close: '旧卡片的收起',
  text: '消息',
  reply: '回复',
  file: '文件',
};

/** Why it did not arrive, and where something can be done about it, what. */
export function whyOf({ reason, code }: DeadLetter): string {
  if (reason === 'expired') return '已经过时，没有再发';
  if (reason === 'fate unknown') return '平台一直没有回音，不知道是否送到';
  return code === null ? '内部错误，请告诉管理员' : (BY_CODE[code] ?? `平台拒绝（${code}）`);
}

export function whatOf({ kind, words }: DeadLetter): string {
  const short = words.length > 40 ? `${words.slice(0, 40)}…` : words;
  return short === '' ? KINDS[kind] : `${KINDS[kind]}“${short}”`;
}
