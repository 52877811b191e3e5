import type { PlantedBug } from '../planted.ts';

const STEPS = 'src/features/purchases/domain/steps.ts';
const CHAIN = 'src/features/purchases/domain/chain.ts';
const REFUSALS = 'src/features/purchases/domain/refusals.ts';
const CHANGES = 'src/features/purchases/domain/changes.ts';
const BUYING = 'src/features/purchases/buying/domain';

/** Who decides, on what, and that money and goods follow the decision. */
export const APPROVALS: readonly PlantedBug[] = [
  {
    name: 'self-approval',
    what: 'whoever asks may approve it themselves',
    invariant: 'A2',
    edits: [
      {
        file: REFUSALS,
        find: "if (actor.id === requester.id) return 'ownRequest';",
        replace: '',
      },
      {
        file: STEPS,
        find: 'if (actor.id === requester.id || !actor.active) return [];',
        replace: 'if (!actor.active) return [];',
      },
      {
        file: STEPS,
        find: 'if (!person?.active || person.id === requester.id) return false;',
        replace: 'if (!person?.active) return false;',
      },
      {
        file: CHAIN,
        find: 'person.openId !== null && person.id !== requester.id && holds(person, role, requester),',
        replace: 'person.openId !== null && holds(person, role, requester),',
      },
      {
        file: CHAIN,
        find: "const own = ownOfPrincipal ? walk(['director'], requester, people, mode) : null;",
        replace:
          "const own = ownOfPrincipal ? walk(['principal'], requester, people, mode) : null;",
      },
    ],
  },
  {
    name: 'anybody-approves',
    what: 'an open signature may be given by whoever taps',
    invariant: 'A2',
    edits: [
      {
        file: STEPS,
        find: '    ...open.filter(({ personId }) => personId === actor.id),\n    ...open.filter(\n      (signer) =>\n        signer.personId !== actor.id &&\n        substituteOf(signer, requester, people, today)?.id === actor.id,\n    ),',
        replace: '    ...open,',
      },
    ],
  },
  {
    name: 'resigned-approver',
    what: 'whoever has left the school still approves',
    invariant: 'A2',
    edits: [
      {
        file: STEPS,
        find: 'if (!person?.active || person.id === requester.id) return false;',
        replace: 'if (!person || person.id === requester.id) return false;',
      },
      {
        file: STEPS,
        find: 'if (actor.id === requester.id || !actor.active) return [];',
        replace: 'if (actor.id === requester.id) return [];',
      },
      {
        file: 'src/tap-route.ts',
        find: "if (!operator.active) return refuse('您已不在人员名单中，请联系总务处');",
        replace: '',
      },
      {
        file: CHAIN,
        find: 'if (!hasRole(person, role)) return false;',
        replace: 'if (!person.roles.includes(role)) return false;',
      },
    ],
  },
  {
    name: 'delegation-outside-its-time',
    what: 'a substitute decides although the approver is there',
    invariant: 'A2',
    edits: [
      {
        file: STEPS,
        find: 'if (!person || !isAway(person, today) || person.substituteId === null) return null;',
        replace: 'if (!person || person.substituteId === null) return null;',
      },
    ],
  },
  {
    name: 'older-version-approved',
    what: 'what was approved is not what the approver saw',
    invariant: 'A3',
    edits: [
      {
        file: REFUSALS,
        find: "  // What the approver saw is what is approved.\n  if (seenVersion !== purchase.version) return 'stale';",
        replace: "  if (seenVersion === -1) return 'stale';",
      },
    ],
  },
  {
    name: 'edit-keeps-approvals',
    what: 'a request that is changed while it is being approved keeps its signatures',
    invariant: 'A3',
    edits: [
      {
        file: CHANGES,
        find: '...(anew && purchase.steps.length > 0 ? { steps: voided(purchase.steps) } : {}),',
        replace:
          '...(anew && purchase.steps.length > 99 ? { steps: voided(purchase.steps) } : {}),',
      },
      {
        file: CHANGES,
        find: "...(purchase.state === 'approving' ? { state: 'draft' as const } : {}),",
        replace: '',
      },
    ],
  },
  {
    name: 'tier-skipped',
    what: 'the first signature ends the whole chain',
    invariant: 'A4',
    edits: [
      {
        file: CHANGES,
        find: "const all = steps.length > 0 && steps.every(({ state }) => state === 'approved');",
        replace: "const all = steps.length > 0 && steps.some(({ state }) => state === 'approved');",
      },
    ],
  },
  {
    name: 'smallest-tier',
    what: 'every amount is approved by those who approve the smallest',
    invariant: 'A4',
    edits: [
      {
        file: CHAIN,
        find: 'return fits < 0 ? tiers.length - 1 : fits;',
        replace: 'return fits < 0 ? tiers.length - 1 : Math.min(fits, 0);',
      },
    ],
  },
  {
    name: 'decided-twice',
    what: 'a decided request can be decided again',
    invariant: 'A1',
    edits: [
      {
        file: REFUSALS,
        find: "  if (state !== 'approving') {\n",
        replace: "  if (state !== 'approving' && state !== 'approved') {\n",
      },
      {
        file: REFUSALS,
        find: '  if (activeSigners(purchase.steps, context).length === 0) {\n',
        replace:
          "  if (activeSigners(purchase.steps, context).length === 0 && state !== 'approved') {\n",
      },
      {
        file: REFUSALS,
        find: "  // What the approver saw is what is approved.\n  if (seenVersion !== purchase.version) return 'stale';",
        replace: "  if (seenVersion === -1) return 'stale';",
      },
    ],
  },
  {
    name: 'off-by-a-fen',
    what: 'the total of several lines is a fen more than their sum',
    invariant: 'A5',
    edits: [
      {
        file: 'src/features/purchases/domain/purchase.ts',
        find: '  return sum ?? budgetFen;',
        replace: '  return sum === null ? budgetFen : sum + (bought.length > 1 ? 1 : 0);',
      },
    ],
  },
  {
    name: 'dearer-without-asking',
    what: 'a price far above what was approved is paid without asking the chain again',
    invariant: 'A5',
    edits: [
      {
        file: `${BUYING}/price.ts`,
        find: 'return more > TOLERANCE.fen || more * 100 > approvedFen * TOLERANCE.percent;',
        replace: 'return more > 1_000 * TOLERANCE.fen && more > 100 * approvedFen;',
      },
    ],
  },
  {
    name: 'paid-before-receipt',
    what: 'goods that nobody has looked at are reimbursed',
    invariant: 'A6',
    edits: [
      {
        file: `${BUYING}/decide.ts`,
        find: "reimburse: ['received'],",
        replace: "reimburse: ['approved', ...GOING, 'received'],",
      },
      {
        file: `${BUYING}/decide.ts`,
        find: "if (purchase.state !== 'received') return 'backInChain';",
        replace: "if (purchase.state === 'approving') return 'backInChain';",
      },
    ],
  },
  {
    name: 'buyer-accepts',
    what: 'whoever bought the goods finds them good',
    invariant: 'A2',
    edits: [
      {
        file: `${BUYING}/decide.ts`,
        find: "if (bought) return 'ownPurchase';",
        replace: 'if (bought) return null;',
      },
      {
        file: `${BUYING}/acceptor.ts`,
        find: 'person !== null && person.active && person.openId !== null && person.id !== buyerId,',
        replace: "person !== null && person.active && person.openId !== null && buyerId !== '',",
      },
    ],
  },
  {
    name: 'buyer-pays-themselves',
    what: 'whoever bought the goods marks them as paid',
    invariant: 'A2',
    edits: [
      {
        file: `${BUYING}/decide.ts`,
        find: "      if (bought) return 'ownPayment';\n      if (payers.length === 0) return 'nobodyElse';\n      return among(payers) ? null : 'onlyPayer';",
        replace: "      return bought || among(payers) ? null : 'onlyPayer';",
      },
    ],
  },
  {
    name: 'receipt-posted-twice',
    what: 'an acceptance that is repeated puts the goods on the shelf again',
    invariant: 'A6',
    edits: [
      {
        file: 'src/features/purchases/buying/goods-in.ts',
        find: '  const good = new Map<string, Quantity>();\n  for (const { lineId, accepted } of arrivals.flatMap((arrival) => arrival.lines))',
        replace:
          '  const good = new Map<string, Quantity>();\n  for (const { lineId, accepted } of [...arrivals, ...arrivals].flatMap((arrival) => arrival.lines))',
      },
    ],
  },
  {
    name: 'accepted-again',
    what: 'goods that were found good can be found good once more, from an older card',
    invariant: 'A6',
    edits: [
      {
        file: `${BUYING}/decide.ts`,
        find: '  receive: GOING,\n',
        replace: "  receive: [...GOING, 'received'],\n",
      },
      {
        file: `${BUYING}/decide.ts`,
        find: "      if (code === 'nothingWaits')\n        return buying.arrivals.some(({ acceptedAt }) => acceptedAt !== null)\n          ? 'alreadyReceived'\n          : 'notArrived';\n      if (code !== null) return code;",
        replace: "      if (code !== null && code !== 'nothingWaits') return code;",
      },
      {
        file: `${BUYING}/decide.ts`,
        find: "return seenVersion !== null && seenVersion !== purchase.version ? 'stale' : null;",
        replace: "return seenVersion === -1 ? 'stale' : null;",
      },
      {
        file: `${BUYING}/changes.ts`,
        find: 'for (const arrival of buying.arrivals.filter((one) => one.acceptedAt === null).toReversed()) {',
        replace: 'for (const arrival of buying.arrivals.toReversed()) {',
      },
    ],
  },
];
