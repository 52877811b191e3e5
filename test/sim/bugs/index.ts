import type { PlantedBug } from '../planted.ts';
import { APPROVALS } from './approvals.ts';
import { INTAKE } from './intake.ts';
import { LEDGER } from './ledger.ts';
import { OUTBOX } from './outbox.ts';
import { REPAIRS } from './repairs.ts';
import { SCHEDULE } from './schedule.ts';

/** Every planted bug. One that the simulation does not find is a hole in its invariants. */
export const BUGS: readonly PlantedBug[] = [
  ...INTAKE,
  ...OUTBOX,
  ...APPROVALS,
  ...LEDGER,
  ...REPAIRS,
  ...SCHEDULE,
];
