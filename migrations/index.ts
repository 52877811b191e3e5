import type { Kysely } from 'kysely';
import * as inbox from './0001_inbox.ts';
import * as outbox from './0002_outbox.ts';
import * as spine from './0003_spine.ts';
import * as people from './0004_people.ts';
import * as repairs from './0005_repairs.ts';
import * as pipeline from './0006_pipeline.ts';
import * as repairWanted from './0007_repair_wanted.ts';
import * as schedule from './0010_schedule.ts';
import * as calendar from './0011_calendar.ts';
import * as dialogue from './0012_dialogue.ts';
import * as voice from './0013_voice.ts';
import * as resilience from './0017_resilience.ts';
import * as scheduleEditing from './0020_schedule_editing.ts';
import * as schedulePhotos from './0021_schedule_photos.ts';
import * as scheduleImport from './0022_schedule_import.ts';
import * as duty from './0023_duty.ts';
import * as stock from './0025_stock.ts';
import * as issues from './0026_issues.ts';
import * as purchases from './0027_purchases.ts';
import * as purchasePrices from './0028_purchase_prices.ts';
import * as shownPictures from './0029_shown_pictures.ts';
import * as auditor from './0030_auditor.ts';
import * as restored from './0031_restored.ts';
import * as longHistories from './0033_long_histories.ts';
import * as retiredItems from './0034_retired_items.ts';
import * as issuePhotos from './0035_issue_photos.ts';
import * as numberGaps from './0036_number_gaps.ts';

/** In order of their names; forward only. */
export const migrations: Record<string, { up(db: Kysely<unknown>): Promise<void> }> = {
  '0001_inbox': inbox,
  '0002_outbox': outbox,
  '0003_spine': spine,
  '0004_people': people,
  '0005_repairs': repairs,
  '0006_pipeline': pipeline,
  '0007_repair_wanted': repairWanted,
  '0010_schedule': schedule,
  '0011_calendar': calendar,
  '0012_dialogue': dialogue,
  '0013_voice': voice,
  '0017_resilience': resilience,
  '0020_schedule_editing': scheduleEditing,
  '0021_schedule_photos': schedulePhotos,
  '0022_schedule_import': scheduleImport,
  '0023_duty': duty,
  '0025_stock': stock,
  '0026_issues': issues,
  '0027_purchases': purchases,
  '0028_purchase_prices': purchasePrices,
  '0029_shown_pictures': shownPictures,
  '0030_auditor': auditor,
  '0031_restored': restored,
  '0033_long_histories': longHistories,
  '0034_retired_items': retiredItems,
  '0035_issue_photos': issuePhotos,
  '0036_number_gaps': numberGaps,
};
