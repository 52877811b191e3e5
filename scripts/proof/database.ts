/** `npm run proof:database -- [--events 10000] [--every 5]`: seconds between two restarts. */
import { restartLoop } from '../../test/crash/restart-loop.ts';
import { conclude, readOptions, say } from './options.ts';

const { number } = readOptions({ events: 10_000, every: 5 });
const outcome = await restartLoop({
  events: number('events'),
  everyMs: number('every') * 1_000,
  progress: say,
});
if (!outcome) throw new Error('no PostgreSQL is installed below /usr/lib/postgresql');
conclude(outcome);
