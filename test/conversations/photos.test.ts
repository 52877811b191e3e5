import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, electrician } = PEOPLE;

const photos = (school: OpenSchool) =>
  school.database.db.selectFrom('repair_photo').select(['ticket_id', 'draft_id']).execute();

it('a photo before the text joins the ticket that the text opens', async () => {
  await using school = await openSchool();
  await school.photo(teacher);
  expect(textOf(school.last(teacher))).toContain('照片收到了');
  await school.say(teacher, '302 空调不制冷');
  const [ticket] = await school.tickets();
  expect(await photos(school)).toEqual([{ ticket_id: ticket?.id, draft_id: null }]);
});

it('a photo after the text joins it silently, and the card says so', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  const before = school.bot(teacher).length;
  await school.photo(teacher);
  const [ticket] = await school.tickets();
  expect(await photos(school)).toEqual([{ ticket_id: ticket?.id, draft_id: null }]);
  expect(school.bot(teacher)).toHaveLength(before);
  expect(textOf(school.last(teacher))).toContain('1 张');
});

it('a photo that answers a card joins that ticket, whatever came last', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  const first = school.last(teacher).messageId;
  await school.say(teacher, '305 灯不亮');
  await school.photo(teacher, null, { replyTo: first });
  const [ticket] = await school.tickets();
  expect(await photos(school)).toEqual([{ ticket_id: ticket?.id, draft_id: null }]);
});

it("a worker's photo joins the ticket he acted on last", async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  await school.photo(electrician);
  const [ticket] = await school.tickets();
  expect(await photos(school)).toEqual([{ ticket_id: ticket?.id, draft_id: null }]);
});

it('the worker and the director see the picture itself, and only they', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.photo(teacher);
  const pictures = (who: string) =>
    [...JSON.stringify(school.last(who).content).matchAll(/"img_key":"([^"]+)"/g)].map(
      ([, key]) => key,
    );
  await expect
    .poll(async () => {
      await school.settle();
      return pictures(electrician).length;
    })
    .toBe(1);
  expect(school.platform.world.resources.has(pictures(electrician)[0] ?? '')).toBe(true);
  expect(pictures(teacher)).toEqual([]);
});
