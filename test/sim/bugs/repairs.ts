import type { PlantedBug } from '../planted.ts';

const DECIDE = 'src/features/repairs/domain/decide.ts';

/** Repairs: who may do what, once, and that nothing is lost on the way. */
export const REPAIRS: readonly PlantedBug[] = [
  {
    name: 'stranger-accepts',
    what: 'anybody may accept, urge or send back what somebody else reported',
    invariant: 'A2',
    edits: [
      {
        file: DECIDE,
        find: "return isReporter || director || joined ? null : 'onlyReporter';",
        replace: "return isReporter || director || joined || actor.active ? null : 'onlyReporter';",
      },
    ],
  },
  {
    name: 'worker-accepts-own-work',
    what: 'whoever mended it accepts it',
    invariant: 'A2',
    edits: [
      {
        file: DECIDE,
        find: "if (kind === 'approve' && actor.id === ticket.workerId) return 'ownWork';",
        replace: "if (kind === 'approve' && actor.id === ticket.workerId) return null;",
      },
    ],
  },
  {
    name: 'older-ticket-accepted',
    what: 'what was accepted is not what the reporter saw',
    invariant: 'A3',
    edits: [
      {
        file: DECIDE,
        find: "      return context.seenVersion !== null && context.seenVersion !== ticket.version\n        ? 'stale'\n        : null;",
        replace: "      return context.seenVersion === -1 ? 'stale' : null;",
      },
    ],
  },
  {
    name: 'accepted-twice',
    what: 'an accepted repair can be accepted again',
    invariant: 'A1',
    edits: [
      {
        file: DECIDE,
        find: "  approve: ['done'],",
        replace: "  approve: ['done', 'accepted', 'acceptedByDefault'],",
      },
      {
        file: DECIDE,
        find: "      return context.seenVersion !== null && context.seenVersion !== ticket.version\n        ? 'stale'\n        : null;",
        replace: "      return context.seenVersion === -1 ? 'stale' : null;",
      },
    ],
  },
  {
    name: 'reopened-twice',
    what: 'a repair that was reopened can be reopened again while it is open',
    invariant: 'A1',
    edits: [
      {
        file: DECIDE,
        find: "  rework: ['done'],\n  reopen: ['accepted', 'acceptedByDefault'],",
        replace:
          "  rework: ['done', ...OPEN],\n  reopen: ['accepted', 'acceptedByDefault', ...OPEN],",
      },
    ],
  },
  {
    name: 'taken-twice',
    what: 'a repair that somebody has taken can be taken by the next',
    invariant: 'A1',
    edits: [
      {
        file: DECIDE,
        find: "  accept: ['unassigned', 'assigned'],",
        replace: "  accept: ['unassigned', 'assigned', 'working', 'suspended'],",
      },
    ],
  },
  {
    name: 'assigned-to-leaver',
    what: 'work is given to whoever has left the school',
    invariant: 'R1',
    edits: [
      {
        file: 'src/features/people/store.ts',
        find: "    .where('active', '=', true)\n    .where(sql<boolean>`roles @>",
        replace: '    .where(sql<boolean>`roles @>',
      },
    ],
  },
  {
    name: 'leaver-keeps-work',
    what: 'whoever leaves keeps their open repairs',
    invariant: 'R1',
    edits: [
      {
        file: 'src/features/repairs/public.ts',
        find: '...(asWorker ? workTo(context, ticket, to) : {}),',
        replace: '...(asWorker ? { reason: ticket.reason } : {}),',
      },
      {
        file: 'src/features/repairs/public.ts',
        find: '    for (;;) {\n      const open = await openOf(context, from);\n      if (open.length === 0) return;',
        replace:
          '    for (let round = 0; round < 1; round++) {\n      const open = await openOf(context, from);',
      },
    ],
  },
  {
    name: 'history-missing',
    what: 'a state changes without the line of history that explains it',
    invariant: 'X2',
    edits: [
      {
        file: 'src/features/repairs/store.ts',
        find: '  await addEvent(context, ticket.id, event);\n  if (event.kind',
        replace:
          "  if (event.kind !== 'finish') await addEvent(context, ticket.id, event);\n  if (event.kind",
      },
    ],
  },
  {
    name: 'accepted-at-once',
    what: 'a repair counts as accepted by default before its deadline',
    invariant: 'S2',
    edits: [
      {
        file: 'src/features/repairs/clocks.ts',
        find: 'for (let left = days, i = 0; left > 0 && i < 400; i++) {',
        replace: 'for (let left = Math.min(days, 0), i = 0; left > 0 && i < 400; i++) {',
      },
    ],
  },
  {
    name: 'deadline-lost',
    what: 'nobody is reminded of a repair that is late',
    invariant: 'V1',
    edits: [
      {
        file: 'src/cron/timers.ts',
        find: "    .where('due_at', '<=', now)\n",
        replace: "    .where('due_at', '<=', now)\n    .where('name', '<>', 'repairs.late')\n",
      },
    ],
  },
];
