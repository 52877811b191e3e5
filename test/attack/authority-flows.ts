/** Every command of every flow, asked of the rules in every state: whether somebody may at any time. */
import { decideAttendance, type OnDuty } from '../../src/features/duty/domain/sign-in.ts';
import {
  approversOf,
  decideSwap,
  type Swap,
  type SwapShift,
} from '../../src/features/duty/domain/swap.ts';
import {
  issuersFor,
  exemptersFor,
  type Office,
} from '../../src/features/issues/domain/authority.ts';
import { decide as decideIssue } from '../../src/features/issues/domain/decide.ts';
import { decide as decideBuying } from '../../src/features/purchases/buying/domain/decide.ts';
import type { Command } from '../../src/features/purchases/domain/command.ts';
import { decide as decideRepair } from '../../src/features/repairs/domain/decide.ts';
import type { Command as RepairCommand } from '../../src/features/repairs/domain/command.ts';
import type { State, Ticket } from '../../src/features/repairs/domain/ticket.ts';
import { decideTask, type TaskCommand } from '../../src/features/schedule/domain/task.ts';
import {
  decideCount,
  type Count,
  type CountCommand,
} from '../../src/features/stock/domain/count.ts';
import * as buyingKit from '../buying-rules-kit.ts';
import * as issuesKit from '../issues-kit.ts';
import { acting, draft, fans, NOW, TODAY } from '../purchases-kit.ts';
import type { Cast } from './authority-cast.ts';

const name = (id: string | null) => id ?? '';
const time = () => '';
const ok = (decision: { readonly outcome: string }) => decision.outcome === 'accepted';

const REPAIR_STATES: readonly State[] = [
  'unassigned',
  'assigned',
  'working',
  'suspended',
  'done',
  'accepted',
  'acceptedByDefault',
  'withdrawn',
  'refused',
  'merged',
];

/** In every state, so that a cell says whether there is any moment at which the person may. */
export function repairs(command: string, cast: Cast): boolean {
  const commands: readonly RepairCommand[] = [
    { kind: 'supplement', text: '还在漏' },
    { kind: 'withdraw' },
    { kind: 'urge' },
    { kind: 'join' },
    { kind: 'accept' },
    { kind: 'transfer', to: cast.second, reason: '工种不符' },
    { kind: 'suspend', reason: '待配件', until: TODAY.add({ days: 2 }) },
    { kind: 'resume' },
    { kind: 'finish' },
    { kind: 'fillIn', note: '换了灯', parts: null, costFen: null, cause: null },
    { kind: 'approve', stars: null },
    { kind: 'rework', reason: '还是不亮' },
    { kind: 'reopen', reason: '又坏了' },
    { kind: 'refuse', reason: '重复报修' },
    { kind: 'merge', into: { id: 'u', number: 'BX2611-0002' } },
    { kind: 'takeDanger' },
    { kind: 'undo' },
    { kind: 'wake' },
    { kind: 'acceptByDefault' },
  ];
  const asked = commands.filter(({ kind }) => kind === command);
  return asked.some((one) =>
    REPAIR_STATES.some((state) =>
      ok(
        decideRepair(ticket(state, cast), one, {
          now: NOW,
          today: TODAY,
          actor: cast.actor,
          reporter: cast.requester,
          seenVersion: 3,
          acceptBy: NOW,
          finishBy: NOW,
          deadlines: () => ({ takeBy: NOW, finishBy: NOW }),
          name,
          time,
        }),
      ),
    ),
  );
}

function ticket(state: State, { self }: Cast): Ticket {
  const worker = self ? 'requester' : 'holder';
  const finished = ['done', 'accepted', 'acceptedByDefault'].includes(state);
  return {
    id: 't',
    number: 'BX2611-0001',
    version: 3,
    state,
    reporterId: 'requester',
    place: '302',
    placeKey: '|302',
    items: ['灯坏了'],
    object: '灯',
    category: 'electrical',
    urgency: 'normal',
    danger: true,
    dangerTakenBy: null,
    transfers: 0,
    reworks: 0,
    joinedIds: [],
    reportedAt: NOW,
    wanted: null,
    acceptedWorkAt: null,
    takeBy: NOW,
    finishBy: NOW,
    suspendedAt: null,
    suspendedUntil: null,
    suspendReason: null,
    acceptBy: NOW,
    lastUrgedAt: null,
    stars: null,
    note: null,
    parts: null,
    costFen: null,
    cause: null,
    mergedInto: null,
    reason: null,
    workerId: state === 'unassigned' ? null : worker,
    finishedAt: finished ? NOW : null,
    finishedBy: finished ? worker : null,
    endedAt: state === 'accepted' ? NOW : null,
    endedBy: state === 'accepted' ? 'requester' : null,
  };
}

/** A small request: the head of the requester's unit decides alone. */
export function purchases(command: string, cast: Cast): boolean {
  const commands: readonly Command[] = [
    { kind: 'edit', reason: '开运动会' },
    { kind: 'submit', near: [] },
    { kind: 'approve', comment: null },
    { kind: 'reject', reason: '预算不足' },
    { kind: 'return', reason: '请核对数量' },
    { kind: 'transfer', to: cast.director, note: null },
    { kind: 'withdraw' },
    { kind: 'rechain' },
  ];
  const small = { lines: [fans(10_000)], totalFen: 30_000 };
  // The chain was made while the holder had the role; what is asked is asked of people as they are now.
  const then = cast.everybody.map((one) =>
    one.id === 'holder' ? { ...one, roles: ['unitHead' as const] } : one,
  );
  const begin = () => acting(draft(cast.requester, small), then);
  const states = [
    [],
    [['requester', 'submit']],
    [
      ['requester', 'submit'],
      ['holder', 'return'],
    ],
    [
      ['requester', 'submit'],
      ['holder', 'approve'],
    ],
  ] as const;
  const of = (kind: string) => commands.filter((one) => one.kind === kind);
  return states.some((steps) => {
    const flow = begin();
    for (const [actor, kind] of steps) for (const one of of(kind)) flow.does(actor, one);
    flow.become(...cast.everybody);
    return of(command).some((one) => flow.does(cast.actor.id, one) === 'ok');
  });
}

export function buying(command: string, cast: Cast): boolean {
  const buyers = [cast.holder, cast.second].filter(({ roles }) => roles.includes('buyer'));
  const buyerId = cast.self ? 'requester' : 'holder';
  const { keeper } = cast;
  return buyingKit.commands
    .filter(({ kind }) => kind === command)
    .some((one) =>
      buyingKit.STATES.some((state) => {
        const purchase = buyingKit.purchase(state, {
          buyerId: state === 'approved' ? null : buyerId,
        });
        const last = { kind: 'order', actorId: buyerId, at: buyingKit.now } as const;
        const context = buyingKit.context('requester', {
          actor: cast.actor,
          buyers: cast.self ? [...buyers, cast.requester] : buyers,
          storekeepers: [keeper],
          acceptors: [keeper],
          payers: [cast.finance],
        });
        return ok(decideBuying(buyingKit.buying(state, { purchase, last }), one, context));
      }),
    );
}

export function issues(command: string, cast: Cast): boolean {
  const keepers = cast.everybody.filter(({ roles }) => roles.includes('storekeeper'));
  const office: Office = {
    storekeepers: keepers,
    directors: [cast.director],
    principals: [cast.principal],
    admins: [],
    colleagues: [],
    substitutes: new Map(cast.window === 'during' ? [['holder', cast.substitute]] : []),
    present: ({ absentUntil }) =>
      absentUntil === null || Temporal.PlainDate.compare(absentUntil, TODAY) < 0,
  };
  const states = ['requested', 'issued', 'signed', 'purchasing', 'refused', 'withdrawn'] as const;
  return issuesKit.commands
    .filter(({ kind }) => kind === command)
    .some((one) =>
      states.some((state) =>
        [null, 'keeper', 'holder'].some((old) => {
          const request = issuesKit.request(state, {
            ...(old === null ? {} : { oldInBy: old, oldInAt: issuesKit.now }),
            ...(one.kind === 'askExemption' ? { exemption: null } : {}),
            issuedBy: state === 'issued' || state === 'signed' ? 'holder' : null,
          });
          return ok(
            decideIssue(request, one, {
              ...issuesKit.context('requester'),
              actor: cast.actor,
              requester: cast.requester,
              issuers: issuersFor(office, 'requester'),
              exempters: exemptersFor(office, 'requester'),
              onHand: () => (one.kind === 'buy' ? 0n : 40_000n),
            }),
          );
        }),
      ),
    );
}

/** A stocktake by the holder. Who decides on it is asked of the database: test/attack/authority.test.ts. */
export function stock(command: string, cast: Cast): boolean {
  const counter = cast.self ? 'requester' : 'holder';
  const line = {
    itemId: 'i',
    name: '拖把',
    unit: '把',
    onBook: 5n,
    counted: 4n,
    countedBy: counter,
  };
  const commands: readonly CountCommand[] = [
    { kind: 'enter' },
    { kind: 'explain', itemId: 'i', reason: '丢失', note: '' },
    { kind: 'submit', uncounted: [] },
    { kind: 'reopen' },
    { kind: 'approve', seen: 1 },
    { kind: 'return', seen: 1, reason: '再数一次' },
  ];
  const { actor } = cast;
  return commands
    .filter(({ kind }) => kind === command)
    .some((one) =>
      (['open', 'submitted', 'approved'] as const).some((state) => {
        const count: Count = {
          id: 'c',
          month: '2026-11',
          class: '',
          state,
          version: 1,
          byId: counter,
          lines: [
            {
              ...line,
              reason: '丢失',
              note: null,
            },
          ],
          note: null,
          decidedBy: null,
          decidedAt: null,
        };
        const keeps = actor.roles.includes('storekeeper');
        const decides = actor.id === 'director';
        return ok(decideCount(count, one, { id: actor.id, keeps, decides }));
      }),
    );
}

/** A swap that the requester asked the holder for, of a shift in two days. */
export function swaps(command: string, cast: Cast): boolean {
  const kinds = ['agree', 'decline', 'take', 'approve', 'reject', 'withdraw', 'expire'] as const;
  const startsAt = NOW.add({ hours: 48 });
  const day = TODAY.add({ days: 2 });
  const shift: SwapShift = {
    id: 's',
    day,
    personId: 'requester',
    post: 'member',
    startsAt,
    swapped: false,
  };
  const present = cast.everybody.map((one) => ({ ...one, absentUntil: null }));
  const actor = { ...cast.actor, absentUntil: null };
  return (['swap', 'cover'] as const).some((kind) =>
    (['asked', 'agreed'] as const).some((state) =>
      kinds
        .filter((one) => one === command)
        .some((one) => {
          const colleagueId = kind === 'cover' && state === 'asked' ? null : 'holder';
          const swap: Swap = {
            kind,
            state,
            requesterId: 'requester',
            colleagueId,
            effective: false,
            version: 1,
          };
          return ok(
            decideSwap(
              swap,
              { kind: one },
              {
                actor,
                shift,
                other: null,
                wantsOther: false,
                shifts: [shift],
                requester: cast.requester,
                expired: false,
                now: NOW,
                approvers: approversOf(present, ['requester', 'holder']),
              },
            ),
          );
        }),
    ),
  );
}

export function attendance(command: string, cast: Cast): boolean {
  const kinds = ['confirm', 'signIn', 'undo'] as const;
  const base: OnDuty = {
    personId: 'requester',
    day: TODAY,
    startsAt: NOW,
    endsAt: NOW.add({ hours: 8 }),
    confirmedAt: null,
    signedInAt: null,
    signedInBy: null,
    leads: false,
    reachable: true,
    since: NOW.subtract({ hours: 24 }),
  };
  const signed = { ...base, signedInAt: NOW, signedInBy: 'requester' };
  return kinds
    .filter((one) => one === command)
    .some((one) =>
      [base, signed].some((duty) =>
        ok(
          decideAttendance(duty, one, {
            actorId: cast.actor.id,
            mayStandIn: cast.actor.id === 'director' || cast.actor.id === 'holder',
            now: NOW,
          }),
        ),
      ),
    );
}

/** A task whose owner is the holder. */
export function schedule(command: string, cast: Cast): boolean {
  const commands: readonly TaskCommand[] = [
    { kind: 'complete', note: null },
    { kind: 'defer', to: TODAY.add({ days: 3 }), reason: '下雨' },
    { kind: 'undo' },
  ];
  const open = { state: 'open', due: TODAY, doneAt: null, doneBy: null, version: 1 } as const;
  const done = { ...open, state: 'done', doneAt: NOW, doneBy: 'holder' } as const;
  const ownerOpenId = cast.self ? cast.requester.openId : cast.holder.openId;
  return commands
    .filter(({ kind }) => kind === command)
    .some((one) =>
      [open, done].some((task) =>
        ok(decideTask(task, one, { actor: cast.actor, ownerOpenId, now: NOW, today: TODAY })),
      ),
    );
}
