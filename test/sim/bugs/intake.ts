import type { PlantedBug } from '../planted.ts';

/** The same input under a key of its own, so that the store's unique key has nothing to say. */
const OWN_KEY = {
  file: 'src/intake/intake.ts',
  find: 'const row = { id: key, lane, stamp: at.epochMilliseconds, after, payload } as const;',
  replace:
    'const row = { id: `${key}~${randomUUID()}`, lane, stamp: at.epochMilliseconds, after, payload } as const;',
} as const;
/** A tap is recognised by its state as well; without its row only that is left. */
const TAP_ROW = {
  file: 'src/tap-route.ts',
  find: 'event_id: tap.eventId,\n        at: context.now,\n        operator',
  replace:
    'event_id: `${tap.eventId}~${performance.now()}`,\n        at: context.now,\n        operator',
} as const;

/** What comes in: taken once, kept before it is acknowledged, in order, with one effect. */
export const INTAKE: readonly PlantedBug[] = [
  {
    name: 'dedupe-in-memory',
    what: 'a message is recognised by a set in memory, not by the key of its row',
    invariant: 'I1',
    edits: [
      OWN_KEY,
      {
        file: 'src/intake/intake.ts',
        find: '      const { key, lane, after, inbound } = reading;\n',
        replace:
          '      const { key, lane, after, inbound } = reading;\n      if (seen.has(key)) return OK;\n      seen.add(key);\n',
      },
      {
        file: 'src/intake/intake.ts',
        find: '/** Contract §3: an event while',
        replace: 'const seen = new Set<string>();\n/** Contract §3: an event while',
      },
    ],
  },
  {
    name: 'no-unique-message-id',
    what: 'inputs are recognised by event_id: the same message under a new one is another',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/envelope.ts',
        find: 'return recognised(`m:${message.message_id}`, `',
        replace: 'return recognised(`m:${message.message_id}~${opened.eventId}`, `',
      },
    ],
  },
  {
    name: 'no-unique-key',
    what: 'the primary key of the inbox is missing, so every delivery is a row',
    invariant: 'I1',
    edits: [
      {
        file: 'migrations/0001_inbox.ts',
        find: ".addPrimaryKeyConstraint('inbox_pk', ['school_id', 'id'])",
        replace: '',
      },
    ],
  },
  {
    name: 'ack-before-insert',
    what: 'an event is answered before its row is stored',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/intake.ts',
        find: "await within(DURABLE_MS, store.insert({ ...row, state: 'waiting', error: null }));",
        replace:
          "void store.insert({ ...row, state: 'waiting', error: null }).catch(() => undefined);",
      },
    ],
  },
  {
    name: 'rejected-answered-200',
    what: 'an event that could not be stored is answered 200, so nobody sends it again',
    invariant: 'I1',
    edits: [
      { file: 'src/intake/intake.ts', find: '      return AWAY;', replace: '      return OK;' },
    ],
  },
  {
    name: 'unknown-dropped',
    what: 'an event that fits no envelope is answered and not kept aside',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/intake.ts',
        find: "if (reading.kind === 'unknown') {",
        replace: "if (reading.kind === 'unknown') {\n        if (reading.why !== '') return OK;",
      },
    ],
  },
  {
    name: 'done-before-effect',
    what: 'the inbox row is done in a transaction of its own, before the effect',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/runner.ts',
        find: '      await database.transaction(async (tx) => {\n        if (!(await finish(tx, schoolId, row.id, clock.now()))) return;\n        if (inbound) await process(tx, inbound, reading);\n      });',
        replace:
          '      const mine = await database.transaction((tx) => finish(tx, schoolId, row.id, clock.now()));\n      if (mine && inbound) await database.transaction((tx) => process(tx, inbound, reading));',
      },
    ],
  },
  {
    name: 'done-after-effect',
    what: 'the inbox row is done in a transaction of its own, after the effect',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/runner.ts',
        find: '      await database.transaction(async (tx) => {\n        if (!(await finish(tx, schoolId, row.id, clock.now()))) return;\n        if (inbound) await process(tx, inbound, reading);\n      });',
        replace:
          '      if (inbound) await database.transaction((tx) => process(tx, inbound, reading));\n      await database.transaction((tx) => finish(tx, schoolId, row.id, clock.now()));',
      },
    ],
  },
  {
    name: 'lane-order-ignored',
    what: 'what one person says in one chat is dealt with newest first',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/claim.ts',
        find: 'order by lane, stamp, id limit 1`',
        replace: 'order by lane, stamp desc, id desc limit 1`',
      },
    ],
  },
  {
    name: 'inbox-lease-never-ends',
    what: 'what a process had taken when it died stays taken',
    invariant: 'I4',
    edits: [
      {
        file: 'src/intake/claim.ts',
        find: 'and (i.lease_until is null or i.lease_until < clock_timestamp())',
        replace: 'and i.lease_until is null',
      },
    ],
  },
  {
    name: 'outage-counts-as-failure',
    what: 'an input that met an outage is kept aside at once instead of tried again',
    invariant: 'I1',
    edits: [
      {
        file: 'src/intake/runner.ts',
        find: 'const wait = counted ? BACKOFF[row.attempts] : 1;',
        replace: 'const wait = counted ? BACKOFF[row.attempts] : undefined;',
      },
    ],
  },
  {
    name: 'keys-forgotten-early',
    what: 'the keys of inputs are forgotten within the hour, not after 30 days',
    invariant: 'I1',
    edits: [
      {
        file: 'src/retention.ts',
        find: "remove('inbox', 'id', sql`t.state = 'done' and t.received_at < ${before(30)}`, school),",
        replace:
          "remove('inbox', 'id', sql`t.state = 'done' and t.received_at < ${before(0)}`, school),",
      },
    ],
  },
  {
    name: 'no-sweep-after-absence',
    what: 'what was said while nobody answered for longer than the platform repeats is not looked up',
    invariant: 'I1',
    edits: [
      {
        file: 'src/absence/presence.ts',
        find: 'if (Temporal.Duration.compare(gone, GIVEN_UP) <= 0) return;',
        replace: 'if (Temporal.Duration.compare(gone, GIVEN_UP) > 0) return;',
      },
    ],
  },
  {
    name: 'tap-replayed',
    what: 'a tap delivered again is decided again',
    invariant: 'A1',
    edits: [TAP_ROW],
  },
  {
    name: 'signature-not-checked',
    what: 'a request with any signature is taken',
    invariant: 'X1',
    edits: [
      {
        file: 'src/intake/verify.ts',
        find: 'if (timingSafeEqual(expected, given)) found ??= index;',
        replace: 'if (expected.length === given.length) found ??= index;',
      },
    ],
  },
  {
    name: 'guests-served',
    what: 'somebody of another tenant is served like a colleague',
    invariant: 'X1',
    edits: [
      {
        file: 'src/routing.ts',
        find: 'return person !== event || (tenantKey !== null && event !== tenantKey);',
        replace: "return person === '' || (tenantKey !== null && event === '');",
      },
    ],
  },
];
