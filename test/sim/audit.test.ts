import { sql, type Kysely } from 'kysely';
import { expect, it } from 'vitest';
import type { Tables } from '../../src/tables.ts';
import { SERVER_URL } from '../database.ts';
import { openSchool, PEOPLE, type OpenSchool } from '../harness.ts';
import { audit, type AuditParts } from './audit/index.ts';
import { everSaid, observe } from './audit/observe.ts';

const { teacher, head, director, buyer, storekeeper, electrician } = PEOPLE;
const TIERS: AuditParts['tiers'] = [
  { upToFen: 500_00, approvers: ['unitHead'] },
  { upToFen: 5000_00, approvers: ['unitHead', 'director'] },
  { upToFen: null, approvers: ['unitHead', 'director', 'principal'] },
];
const STRICTER: AuditParts['tiers'] = TIERS.slice(2);
const days: AuditParts['days'] = { acceptWithin: 3, works: () => true };

/** Something bought, something mended, something handed out: by those whose turn it was. */
async function lived(): Promise<OpenSchool> {
  const school = await openSchool();
  await observe(school.database.db);
  await school.say(teacher, '申请买3台电风扇，200元一台，开运动会用');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意');
  await school.tap(director, '同意');
  for (const button of ['已下单', '已到货']) await school.tap(buyer, button);
  await school.tap(storekeeper, '验收入库');
  await school.tap('ou_finance', '已报销', { form: { reason: '开不出发票' } });
  await school.say(teacher, '302 空调不制冷');
  for (const button of ['接单', '完工']) await school.tap(electrician, button);
  await school.tap(teacher, '验收通过');
  await school.say(head, '领两盒粉笔');
  await school.tap(storekeeper, '发放');
  await school.tap(head, '确认领用');
  return school;
}

/** What somebody with the database's password could do, and what has to be said of it. */
const WRONGS: readonly (readonly [invariant: string, statement: string])[] = [
  [
    'A1',
    `insert into purchase_event select school_id, id || '-2', purchase_id, kind, at, actor_id, behalf_of, detail,
     99, changes from purchase_event where kind = 'approve'`,
  ],
  [
    'A2',
    `update purchase_event e set actor_id = p.requester_id from purchase p where p.id = e.purchase_id and kind = 'approve'`,
  ],
  [
    'A2',
    `update purchase_event e set actor_id = p.buyer_id from purchase p where p.id = e.purchase_id and kind = 'receive'`,
  ],
  [
    'A4',
    `update purchase_event set changes = changes || '{"approvedFen": 60000}' where kind = 'approve'`,
  ],
  [
    'A5',
    `update purchase_event set changes = changes || '{"totalFen": 60001}' where kind = 'begin'`,
  ],
  ['A5', `update purchase_order set amount_fen = 90000`],
  ['A6', `update purchase_arrival_line set accepted = accepted + 1`],
  ['A6', `delete from purchase_event where kind = 'receive'`],
  ['L1', `update stock_item set on_hand = on_hand + 1`],
  ['L2', `update stock_movement set quantity = -99, on_hand = -97`],
  ['L3', `update stock_movement set why = 'something else'`],
  ['L5', `update issue_line set issued = issued + 1`],
  [
    'A2',
    `update issue_event e set actor_id = r.requester_id from issue_request r where r.id = e.subject_id and kind = 'issue'`,
  ],
  [
    'A2',
    `update issue_event e set actor_id = r.issued_by from issue_request r where r.id = e.subject_id and kind = 'sign'`,
  ],
  [
    'A2',
    `update repair_event e set actor_id = t.worker_id from repair_ticket t where t.id = e.ticket_id and kind = 'approve'`,
  ],
  ['A1', `delete from repair_event where kind = 'finish'`],
  ['X2', `update repair_ticket set state = 'working'`],
  [
    'R1',
    `update person_change c set after = c.after || '{"active": false}' from repair_ticket t where c.person_id = t.worker_id`,
  ],
  [
    'I2',
    `insert into sim_message values ('0', 'person:x', 'x', 'text', null, false, false, null, now())`,
  ],
  ['O3', `update sim_message set expires_at = created_at - interval '1 hour'`],
];

// The triggers and statements are the simulation's, which lives in the embedded database.
it.skipIf(SERVER_URL !== null)(
  'the audits have nothing against what people did, and something against everything that is wrong',
  async () => {
    await using school = await lived();
    const { database } = school;
    const sent = (await everSaid(database.db)).map(({ id, created_at: at }) => {
      return { at: at.epochMilliseconds, uuid: id, messageId: `om_${id}` };
    });
    const shown = [...school.platform.world.messages.values()].filter(({ fromBot }) => fromBot);
    const asked = (db: Kysely<Tables>, over: Partial<AuditParts> = {}) =>
      audit({ db, tiers: TIERS, days, sent, shown, ...over });
    expect(await asked(database.db)).toEqual([]);

    for (const [invariant, statement] of WRONGS) {
      let found: string[] = [];
      const undone = database.transaction(async (tx) => {
        const { numAffectedRows = 0n } = await sql.raw(statement).execute(tx);
        expect(numAffectedRows).toBeGreaterThan(0n);
        found = (await asked(tx)).map((one) => one.invariant);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(found).toContain(invariant);
    }

    const codes = async (over: Partial<AuditParts>) =>
      (await asked(database.db, over)).map((one) => one.invariant);
    expect(await codes({ tiers: STRICTER })).toContain('A4');
    expect(
      await codes({ sent: sent.flatMap((one) => [one, { ...one, messageId: 'om_2' }]) }),
    ).toContain('O1');
    expect(await codes({ sent: sent.map((one, i) => ({ ...one, at: -i })) })).toContain('O2');
    const ring = { messageId: 'om_3', kind: 'text', content: { text: '<at user_id="all"></at>' } };
    expect(await codes({ shown: [...shown, ring] })).toContain('X4');
    const older = shown.map((one) => ({ ...one, content: {} }));
    expect(await codes({ shown: older })).toContain('O2');
  },
);
