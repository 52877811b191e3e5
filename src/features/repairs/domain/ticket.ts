import type { Trade } from '../../../kernel/people.ts';
import type { Urgency } from '../../../kernel/understood.ts';

/** The states of a repair, with the word that people see. */
export const STATES = {
  unassigned: '待派单',
  assigned: '待接单',
  working: '维修中',
  suspended: '挂起',
  done: '待验收',
  accepted: '已完成',
  acceptedByDefault: '默认验收',
  withdrawn: '已撤销',
  refused: '不受理',
  merged: '已合并',
} as const;
export type State = keyof typeof STATES;

/** States in which nothing more is owed by anybody. */
export const ENDED: readonly State[] = [
  'accepted',
  'acceptedByDefault',
  'withdrawn',
  'refused',
  'merged',
];

export const SUSPEND_REASONS = [
  '待配件',
  '待采购',
  '待预约',
  '待外协',
  '待假期',
  '待天气',
] as const;
export const REFUSE_REASONS = [
  '不属于报修范围',
  '信息不清且联系不上',
  '已由其他部门处理',
  '重复报修',
] as const;
export const TRANSFER_REASONS = ['工种不符', '今天忙不过来', '不在岗', '需要两人'] as const;
export const REWORK_REASONS = ['没有修好', '又坏了', '现场没收拾'] as const;
/** What people choose a fault's category from. */
export const CATEGORIES: Readonly<Record<Trade, string>> = {
  electrical: '电路照明',
  plumbing: '水管洁具',
  hvac: '空调通风',
  furniture: '桌椅家具',
  door_window: '门窗锁具',
  network_av: '网络多媒体',
  appliance: '电器设备',
  civil: '墙地屋面',
  fire_safety: '消防安全',
  sports_playground: '体育场地',
  greenery_cleaning: '绿化保洁',
  other: '其他',
};
export const URGENCIES: Readonly<Record<Urgency, string>> = {
  normal: '普通',
  high: '紧急',
  critical: '有危险',
};
export const CAUSES = ['自然损坏', '人为损坏'] as const;

/** One reported fault, from report to acceptance. People are person ids; money is fen. */
export interface Ticket {
  readonly id: string;
  /** `BX2611-0001` */
  readonly number: string;
  /** Grows by one with every change; cards carry it so that a stale tap is seen. */
  readonly version: number;
  readonly state: State;
  readonly reporterId: string;
  readonly place: string;
  /** Digits, letters and building only: what makes two places the same. */
  readonly placeKey: string;
  /** The faults, in the reporter's words; one line each. */
  readonly items: readonly string[];
  readonly object: string;
  readonly category: Trade;
  readonly urgency: Urgency;
  readonly danger: boolean;
  /** Who took charge of the danger (我来处理), or null. */
  readonly dangerTakenBy: string | null;
  /** Proposed while 待接单, responsible from 接单 on. */
  readonly workerId: string | null;
  readonly transfers: number;
  readonly reworks: number;
  readonly joinedIds: readonly string[];
  readonly reportedAt: Temporal.Instant;
  /** When the reporter would like somebody to come, school-local: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
  readonly wanted: string | null;
  readonly acceptedWorkAt: Temporal.Instant | null;
  /** By when somebody should have taken it, and by when it should be mended. */
  readonly takeBy: Temporal.Instant;
  readonly finishBy: Temporal.Instant;
  readonly suspendedAt: Temporal.Instant | null;
  readonly suspendedUntil: Temporal.PlainDate | null;
  readonly suspendReason: string | null;
  readonly finishedAt: Temporal.Instant | null;
  /** Who tapped 完工, which may be the director for somebody without an account. */
  readonly finishedBy: string | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedBy: string | null;
  /** When an untouched 待验收 counts as accepted. */
  readonly acceptBy: Temporal.Instant | null;
  readonly lastUrgedAt: Temporal.Instant | null;
  /** 1 to 5, or null. Never shown in a group. */
  readonly stars: number | null;
  readonly note: string | null;
  readonly parts: string | null;
  readonly costFen: number | null;
  readonly cause: string | null;
  readonly mergedInto: string | null;
  /** The reason of the last 不受理, 返修, 转派. Never shown in a group. */
  readonly reason: string | null;
}

/** What buttons may stand on a card. */
export type Action =
  | 'supplement'
  | 'withdraw'
  | 'urge'
  | 'join'
  | 'accept'
  | 'transfer'
  | 'suspend'
  | 'resume'
  | 'finish'
  | 'fillIn'
  | 'approve'
  | 'rework'
  | 'refuse'
  | 'merge'
  | 'takeDanger'
  | 'undo';

/**
 * A ticket as a card shows it: names instead of ids, times as `11月24日 14:30` in school time.
 * Taps are `repairs.<Action>` with `id` and `v`, e.g. `{ a: 'repairs.accept', id, v }`.
 */
export interface TicketView {
  readonly ticket: Ticket;
  /** The word of the state, e.g. 待验收. */
  readonly stateName: string;
  readonly reporter: string;
  readonly reporterPhone: string | null;
  readonly worker: string | null;
  readonly workerPhone: string | null;
  readonly joined: readonly string[];
  readonly reportedAt: string;
  readonly takeBy: string;
  readonly finishBy: string;
  readonly acceptBy: string | null;
  /** `11月28日` */
  readonly suspendedUntil: string | null;
  /** `11月25日 14:30`, or the day alone. */
  readonly wanted: string | null;
  /** `¥12.50` */
  readonly cost: string | null;
  /** Newest last: `11月24日 14:30 老李 接单`. With reasons: for direct cards only. */
  readonly history: readonly string[];
  /** The same without reasons, stars and names of who is late: for groups. */
  readonly publicHistory: readonly string[];
  readonly photos: number;
  /** The platform's keys of the newest ones, for direct cards. */
  readonly pictures: readonly string[];
  readonly overdue: boolean;
  /** What the person this card is for may do now; for the group: what anybody there may (`accept`, `join`). */
  readonly may: readonly Action[];
  /** Choices for 转派 (value = person id), for cards of workers and directors. */
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
  /** The proposed repairer's open_id, to be mentioned in the group while present; null otherwise. */
  readonly mention: string | null;
  /** Choices for 合并: open tickets at the same place (value = ticket id). */
  readonly mergeable: readonly { readonly id: string; readonly title: string }[];
  /** Default date of 挂起: `2026-11-27`. */
  readonly suspendDefault: string;
  /** What to do first in a danger, with the school's phones; null when it is none. */
  readonly firstSteps: string | null;
}

/** A report that still lacks its place. The card's form posts `repairs.submit` with `id`; fields place, note. */
export interface DraftView {
  readonly id: string;
  readonly text: string;
  /** A guess to prefill, such as the person's usual room. */
  readonly guess: string | null;
  /** Few and likely: a tap on one is the answer. */
  readonly places: readonly string[];
  readonly buildings: readonly string[];
  /** A draft that was completed or dropped says so here, without the form. */
  readonly closed: string | null;
}

/** A report that may be none. Its buttons post `repairs.isReport` and `repairs.noReport` with `id`. */
export interface ConfirmView {
  readonly id: string;
  readonly faults: readonly {
    readonly place: string | null;
    readonly object: string;
    readonly text: string;
  }[];
}

/** One row of a list: my repairs, my work, the crowd card of the group. `action` is the row's button, if any. */
export interface ListRow {
  readonly id: string;
  readonly version: number;
  readonly number: string;
  readonly title: string;
  readonly stateName: string;
  readonly detail: string;
  /** `pick` chooses the row as the one that is meant. */
  readonly action: Action | 'pick' | null;
}
