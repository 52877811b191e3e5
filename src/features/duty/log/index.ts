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
} satisfies Omit<Feature<Tables>, 'name'>;
