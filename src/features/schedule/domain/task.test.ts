import { describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../kernel/people.ts';
import { decideTask, type Task, type TaskCommand, type TaskRefusal } from './task.ts';

const NOW = Temporal.Instant.from('2026-11-25T10:00:00+08:00');
const TODAY = Temporal.PlainDate.from('2026-11-25');
const OWNER = 'ou_owner';

function person(openId: string, roles: readonly Role[], active = true): Person {
  return {
    id: `p_${openId}`,
    openId,
    name: openId,
    roles,
    unit: null,
    trades: [],
    phone: null,
    room: null,
    active,
    absentUntil: null,
    substituteId: null,
  };
}

const ACTORS = {
  owner: person(OWNER, ['repairer']),
  director: person('ou_director', ['director']),
  admin: person('ou_admin', ['admin']),
  principal: person('ou_principal', ['principal']),
  teacher: person('ou_teacher', ['teacher']),
  leaver: person(OWNER, ['repairer'], false),
};
type Actor = keyof typeof ACTORS;
const ALLOWED: readonly Actor[] = ['owner', 'director', 'admin'];

const open: Task = { state: 'open', due: TODAY, doneAt: null, doneBy: null, version: 1 };
const done = (minutesAgo: number, by: string): Task => ({
  ...open,
  state: 'done',
  doneAt: NOW.subtract({ minutes: minutesAgo }),
  doneBy: by,
  version: 2,
});

const STATES = {
  open: () => open,
  'done by the actor just now': (actor: Person) => done(2, actor.id),
  'done by the actor ten minutes ago': (actor: Person) => done(10, actor.id),
  'done by the actor long ago': (actor: Person) => done(11, actor.id),
  'done by somebody else': () => done(2, 'p_other'),
};

const COMMANDS: Record<string, TaskCommand> = {
  完成: { kind: 'complete', note: null },
  延期: { kind: 'defer', to: TODAY.add({ days: 7 }), reason: '等配件' },
  延期到今天: { kind: 'defer', to: TODAY, reason: '今天晚些' },
  延期到昨天: { kind: 'defer', to: TODAY.subtract({ days: 1 }), reason: '笔误' },
  点错了: { kind: 'undo' },
};

/** What whoever may act is told; null: it happens. */
const TABLE: Record<string, Record<string, TaskRefusal | null>> = {
  open: { 完成: null, 延期: null, 延期到今天: null, 延期到昨天: 'datePast', 点错了: 'notDone' },
  'done by the actor just now': {
    完成: 'alreadyDone',
    延期: 'alreadyDone',
    延期到今天: 'alreadyDone',
    延期到昨天: 'alreadyDone',
    点错了: null,
  },
  'done by the actor ten minutes ago': {
    完成: 'alreadyDone',
    延期: 'alreadyDone',
    延期到今天: 'alreadyDone',
    延期到昨天: 'alreadyDone',
    点错了: null,
  },
  'done by the actor long ago': {
    完成: 'alreadyDone',
    延期: 'alreadyDone',
    延期到今天: 'alreadyDone',
    延期到昨天: 'alreadyDone',
    点错了: 'undoLate',
  },
  'done by somebody else': {
    完成: 'alreadyDone',
    延期: 'alreadyDone',
    延期到今天: 'alreadyDone',
    延期到昨天: 'alreadyDone',
    点错了: 'notYourTap',
  },
};

describe('every state × command × actor', () => {
  const rows = Object.entries(STATES).flatMap(([state, make]) =>
    Object.entries(COMMANDS).flatMap(([command, value]) =>
      Object.entries(ACTORS).map(([who, actor]) => ({ state, make, command, value, who, actor })),
    ),
  );
  it.each(rows)('$state: $command by $who', ({ state, make, command, value, who, actor }) => {
    const task = make(actor);
    const decision = decideTask(task, value, {
      actor,
      ownerOpenId: OWNER,
      now: NOW,
      today: TODAY,
    });
    const may = ALLOWED.some((one) => one === who);
    const refusal = may ? TABLE[state]?.[command] : 'notYours';
    expect(decision).toMatchObject(
      refusal === null
        ? { outcome: 'accepted', events: [{ next: { version: task.version + 1 } }] }
        : { outcome: 'refused', code: refusal },
    );
  });

  it('what nobody owns is the director’s and the admins’ alone', () => {
    const by = (actor: Person) =>
      decideTask(open, COMMANDS['完成'] ?? { kind: 'undo' }, {
        actor,
        ownerOpenId: null,
        now: NOW,
        today: TODAY,
      }).outcome;
    expect(by(ACTORS.director)).toBe('accepted');
    expect(by(ACTORS.owner)).toBe('refused');
  });
});
