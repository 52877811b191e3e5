import type { Trade } from '../../../kernel/people.ts';
import type { Urgency } from '../../../kernel/understood.ts';

/** As forms name them; on cards the trade is a worker's, here it is the kind of fault. */
export const CATEGORIES: Readonly<Record<Trade, string>> = {
  electrical: '用电照明',
  plumbing: '给排水',
  hvac: '空调暖通',
  furniture: '课桌椅家具',
  door_window: '门窗锁',
  network_av: '网络多媒体',
  appliance: '电器设备',
  civil: '土建房屋',
  fire_safety: '消防设施',
  sports_playground: '体育器材',
  greenery_cleaning: '绿化保洁',
  other: '其他',
};

export const URGENCIES: Readonly<Record<Urgency, string>> = {
  critical: '险情',
  high: '紧急',
  normal: '一般',
};
