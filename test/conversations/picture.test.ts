import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, electrician } = PEOPLE;

it('a picture after the words joins the report and is kept', async () => {
  await using school = await openSchool();
  const red = { width: 60, height: 40, channels: 3, background: '#c00' } as const;
  const png = await sharp({ create: red }).png().toBuffer();
  await school.say(teacher, '302 空调不制冷');
  await school.say(teacher, png);
  expect(textOf(school.last(electrician))).toContain('1 张');
  const kept = () => school.database.db.selectFrom('attachment').select('state').execute();
  await expect.poll(kept, { timeout: 10_000 }).toEqual([{ state: 'stored' }]);
});
