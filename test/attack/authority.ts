/** Who may do what: every command of every flow asked of every kind of person, by the rules themselves. */
import type { Role } from '../../src/kernel/people.ts';
import { castFor, COLUMNS, type Cast, type Column } from './authority-cast.ts';
import * as flows from './authority-flows.ts';
import { people } from './authority-roles.ts';

export interface Row {
  readonly flow: string;
  readonly command: string;
  readonly may: ReadonlyMap<Column, boolean>;
}

function rows(
  flow: string,
  role: Role,
  commands: readonly string[],
  may: (command: string, cast: Cast) => boolean,
): Row[] {
  return commands.map((command) => ({
    flow,
    command,
    may: new Map(COLUMNS.map((column) => [column, may(command, castFor(column, role))] as const)),
  }));
}

const words = (text: string) => text.split(' ');

/** The whole table. */
export function authority(): Row[] {
  return [
    ...rows(
      'repair (role: repairer)',
      'repairer',
      words(
        'supplement withdraw urge join accept transfer suspend resume finish fillIn approve rework reopen refuse merge takeDanger undo wake acceptByDefault',
      ),
      flows.repairs,
    ),
    ...rows(
      'purchase (role: head of the unit)',
      'unitHead',
      words('edit submit approve reject return transfer withdraw rechain'),
      flows.purchases,
    ),
    ...rows(
      'buying (role: buyer)',
      'buyer',
      words('order arrive receive drop invoice reimburse undo'),
      flows.buying,
    ),
    ...rows(
      'issue (role: storekeeper)',
      'storekeeper',
      words(
        'issue refuse withdraw amend takeOld askExemption exempt denyExemption buy sign giveBack undo',
      ),
      flows.issues,
    ),
    ...rows(
      'stocktake (role: storekeeper)',
      'storekeeper',
      words('enter explain submit reopen approve return'),
      flows.stock,
    ),
    ...rows(
      'duty swap (role: the colleague who is asked)',
      'teacher',
      words('agree decline take approve reject withdraw expire'),
      flows.swaps,
    ),
    ...rows(
      'duty attendance (requester: who stands the shift)',
      'teacher',
      words('confirm signIn undo'),
      flows.attendance,
    ),
    ...rows(
      'schedule (role: owner of the task)',
      'teacher',
      words('complete defer undo'),
      flows.schedule,
    ),
    ...rows(
      'roles of people (role: admin, of whom there are two)',
      'admin',
      words(
        'give:repairer give:finance give:director give:principal give:admin take:repairer take:director take:admin giveOneself:repairer giveOneself:finance giveOneself:unitHead giveOneself:director giveOneself:principal depart:teacher depart:director depart:principal',
      ),
      people,
    ),
  ];
}

/** docs/authority.md as it has to be. */
export function authorityText(): string {
  const lines = [
    '# Who may do what',
    '',
    'Written by `npm run authority` from the rules themselves and compared by `test/attack/authority.test.ts`.',
    '✓: there is a state in which the rules accept the command from this person; empty: in no state. What is',
    'not written down as allowed is refused.',
    '',
    'Before any of this stands the door, the same for every button of every feature: somebody of another',
    'tenant or of another than the school’s, a tap without an operator or with an empty one, and who has left',
    'the school are refused before a rule is asked, and what a bot writes is not looked at. `test/attack/door.test.ts` asks',
    'every button in each of these ways.',
    '',
  ];
  for (const [flow, its] of Map.groupBy(authority(), (row) => row.flow)) {
    lines.push(`## ${flow}`, '', `| command | ${COLUMNS.join(' | ')} |`);
    lines.push(`| --- |${COLUMNS.map(() => ' --- |').join('')}`);
    for (const { command, may } of its)
      lines.push(
        `| ${command} |${COLUMNS.map((one) => (may.get(one) === true ? ' ✓ |' : ' |')).join('')}`,
      );
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
