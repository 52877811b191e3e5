import { hasRole, type Person } from '../../../kernel/people.ts';
import { type ApproverRole, type Tier } from '../../../kernel/school.ts';

/** What the approvers are called on cards and forms. */
export const APPROVERS: Readonly<Record<ApproverRole, string>> = {
  unitHead: '年级组长',
  director: '总务主任',
  principal: '校长',
};
/** Work may be handed to somebody of the same or a higher standing, never below. */
const RANK: Readonly<Record<ApproverRole, number>> = { unitHead: 1, director: 2, principal: 3 };

export interface ChainStep {
  readonly role: ApproverRole;
  readonly mode: 'any' | 'all';
  /** Whoever may decide it, the requester never among them. */
  readonly personIds: readonly string[];
  /** Which steps were skipped before it, and that somebody signs once for two. */
  readonly note: string | null;
}

export interface Chain {
  /** A step with nobody in it waits until the admins have found somebody. */
  readonly steps: readonly ChainStep[];
  /** 校长本人申请 */
  readonly ownOfPrincipal: boolean;
}

/** The first tier that fits; whatever is larger than all of them belongs to the last. */
export function tierIndex(tiers: readonly Tier[], totalFen: number): number {
  const fits = tiers.findIndex(({ upToFen }) => upToFen === null || totalFen <= upToFen);
  return fits < 0 ? tiers.length - 1 : fits;
}

/**
 * Who approves, step by step. Nobody approves what they asked for themselves: a step that has nobody
 * else passes to the next role, beyond the end to the director and then to the principal. What the
 * principal asks for goes to the director.
 */
export function resolveChain(
  tiers: readonly Tier[],
  totalFen: number,
  requester: Person,
  people: readonly Person[],
): Chain {
  const tier = tiers[tierIndex(tiers, totalFen)];
  const roles = tier?.approvers ?? [];
  const mode = tier?.mode ?? 'any';
  const ownOfPrincipal = hasRole(requester, 'principal');
  const own = ownOfPrincipal ? walk(['director'], requester, people, mode) : null;
  if (own?.every(({ personIds }) => personIds.length > 0)) return { steps: own, ownOfPrincipal };
  return { steps: walk(roles, requester, people, mode), ownOfPrincipal };
}

function walk(
  roles: readonly ApproverRole[],
  requester: Person,
  people: readonly Person[],
  mode: 'any' | 'all',
): ChainStep[] {
  const steps: ChainStep[] = [];
  let pending: string[] = [];
  const add = (role: ApproverRole, personIds: readonly string[]) => {
    const once = signsAlready(steps, personIds, mode);
    const notes = [
      ...pending,
      ...(once === null ? [] : [`与${APPROVERS[once]}同为一人，批一次即可`]),
    ];
    steps.push({ role, mode, personIds, note: notes.length > 0 ? notes.join('；') : null });
    pending = [];
  };
  for (const role of roles) {
    const personIds = holders(role, requester, people);
    if (personIds.length > 0) add(role, personIds);
    else pending.push(whyNobody(role, requester, people));
  }
  if (pending.length === 0) return steps;
  // Beyond the end: whoever stands in the chain already approves once and for this as well.
  for (const role of ['director', 'principal'] as const) {
    if (steps.some((step) => step.role === role)) return noted(steps, pending);
    const personIds = holders(role, requester, people);
    if (personIds.length === 0) continue;
    add(role, personIds);
    return steps;
  }
  add(roles.at(-1) ?? 'principal', []);
  return steps;
}

/** What was skipped at the end is told on the last step there is. */
function noted(steps: readonly ChainStep[], pending: readonly string[]): ChainStep[] {
  return steps.map((step, at) =>
    at === steps.length - 1
      ? { ...step, note: [step.note, ...pending].filter((one) => one !== null).join('；') }
      : step,
  );
}

function holders(role: ApproverRole, requester: Person, people: readonly Person[]): string[] {
  return people
    .filter(
      (person) =>
        person.openId !== null && person.id !== requester.id && holds(person, role, requester),
    )
    .map(({ id }) => id);
}

/** `unitHead` is the head of the requester's unit, nobody else's. */
export function holds(person: Person, role: ApproverRole, requester: Person): boolean {
  if (!hasRole(person, role)) return false;
  return role !== 'unitHead' || (requester.unit !== null && person.unit === requester.unit);
}

function whyNobody(role: ApproverRole, requester: Person, people: readonly Person[]): string {
  const name = APPROVERS[role];
  if (people.some((person) => person.id === requester.id && holds(person, role, requester)))
    return `${name}是申请人本人，已跳过`;
  const away = people.find((person) => holds(person, role, requester));
  if (away) return `${name}${away.name}没有飞书账号，已跳过`;
  return role === 'unitHead' && requester.unit === null
    ? `申请人没有所属年级或部门，${name}已跳过`
    : `没有${name}，已跳过`;
}

/** The role in which somebody has to sign anyway who would do for this step too. */
function signsAlready(
  steps: readonly ChainStep[],
  personIds: readonly string[],
  mode: 'any' | 'all',
): ApproverRole | null {
  const certain = new Map<string, ApproverRole>();
  for (const step of steps)
    if (step.mode === 'all' || step.personIds.length === 1)
      for (const id of step.personIds) certain.set(id, step.role);
  const signed = personIds.filter((id) => certain.has(id));
  const enough = mode === 'any' ? signed.length > 0 : signed.length === personIds.length;
  return enough ? (certain.get(signed[0] ?? '') ?? null) : null;
}

/** Whether a step of this role may be handed to somebody (转交). */
export function mayTakeOver(person: Person, role: ApproverRole, requesterId: string): boolean {
  if (!person.active || person.openId === null || person.id === requesterId) return false;
  return (['unitHead', 'director', 'principal'] as const).some(
    (own) => hasRole(person, own) && RANK[own] >= RANK[role],
  );
}
