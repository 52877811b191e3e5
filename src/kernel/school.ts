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
  /** The file's opening roster; people by open_id or, without an account, by name. */
  readonly shifts?: readonly Shift[];
}

export interface Shift {
  readonly date: Temporal.PlainDate;
  /** Who is on duty, the leader included. */
  readonly people: readonly string[];
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
