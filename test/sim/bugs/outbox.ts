import type { PlantedBug } from '../planted.ts';

/** What goes out: once, in order, at the pace allowed, and never a lie. */
export const OUTBOX: readonly PlantedBug[] = [
  {
    name: 'new-uuid-per-attempt',
    what: 'every attempt has a uuid of its own, so the platform cannot recognise it',
    invariant: 'O1',
    edits: [
      {
        file: 'src/outbox/deliver.ts',
        find: 'const uuid = message.repeated ? `${message.id}-2` : message.id;',
        replace: 'const uuid = `${message.id}-${message.attempts}`;',
      },
    ],
  },
  {
    name: 'same-uuid-after-an-hour',
    what: 'a message of unknown fate is sent again with its uuid when the platform has forgotten it',
    invariant: 'O1',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: "message.kind === 'update' || message.kind === 'close' ? UPDATE_MINUTES : SAME_UUID_MINUTES;",
        replace:
          "message.kind === 'update' || message.kind === 'close' ? UPDATE_MINUTES : 1_000 * SAME_UUID_MINUTES;",
      },
    ],
  },
  {
    name: 'unsure-means-again',
    what: 'a message of unknown fate is sent once more, urgent or not, found in the history or not',
    invariant: 'O1',
    edits: [
      {
        file: 'src/outbox/look-up.ts',
        find: "one ? { delivered: { messageId: one.messageId, version: 0 } } : { fate: 'absent' };",
        replace: "one ? { fate: 'absent' } : { fate: 'absent' };",
      },
    ],
  },
  {
    name: 'deleted-before-send',
    what: 'a message leaves the outbox before it is sent',
    invariant: 'I2',
    edits: [
      {
        file: 'src/outbox/claim.ts',
        find: '  return row ?? null;\n',
        replace:
          "  if (row)\n    await tx\n      .deleteFrom('outbox_message')\n      .where('school_id', '=', schoolId)\n      .where('id', '=', row.id)\n      .execute();\n  return row ?? null;\n",
      },
    ],
  },
  {
    name: 'confirmation-before-commit',
    what: 'an answer goes to the platform inside the transaction that it tells of',
    invariant: 'I2',
    edits: [
      {
        file: 'src/outbox/outbox.ts',
        find: 'say: (tx, now, doubt = null) => sayIn(tx, now, { ...parts, doubt }),',
        replace:
          'say: (tx, now, doubt = null) => ({\n      ...sayIn(tx, now, { ...parts, doubt }),\n      reply: (id, _, text) =>\n        parts.send.reply(id, text, parts.newId()).then(\n          () => undefined,\n          () => undefined,\n        ),\n    }),',
      },
    ],
  },
  {
    name: 'expired-sent',
    what: 'what is of no use any more is sent all the same',
    invariant: 'O3',
    edits: [
      {
        file: 'src/outbox/dispatcher.ts',
        find: 'if (message.expires_at && Temporal.Instant.compare(message.expires_at, parts.clock.now()) <= 0) {',
        replace: 'if (message.expires_at && message.attempts > 1_000) {',
      },
    ],
  },
  {
    name: 'older-card-stays',
    what: 'a card that went out with older content is not sent again',
    invariant: 'O2',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: "const older = card.version > sent.version || (message.kind === 'send' && message.attempts > 0);",
        replace: 'const older = card.version > sent.version + 1_000;',
      },
    ],
  },
  {
    name: 'update-kept-as-send-only',
    what: 'a card that changed after it was sent is shown as it was',
    invariant: 'O2',
    edits: [
      {
        file: 'src/outbox/say.ts',
        find: 'const anew = options.renew === true || card.message_id === null;',
        replace:
          'const anew = options.renew === true || card.message_id === null;\n  if (!anew && card.version % 3 === 0) return;',
      },
    ],
  },
  {
    name: 'thread-order-ignored',
    what: 'what waits for the same chat goes out newest first',
    invariant: 'O2',
    edits: [
      {
        file: 'src/outbox/claim.ts',
        find: ".orderBy('m.id')",
        replace: ".orderBy('m.id', 'desc')",
      },
      {
        file: 'src/outbox/claim.ts',
        find: ".whereRef('e.id', '<', 'm.id'),",
        replace: ".whereRef('e.id', '>', 'm.id'),",
      },
    ],
  },
  {
    name: 'pacing-ignored',
    what: 'messages to one chat follow each other at once',
    invariant: 'O4',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: 'const pace = claimed.message && !parts.unlimited ? PACE_MS : 0;',
        replace: 'const pace = claimed.message && parts.unlimited ? PACE_MS : 0;',
      },
    ],
  },
  {
    name: 'budget-ignored',
    what: 'the app sends as much as there is, whatever its limit',
    invariant: 'O4',
    edits: [
      {
        file: 'src/outbox/claim.ts',
        find: 'if (paced && !(await takeBudget(tx, schoolId, now))) return null;',
        replace: 'if (paced) await takeBudget(tx, schoolId, now);',
      },
    ],
  },
  {
    name: 'ratelimit-reset-ignored',
    what: 'after a refusal for too many calls the next one follows at once',
    invariant: 'O4',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: 'await pauseBudget(tx, parts.schoolId, parts.now.add({ milliseconds: failure.waitMs }));',
        replace: 'await pauseBudget(tx, parts.schoolId, parts.now);',
      },
      {
        file: 'src/outbox/settle.ts',
        find: 'return later(message.first_try_at, patience(failure, message.attempts));',
        replace: 'return later(message.first_try_at, 1);',
      },
    ],
  },
  {
    name: 'outbox-lease-never-ends',
    what: 'a lane that a process had taken when it died stays taken',
    invariant: 'V1',
    edits: [
      {
        file: 'src/outbox/claim.ts',
        find: "eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Temporal.Instant>`now()`)]),",
        replace: "eb('lease_until', 'is', null),",
      },
    ],
  },
  {
    name: 'never-fenced',
    what: 'a process that was paused past its lease writes down what it thinks, with a uuid of its own',
    invariant: 'O1',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: 'if (lane.fence !== claimed.fence) return false;',
        replace: 'if (lane.fence < claimed.fence) return false;',
      },
      {
        file: 'src/outbox/dispatcher.ts',
        find: 'const delivered = await deliver({ ...parts, db: parts.database.db }, message);',
        replace:
          'const own = { ...message, id: parts.newId() };\n    const delivered = await deliver({ ...parts, db: parts.database.db }, own);',
      },
    ],
  },
  {
    name: 'tried-for-ever',
    what: 'what the platform will never take is tried again and again',
    invariant: 'V2',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: "    case 'giveUp':\n    case 'card':",
        replace:
          "    case 'giveUp':\n      return later(message.first_try_at, 60_000);\n    case 'card':",
      },
    ],
  },
  {
    name: 'failure-forgets-message',
    what: 'a message that failed once is dropped without a dead letter',
    invariant: 'I2',
    edits: [
      {
        file: 'src/outbox/settle.ts',
        find: "    case 'retry':\n      return later(message.first_try_at ?? parts.now, backoff(message.attempts));",
        replace: "    case 'retry':\n      return remove(tx, parts, message);",
      },
    ],
  },
  {
    name: 'mentions-in-text',
    what: 'words of people go into text messages with their angle brackets',
    invariant: 'X4',
    edits: [
      {
        file: 'src/lark/escape.ts',
        find: "return dropControls(text).replaceAll('<', '＜')",
        replace: "return dropControls(text).replaceAll('<<', '＜')",
      },
    ],
  },
  {
    name: 'mentions-in-cards',
    what: 'cards show the words of people as markdown, with their angle brackets',
    invariant: 'X4',
    edits: [
      {
        file: 'src/lark/render-card.ts',
        find: 'return objectSchema.parse(jsone(guarded, { ...cleaned(values), md: markdown, tagless }));',
        replace: `const drawn = JSON.stringify(jsone(guarded, { ...cleaned(values), md: markdown, tagless }));\n  return objectSchema.parse(JSON.parse(drawn.replaceAll('"tag":"div","text":{"tag":"plain_text"', '"tag":"div","text":{"tag":"lark_md"')));`,
      },
    ],
  },
  {
    name: 'words-in-the-log',
    what: 'what people write is written to the log when it is processed',
    invariant: 'X3',
    edits: [
      {
        file: 'src/intake/runner.ts',
        find: "log.debug({ input: row.id }, 'processed');",
        replace: "log.info({ input: row.id, payload: row.payload }, 'processed');",
      },
    ],
  },
];
