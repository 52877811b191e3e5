import type { AuditorTables } from './auditor/tables.ts';
import type { CalendarTables } from './features/calendar/tables.ts';
import type { DialogueTables } from './dialogue/tables.ts';
import type { DutyTables } from './features/duty/tables.ts';
import type { HelpTables } from './features/help/tables.ts';
import type { IssuesTables } from './features/issues/tables.ts';
import type { PeopleTables } from './features/people/tables.ts';
import type { PurchasesTables } from './features/purchases/tables.ts';
import type { RepairsTables } from './features/repairs/tables.ts';
import type { ScheduleTables } from './features/schedule/tables.ts';
import type { StockTables } from './features/stock/tables.ts';
import type { InboxTables } from './intake/tables.ts';
import type { OutboxTables } from './outbox/tables.ts';
import type { SpineTables } from './storage/tables.ts';
import type { TapTables } from './tap-tables.ts';

/** Every table, each declared by its owner. */
export interface Tables
  extends
    AuditorTables,
    CalendarTables,
    DialogueTables,
    DutyTables,
    HelpTables,
    IssuesTables,
    PeopleTables,
    PurchasesTables,
    RepairsTables,
    ScheduleTables,
    StockTables,
    InboxTables,
    OutboxTables,
    SpineTables,
    TapTables {}
