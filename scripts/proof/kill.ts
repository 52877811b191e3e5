/** `npm run proof:kill -- --kills 1000 [--url postgres://…] [--seed 7] [--minutes 30]` */
import { killLoop } from '../../test/crash/kill-loop.ts';
import { conclude, readOptions, say } from './options.ts';

const { url, number } = readOptions({ kills: 1_000, seed: 7, minutes: 600 });
const outcome = await killLoop({
  url,
  kills: number('kills'),
  seed: number('seed'),
  budgetMs: number('minutes') * 60_000,
  progress: say,
});
conclude({ ...outcome, startsFailed: outcome.failedStarts > 0 ? [outcome.failedStarts] : [] });
