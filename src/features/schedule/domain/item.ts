/** A task of one month's work plan (月度事项). Dates are school-local. */
export interface Item {
  /** `M09-01` for a shipped one; a school's own have ids of ours. */
  readonly id: string;
  readonly title: string;
  /** The month whose plan it stands in, 1–12; its due day may lie in another one. */
  readonly month: number;
  /** The duty that owns it, such as 总务主任; resolved to a person by the school's file or set-up. */
  readonly owner: string;
  readonly due: Due;
  /** Days before the due day on which the owner is reminded at 08:30. */
  readonly remindDaysBefore: readonly number[];
  readonly kind: 'deadline' | 'event' | 'ongoing' | 'project';
  /** The day a school's own was added: what would have been due before it never was. */
  readonly since?: Temporal.PlainDate | undefined;
  /** Changed in the chat: its day has reminders of its own, even where the former day's were given. */
  readonly revised?: boolean | undefined;
}

export type Season = 'spring' | 'autumn';

export type Due =
  | {
      readonly anchor: 'monthDay';
      /** 1–31; a shorter month has it on its last day. */
      readonly day: number;
      readonly roll: 'previousWorkingDay' | 'none';
    }
  | { readonly anchor: 'termStart' | 'termEnd'; readonly offsetDays: number }
  | { readonly anchor: 'holidayStart'; readonly holiday: string; readonly offsetDays: number };

/** What a recurring check's day becomes on the school's calendar. */
export const POLICIES = [
  'everyDay',
  'schoolDays',
  'schoolDaysAndHolidayDuty',
  'canteenOpenDays',
  'firstSchoolDayOfWeek',
  'lastSchoolDayOfWeek',
  'shiftWithinWeek',
  'nextSchoolDay',
  'previousSchoolDay',
] as const;
export type Policy = (typeof POLICIES)[number];

export type Recurrence =
  | { readonly rrule: string; readonly policy: Policy }
  | {
      readonly anchor: 'termStart' | 'termEnd';
      readonly offsetDays: number;
      readonly term?: Season | undefined;
    }
  | { readonly anchor: 'holidayStart'; readonly offsetDays: readonly number[] }
  | { readonly anchor: 'holidayStart'; readonly offsetSchoolDays: number };

/** A recurring check (例行检查): a card to whoever is responsible, every time it is due. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly when: Recurrence;
  /** School-local times of day, `HH:MM`. */
  readonly times: readonly string[];
  /** What is looked at, one by one; without any the check is one tap. */
  readonly points?: readonly string[] | undefined;
  /** Done by the bot itself: statistics, summary, the duty roster's gaps. */
  readonly automatic?: boolean | undefined;
  /** What an abnormal point becomes; a repair unless it says so. */
  readonly abnormal?: 'hazard' | undefined;
}

/** One due day of an item. `slot` names the month's plan it belongs to, `2026-09`. */
export interface Occurrence {
  readonly item: Item;
  readonly slot: string;
  readonly due: Temporal.PlainDate;
  /** False where the due day hangs on a year whose notice is not out: shown as 暂定. */
  readonly official: boolean;
}
