/** `npm run proof:disk -- [--leave 30]`: MB that are left on the disk; needs the right to mount a tmpfs. */
import { fillDisk } from '../../test/crash/small-disk.ts';
import { conclude, readOptions } from './options.ts';

const { number } = readOptions({ leave: 30 });
const outcome = await fillDisk(number('leave'));
if (!outcome) throw new Error('no file system can be mounted here');
conclude(outcome);
