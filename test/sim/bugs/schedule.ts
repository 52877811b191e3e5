import type { PlantedBug } from '../planted.ts';

const LOOK = 'src/features/schedule/look-out.ts';
const SIGN_IN = 'src/features/duty/domain/sign-in.ts';
const CALENDAR = 'src/kernel/calendar.ts';
const WATCH = 'src/features/duty/running/watch.ts';

/** Of one process: two of them live in that of the simulation, each with a maker of ids of its own. */
const MEMORY = `const memory = new WeakMap<object, Set<string>>();
const claimedBy = (process: object) => memory.getOrInsertComputed(process, () => new Set<string>());
`;

/** What happens by the clock: in its slot, once, on the right day. */
export const SCHEDULE: readonly PlantedBug[] = [
  {
    name: 'timer-lost-on-failure',
    what: 'a timer is taken off before its work, in a transaction of its own',
    invariant: 'S1',
    edits: [
      {
        file: 'src/cron/timers.ts',
        find: '    parts.transaction(async (tx) => {\n      const row = await claim(tx, parts.schoolId, parts.clock.now());\n      if (!row) return null;\n      const timer = { name: row.name, key: row.key, dueAt: row.due_at, data: row.data };\n      await parts.handle(tx, timer);\n      return timer;\n    });',
        replace:
          '    parts\n      .transaction((tx) => claim(tx, parts.schoolId, parts.clock.now()))\n      .then((row) => {\n        if (!row) return null;\n        const timer = { name: row.name, key: row.key, dueAt: row.due_at, data: row.data };\n        return parts.transaction((tx) => parts.handle(tx, timer)).then(() => timer);\n      });',
      },
    ],
  },
  {
    name: 'claimed-in-memory',
    what: 'what was posted is remembered by the process, not by a row',
    invariant: 'S1',
    edits: [
      {
        file: 'src/features/schedule/store.ts',
        find: '  return claims.filter(({ post }) => won.has(taskKey(post.item, post.slot)));',
        replace:
          '  return claims.filter(({ post }) => {\n    const key = taskKey(post.item, post.slot);\n    const first = !claimedBy(newId).has(key);\n    claimedBy(newId).add(key);\n    return first;\n  });',
      },
      {
        file: 'src/features/schedule/store.ts',
        find: '  { tx, school, now }: C,\n  claims: readonly P[],',
        replace: '  { tx, school, now, newId }: C,\n  claims: readonly P[],',
      },
      {
        file: 'src/features/schedule/store.ts',
        find: '/** Rows of one insert:',
        replace: `${MEMORY}/** Rows of one insert:`,
      },
      {
        file: LOOK,
        find: 'const begin = await beginning(context, marked);',
        replace: 'const begin = (await beginning(context, marked)).subtract({ hours: 24 });',
      },
    ],
  },
  {
    name: 'duty-claimed-in-memory',
    what: 'whom the roster reminded is remembered by the process, not by a row',
    invariant: 'S1',
    edits: [
      {
        file: 'src/features/duty/store.ts',
        find: '  return row !== undefined;\n',
        replace:
          '  const key = `${item} ${slot}`;\n  const first = !claimedBy(newId).has(key);\n  claimedBy(newId).add(key);\n  return first || row?.item === key;\n',
      },
      {
        file: 'src/features/duty/store.ts',
        find: 'export async function claim({ tx, school, now }: C, item',
        replace: 'export async function claim({ tx, school, now, newId }: C, item',
      },
      {
        file: 'src/features/duty/store.ts',
        find: '/** True for the first who claims it:',
        replace: `${MEMORY}/** True for the first who claims it:`,
      },
    ],
  },
  {
    name: 'no-catch-up',
    what: 'what fell due while nobody was there is not made up, nor recorded',
    invariant: 'S1',
    edits: [
      {
        file: LOOK,
        find: 'const REACH = { hours: 100 * 24 } as const;',
        replace: 'const REACH = { minutes: 5 } as const;',
      },
    ],
  },
  {
    name: 'skipped-unrecorded',
    what: 'what comes too late is left out without a record',
    invariant: 'S1',
    edits: [
      {
        file: LOOK,
        find: 'const posted = (await claimPosts(context, claims))',
        replace:
          "const posted = (\n    await claimPosts(\n      context,\n      claims.filter(({ outcome }) => outcome.what !== 'skipped'),\n    )\n  )",
      },
    ],
  },
  {
    name: 'posted-early',
    what: 'the plan is posted an hour before its time',
    invariant: 'S2',
    edits: [
      {
        file: LOOK,
        find: 'const due = postsBetween(planned.plan, from, now);',
        replace: 'const due = postsBetween(planned.plan, from, now.add({ hours: 1 }));',
      },
    ],
  },
  {
    name: 'slot-in-utc',
    what: 'the times of the plan are read in UTC',
    invariant: 'S4',
    edits: [
      {
        file: CALENDAR,
        find: '      .toZonedDateTime({ timeZone: this.timezone, plainTime: Temporal.PlainTime.from(time) })',
        replace:
          "      .toZonedDateTime({ timeZone: 'UTC', plainTime: Temporal.PlainTime.from(time) })",
      },
    ],
  },
  {
    name: 'day-in-utc',
    what: 'the day of an instant is that of UTC',
    invariant: 'S4',
    edits: [
      {
        file: CALENDAR,
        find: 'return instant.toZonedDateTimeISO(this.timezone).toPlainDate();',
        replace: "return instant.toZonedDateTimeISO('UTC').toPlainDate();",
      },
    ],
  },
  {
    name: 'holiday-worked',
    what: 'a holiday on a weekday is read as a working day',
    invariant: 'S5',
    edits: [
      {
        file: CALENDAR,
        find: 'return known ? !known.off : date.dayOfWeek <= 5;',
        replace: 'return date.dayOfWeek <= 5 || known?.off === false;',
      },
    ],
  },
  {
    name: 'make-up-day-off',
    what: 'a weekend that is worked for a holiday is read as a weekend',
    invariant: 'S5',
    edits: [
      {
        file: CALENDAR,
        find: 'return known ? !known.off : date.dayOfWeek <= 5;',
        replace: 'return known?.off === true ? false : date.dayOfWeek <= 5;',
      },
    ],
  },
  {
    name: 'quiet-hours-ignored',
    what: 'reminders come at night',
    invariant: 'S6',
    edits: [
      {
        file: CALENDAR,
        find: "if (minute >= 22 * 60) return this.at(local.toPlainDate().add({ days: 1 }), '06:30');\n    return minute < 6 * 60 + 30 ? this.at(local.toPlainDate(), '06:30') : from;",
        replace: "return minute < 0 ? this.at(local.toPlainDate(), '06:30') : from;",
      },
    ],
  },
  {
    name: 'reminded-after-the-start',
    what: 'a duty is announced when it has begun already',
    invariant: 'S3',
    edits: [
      {
        file: SIGN_IN,
        find: "        kind: 'card',\n        at: later(card, awake(since)),\n        until: startsAt,",
        replace:
          "        kind: 'card',\n        at: later(card, awake(since)),\n        until: endsAt,",
      },
      {
        file: WATCH,
        find: 'const expiresAt = start.startsAt;',
        replace: 'const expiresAt = start.endsAt;',
      },
    ],
  },
  {
    name: 'never-reminded',
    what: 'whoever is on duty is not told when the day has come',
    invariant: 'S1',
    edits: [
      {
        file: SIGN_IN,
        find: "        kind: 'card',\n        at: later(card, awake(since)),\n        until: startsAt,",
        replace:
          "        kind: 'card',\n        at: later(card, awake(since)),\n        until: earlier(card, startsAt),",
      },
    ],
  },
  {
    name: 'absence-unnoticed',
    what: 'nobody above hears that somebody on duty has not come',
    invariant: 'S1',
    edits: [
      {
        file: SIGN_IN,
        find: '  return [...own, ...leaders, ...(last === undefined ? [] : [due(last, LADDER.director, about)])];',
        replace: '  return [...own, ...leaders, ...(last === undefined ? own : [])];',
      },
    ],
  },
  {
    name: 'signed-in-by-another',
    what: 'anybody may sign in for anybody',
    invariant: 'A2',
    edits: [
      {
        file: SIGN_IN,
        find: "if (!own && (command === 'confirm' || one.reachable || !mayStandIn)) return refused('notYours');",
        replace: "if (!own && command === 'confirm') return refused('notYours');",
      },
    ],
  },
  {
    name: 'swap-approves-itself',
    what: 'whoever exchanges a shift approves the exchange',
    invariant: 'A2',
    edits: [
      {
        file: 'src/features/duty/domain/swap.ts',
        find: "  if (actor.id === swap.requesterId || actor.id === swap.colleagueId) return 'ownApproval';\n  return approvers.some(({ id }) => id === actor.id) ? null : 'notApprover';",
        replace:
          "  const own = actor.id === swap.requesterId || actor.id === swap.colleagueId;\n  return own || approvers.some(({ id }) => id === actor.id) ? null : 'notApprover';",
      },
    ],
  },
  {
    name: 'swap-half-done',
    what: 'of two shifts that are exchanged only one changes hands',
    invariant: 'R2',
    edits: [
      {
        file: 'src/features/duty/swaps/act.ts',
        find: '    [facts.other, colleague, requester],\n',
        replace: '',
      },
    ],
  },
];
