/** `npm run proof:replicas -- --url postgres://… [--operations 100000] [--rounds 3]` */
import { contend } from '../../test/crash/contention.ts';
import { rollingRestart } from '../../test/crash/rolling.ts';
import { conclude, readOptions, say } from './options.ts';

const { url, number } = readOptions({ operations: 100_000, rounds: 3, seed: 7 });
if (url === null) throw new Error('--url: the address of a PostgreSQL server');
conclude(
  await contend({ url, operations: number('operations'), seed: number('seed'), progress: say }),
);
if (number('rounds') > 0) conclude(await rollingRestart({ url, rounds: number('rounds') }));
