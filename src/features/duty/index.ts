import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { roster } from './roster/index.ts';
import { running } from './running/index.ts';

/** 值班: rosters, sign-in, duty log, swaps. */
export const duty: Feature<Tables> = {
  name: 'duty',
  phrases: roster.phrases,
  intents: roster.intents,
  taps: { ...roster.taps, ...running.taps },
  timers: { ...roster.timers, ...running.timers },
  async start(context) {
    await roster.start(context);
    await running.start(context);
  },
  help: roster.help,
};
