import type { Invariant, Subject } from '../invariant.ts';
import { days } from './days.ts';
import { issues } from './issues.ts';
import { messages } from './messages.ts';
import { purchases } from './purchases.ts';
import { repairs } from './repairs.ts';
import { stock } from './stock.ts';

/** Everything that is looked at, and what must hold for it. */
export const subjects: readonly Subject[] = [
  ...messages,
  repairs,
  ...purchases,
  ...stock,
  ...issues,
  ...days,
];

const named = new Map<string, Invariant>();
for (const { invariants } of subjects) for (const one of invariants) named.set(one.name, one);
/** By name. */
export const invariants: ReadonlyMap<string, Invariant> = named;
