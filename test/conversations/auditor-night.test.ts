import { expect, it } from 'vitest';
import { openSchool } from '../harness.ts';

it('a night that the machine was off is made up by day, once', async () => {
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  const runs = async () => {
    await school.service.audit();
    const rows = await school.database.db.selectFrom('audit_run').select('slot').execute();
    return rows.map(({ slot }) => slot).filter((slot) => slot.startsWith('all'));
  };
  expect(await runs()).toEqual([]);
  await school.moveTo('2026-11-25T10:00:00+08:00');
  expect(await runs()).toEqual([]);
  await school.moveTo('2026-11-25T14:00:00+08:00');
  expect(await runs()).toEqual(['all 2026-11-25']);
  await school.moveTo('2026-11-25T20:00:00+08:00');
  expect(await runs()).toEqual(['all 2026-11-25']);
  await school.moveTo('2026-11-26T02:30:00+08:00');
  expect(await runs()).toEqual(['all 2026-11-25', 'all 2026-11-26']);
});
