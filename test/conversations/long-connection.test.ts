import { expect, it } from 'vitest';
import { buttonsIn, LOGISTICS, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, electrician } = PEOPLE;

async function isReady(school: Awaited<ReturnType<typeof openSchool>>) {
  const { statusCode, body } = await school.service.server.http.inject('/health/ready');
  return statusCode === 200 ? true : (JSON.parse(body) as unknown);
}

it('over the long connection a repair goes from words to 完工, each tap answered with toast and card', async () => {
  await using school = await openSchool({ transport: 'websocket' });
  await school.say(teacher, '302 空调不制冷');
  expect(textOf(school.last(teacher))).toContain('BX2611-0001');
  expect(await school.tap(electrician, '接单', { place: LOGISTICS })).toMatchObject({
    toast: { type: 'success' },
    error: null,
  });
  expect(buttonsIn(school.last(LOGISTICS))).not.toContain('接单');
  expect((await school.tap(electrician, '完工')).toast?.type).toBe('success');
  expect(buttonsIn(school.last(teacher))).toContain('验收通过');
  expect(await school.tickets()).toMatchObject([{ number: 'BX2611-0001', state: 'done' }]);
});

it('over the long connection nothing counts twice, whatever comes twice', async () => {
  await using school = await openSchool({ transport: 'websocket' });
  await school.say(teacher, '302 空调不制冷');
  expect((await school.platform.repeat())?.status).toBe(200);
  await school.settle();
  expect(await school.tickets()).toHaveLength(1);
  const { toast } = await school.tap(electrician, '接单');
  const [ticket] = await school.tickets();
  const again = await school.platform.repeat();
  expect(again?.status).toBe(200);
  expect(JSON.parse(again?.text ?? '')).toMatchObject({ toast, card: { type: 'raw' } });
  expect(await school.tickets()).toEqual([ticket]);
});

it('the service is ready only while the long connection stands, and what was said meanwhile arrives', async () => {
  await using school = await openSchool({ transport: 'websocket' });
  const { options } = school.platform.longConnection;
  expect(await isReady(school)).toBe(true);
  options.refusal = { code: 1_000_040_343, data: {} };
  school.platform.longConnection.drop();
  const down = { ready: false, because: ['long connection'] };
  await expect.poll(() => isReady(school), { timeout: 10_000 }).toEqual(down);
  await school.say(teacher, '302 空调不制冷');
  expect(await school.tickets()).toEqual([]);
  options.refusal = null;
  await expect.poll(() => isReady(school), { timeout: 10_000 }).toBe(true);
  await school.moveTo('2026-11-24T10:01:00+08:00');
  expect(await school.tickets()).toHaveLength(1);
});
