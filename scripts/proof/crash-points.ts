/** `npm run proof:crash-points -- [--stride 1] [--from 0]`: the process dies at every point once. */
import { conclude, readOptions } from './options.ts';
import { sweep } from './sweep.ts';

const { number } = readOptions({ from: 0, to: 100_000, stride: 1, step: -1 });
conclude(
  await sweep('crash', {
    from: number('from'),
    to: number('to'),
    stride: number('stride'),
    step: number('step'),
  }),
);
