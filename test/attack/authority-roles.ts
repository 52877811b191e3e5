/** Who may give whom which role, asked of the rules. */
import { judgeRoles, refuseGone } from '../../src/features/people/grants.ts';
import { mayManage } from '../../src/features/people/words.ts';
import { ROLES } from '../../src/kernel/people.ts';
import { someone } from '../purchases-kit.ts';
import type { Cast } from './authority-cast.ts';

/** Of a colleague, or of oneself; there are two admins. Whose card it is does not matter. */
export function people(command: string, cast: Cast): boolean {
  const { actor } = cast;
  const [what = '', role = ''] = command.split(':');
  const named = ROLES.find((one) => one === role);
  const colleague = someone('colleague', what === 'give' || !named ? ['teacher'] : [named]);
  const person = what === 'giveOneself' ? actor : colleague;
  if (!mayManage(actor)) return false;
  if (what === 'depart') return refuseGone(actor, person, '登记调走') === null;
  const roles =
    what === 'take' ? (['teacher'] as const) : [...person.roles, ...(named ? [named] : [])];
  return judgeRoles(actor, { person, roles }, { another: true, took: false }) === null;
}
