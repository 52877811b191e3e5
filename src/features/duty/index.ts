import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { log } from './log/index.ts';
import { roster } from './roster/index.ts';
import { running } from './running/index.ts';
import { swaps } from './swaps/index.ts';

/** 值班: rosters, sign-in, duty log, swaps. */
export const duty: Feature<Tables> = {
  name: 'duty',
  phrases: [...roster.phrases, ...log.phrases, ...swaps.phrases],
  sheets: roster.sheets,
  intents: { ...roster.intents, ...swaps.intents },
  taps: { ...roster.taps, ...running.taps, ...swaps.taps, ...log.taps },
  timers: { ...roster.timers, ...running.timers, ...swaps.timers },
  async start(context) {
    await roster.start(context);
    await running.start(context);
  },
  help: [...roster.help, ...swaps.help, ...log.help],
};
