import type { HolidayYear } from './calendar.ts';

/** The school as its file and later settings describe it. Secrets are not here. */
export interface School {
  /** Primary key prefix of every table. The app id: one self-built app serves one school. */
  readonly id: string;
  readonly name: string;
  /** IANA name, such as Asia/Shanghai. */
  readonly timezone: string;
  readonly tenantKey: string | null;
  readonly groups: {
    readonly staff: string | null;
    readonly logistics: string | null;
    /** Where reports are read without the bot being mentioned; most schools have none. */
    readonly reports: string | null;
  };
  /** False until the admin has tapped 开始启用 after `school:init`; then no group is posted to. */
  readonly enabled: boolean;
  readonly buildings: readonly string[];
  readonly emergencyPhones: Readonly<Record<string, string>>;
  readonly repairs: RepairSettings;
  readonly purchases: PurchaseSettings;
  readonly terms: readonly Term[];
  /** Who does shipped tasks that no role stands for: the duty's name → open_id. */
  readonly duties: Readonly<Record<string, string>>;
  /** Notices of the State Council taken in the chat, by year; they go before the shipped ones. */
  readonly notices: Readonly<Record<string, HolidayYear>>;
  readonly duty: DutySettings;
  /** This service as phones see it, without a trailing slash; null: it has no address of its own. */
  readonly publicUrl: string | null;
  /** The file's opening roster, entered once; who is on duty is asked of the duty feature. */
  readonly shifts: readonly OpeningShift[];
}

export interface DutySettings {
  /** The group learns of a holiday's roster this long before. */
  readonly remindDaysBefore: number;
  /** People per day besides the leader. */
  readonly minOnDuty: number;
  /** When a shift begins unless it says otherwise, such as 08:00. */
  readonly start: string;
  /** Who has to approve a roster before it is published; null: nobody. */
  readonly approval: 'principal' | null;
}

/** One line of the opening roster; people by open_id or, without an account, by name. */
export interface OpeningShift {
  readonly date: Temporal.PlainDate;
  readonly person: string;
  readonly leader: string | null;
  readonly start: string | null;
}

export interface RepairSettings {
  /** Working days after 完工 until a repair counts as accepted. */
  readonly acceptWithinDays: number;
}

export const APPROVER_ROLES = ['unitHead', 'director', 'principal'] as const;
export type ApproverRole = (typeof APPROVER_ROLES)[number];

export interface PurchaseSettings {
  /** By total, smallest first; the first that fits. The last has no limit. */
  readonly tiers: readonly Tier[];
}

export interface Tier {
  readonly upToFen: number | null;
  readonly approvers: readonly ApproverRole[];
  /** Of several people of one role: the first to decide, or everybody. */
  readonly mode: 'any' | 'all';
}

export interface Term {
  readonly name: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}
