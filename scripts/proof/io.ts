/** `npm run proof:io -- [--stride 1] [--from 0]`: every call of the database, the platform and the disk fails once. */
import { conclude, readOptions } from './options.ts';
import { sweep } from './sweep.ts';

const { number } = readOptions({ from: 0, to: 100_000, stride: 1, step: -1 });
conclude(
  await sweep('fail', {
    from: number('from'),
    to: number('to'),
    stride: number('stride'),
    step: number('step'),
  }),
);
