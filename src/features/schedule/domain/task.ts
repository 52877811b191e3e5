import { accepted, refused, type Decision } from '../../../kernel/decision.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';

/** One due day of an item, as people have left it. */
export interface Task {
  readonly state: 'open' | 'done';
  readonly due: Temporal.PlainDate;
  readonly doneAt: Temporal.Instant | null;
  readonly doneBy: string | null;
  readonly version: number;
}

export type TaskCommand =
  | { readonly kind: 'complete'; readonly note: string | null }
  | { readonly kind: 'defer'; readonly to: Temporal.PlainDate; readonly reason: string }
  | { readonly kind: 'undo' };

export interface TaskRules {
  readonly actor: Person;
  /** The owner's open_id; null where nobody owns it. */
  readonly ownerOpenId: string | null;
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
}

/** The next state of the row, with the line for its history. */
export interface TaskEvent {
  readonly kind: TaskCommand['kind'];
  readonly next: Task;
  readonly note: string | null;
  readonly detail: string | null;
}

export type TaskRefusal =
  | 'notYours'
  | 'alreadyDone'
  | 'notDone'
  | 'undoLate'
  | 'notYourTap'
  | 'dateMissing'
  | 'datePast'
  | 'dateFar';

/** 点错了 restores the former state this long. */
const UNDO = { minutes: 10 } as const;

/** Whoever puts a task off longer has mistyped the year; no calendar is known that far either. */
const PUT_OFF = { years: 1 } as const;

/** Contract §6: only an item's owner, the director or an admin taps 完成. */
export function mayAct(actor: Person, ownerOpenId: string | null): boolean {
  return (
    hasRole(actor, 'director', 'admin') ||
    (actor.active && ownerOpenId !== null && actor.openId === ownerOpenId)
  );
}

export function decideTask(
  task: Task,
  command: TaskCommand,
  { actor, ownerOpenId, now, today }: TaskRules,
): Decision<TaskEvent, TaskRefusal> {
  if (!mayAct(actor, ownerOpenId)) return refused('notYours');
  const version = task.version + 1;
  switch (command.kind) {
    case 'complete':
      if (task.state === 'done') return refused('alreadyDone');
      return accepted({
        kind: 'complete',
        next: { ...task, state: 'done', doneAt: now, doneBy: actor.id, version },
        note: command.note,
        detail: command.note,
      });
    case 'defer':
      if (task.state === 'done') return refused('alreadyDone');
      if (Temporal.PlainDate.compare(command.to, today) < 0) return refused('datePast');
      if (Temporal.PlainDate.compare(command.to, today.add(PUT_OFF)) > 0) return refused('dateFar');
      return accepted({
        kind: 'defer',
        next: { ...task, due: command.to, version },
        note: null,
        detail: `${task.due.toString()} → ${command.to.toString()}：${command.reason}`,
      });
    case 'undo':
      if (task.state !== 'done' || task.doneAt === null) return refused('notDone');
      if (task.doneBy !== actor.id) return refused('notYourTap');
      if (Temporal.Instant.compare(now, task.doneAt.add(UNDO)) > 0) return refused('undoLate');
      return accepted({
        kind: 'undo',
        next: { ...task, state: 'open', doneAt: null, doneBy: null, version },
        note: null,
        detail: null,
      });
    default:
      return command satisfies never;
  }
}
