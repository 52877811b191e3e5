import type { Feature } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { exportRecord } from './export.ts';
import { logTaps } from './taps.ts';
import { writeLog } from './words.ts';

/** 值班记录: what was seen on duty, who saw it, and what the next shift must know. */
export const log = {
  phrases: [
    {
      pattern: /^(值班记录|交班|接班|写值班记录)(?:[\s:：，,]+([\s\S]+))?[。!！]?$/u,
      handle: writeLog,
    },
    {
      pattern: /^(?:导出|下载|打印)\s*(.{0,20}?)\s*的?值班记录\s*(.{0,20}?)[。!！]?$/u,
      handle: exportRecord,
    },
  ],
  taps: logTaps,
  help: [
    { say: '值班记录：9点、21点巡查正常', does: '当班时记一笔；“交班：…”下一班会看到' },
    { say: '导出值班记录 5月', does: '总务主任、校长：值班记录的 Excel 和可签字盖章的 PDF' },
  ],
} satisfies Omit<Feature<Tables>, 'name'>;
