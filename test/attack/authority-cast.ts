/** The school in which each kind of person acts. */
import type { Person, Role } from '../../src/kernel/people.ts';
import { someone, TODAY } from '../purchases-kit.ts';

/** Kinds of people, as the columns of the table. Those who are nobody here do not pass the door. */
export const COLUMNS = [
  'requester',
  'requester, holding the role too',
  'holder of the role, whose it is',
  'the same, role withdrawn since',
  'another holder of the role',
  'director',
  'principal',
  'storekeeper',
  'accountant',
  'substitute, before the absence',
  'substitute, during it',
  'substitute, after it',
  'any teacher',
] as const;
export type Column = (typeof COLUMNS)[number];
type Window = 'before' | 'during' | 'after';

export interface Cast {
  readonly actor: Person;
  readonly requester: Person;
  readonly holder: Person;
  readonly second: Person;
  readonly director: Person;
  readonly principal: Person;
  readonly finance: Person;
  readonly keeper: Person;
  readonly substitute: Person;
  readonly window: Window;
  /** The requester is the one whose turn it would be. */
  readonly self: boolean;
  readonly everybody: readonly Person[];
}

const UNIT = { unit: '三年级' };

/** The school in which the person of the column acts; the work of the flow is done by those with `role`. */
export function castFor(column: Column, role: Role): Cast {
  const self = column === 'requester, holding the role too';
  const window: Window = column.endsWith('during it')
    ? 'during'
    : column.endsWith('after it')
      ? 'after'
      : 'before';
  const away = { before: null, during: TODAY.add({ days: 2 }), after: TODAY.subtract({ days: 1 }) };
  const withdrawn = column === 'the same, role withdrawn since';
  const requester = someone('requester', self ? ['teacher', role] : ['teacher'], UNIT);
  const holder = someone('holder', [withdrawn ? 'teacher' : role], {
    ...UNIT,
    absentUntil: away[window],
    substituteId: window === 'before' ? null : 'substitute',
  });
  const second = someone('second', [role], role === 'unitHead' ? { unit: '四年级' } : UNIT);
  const director = someone('director', ['director']);
  const principal = someone('principal', ['principal']);
  const finance = someone('finance', ['finance']);
  const keeper = someone('keeper', ['storekeeper']);
  const substitute = someone('substitute', ['teacher']);
  const stranger = someone('stranger', ['teacher'], UNIT);
  const who: Record<Column, Person> = {
    requester,
    'requester, holding the role too': requester,
    'holder of the role, whose it is': holder,
    'the same, role withdrawn since': holder,
    'another holder of the role': second,
    director,
    principal,
    storekeeper: keeper,
    accountant: finance,
    'substitute, before the absence': substitute,
    'substitute, during it': substitute,
    'substitute, after it': substitute,
    'any teacher': stranger,
  };
  const everybody = [
    requester,
    holder,
    second,
    director,
    principal,
    finance,
    keeper,
    substitute,
    stranger,
  ];
  const named = { requester, holder, second, director, principal, finance, keeper, substitute };
  return { ...named, actor: who[column], window, self, everybody };
}
