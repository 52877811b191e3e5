import type { Feature } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { swapTaps } from './taps.ts';
import { expireSwap, urgeApproval } from './timers.ts';
import { bareSwap, swapIntent } from './words.ts';

/** 换班 and 求顶班: consent, approval, and the roster after them. */
export const swaps = {
  phrases: [
    {
      pattern: /^(?:我?(?:要|想|申请)?)?(?:换班|调班|换个?班|求顶班|找人顶班)[。!！]?$/u,
      handle: bareSwap,
    },
  ],
  intents: { 'duty.swap': swapIntent },
  taps: swapTaps,
  timers: { 'swap-expire': expireSwap, 'swap-urge': urgeApproval },
  help: [
    {
      say: '我5月1日的班跟李老师换他5月3日的',
      does: '换班：对方同意、领导批准后生效；没人换就发“5月1日的班求顶班”',
    },
  ],
} satisfies Omit<Feature<Tables>, 'name'>;
