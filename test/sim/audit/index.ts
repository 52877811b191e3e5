import type { Kysely } from 'kysely';
import type { Tables } from '../../../src/tables.ts';
import { auditApprovals, type Tier } from './approvals.ts';
import { auditDuty } from './duty.ts';
import { auditGoods } from './goods.ts';
import { auditHistories } from './observe.ts';
import { auditMentions, auditOutbox, type Sent, type Shown } from './outbox.ts';
import { auditQuietHours } from './quiet.ts';
import { readPeople, type Finding } from './people.ts';
import { auditRepairs, type Days } from './repairs.ts';

export interface AuditParts {
  readonly db: Kysely<Tables>;
  readonly tiers: readonly Tier[];
  readonly days: Days;
  readonly sent: readonly Sent[];
  readonly shown: readonly Shown[];
}

/** Everything that the tables and the platform's log have to say together, when nothing is under way. */
export async function audit({ db, tiers, days, sent, shown }: AuditParts): Promise<Finding[]> {
  const people = await readPeople(db);
  return [
    ...(await auditHistories(db)),
    ...(await auditQuietHours(db)),
    ...(await auditOutbox(db, sent, shown, true)),
    ...auditMentions(shown),
    ...(await auditApprovals(db, people, tiers)),
    ...(await auditGoods(db, people)),
    ...(await auditRepairs(db, people, days)),
    ...(await auditDuty(db, people)),
  ];
}
