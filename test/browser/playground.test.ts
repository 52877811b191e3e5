import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import { openBrowser, openPage, reportAndMend, startPlayground } from './playground.ts';

let browser: Browser;
let school: Awaited<ReturnType<typeof startPlayground>>;
let view: Awaited<ReturnType<typeof openPage>>;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => browser?.close());
beforeEach(async () => {
  school = await startPlayground();
  view = await openPage(browser, school.address);
});
afterEach(async () => {
  await view?.page.context().close();
  await school?.[Symbol.asyncDispose]();
});

const red = { width: 60, height: 40, channels: 3, background: '#c00' } as const;
const redPicture = () => sharp({ create: red }).png().toBuffer();
const seen = { timeout: 15_000, interval: 100 };

it("does the README's example, ticks the guide off, and asks no other machine", async () => {
  const { page, phone, foreign, complaints } = view;
  await reportAndMend(page, '302 空调不制冷');
  await phone('teacher').tap('验收通过');
  for (const who of ['teacher', 'worker'] as const) {
    await phone(who).screen.locator('.title', { hasText: '已完成' }).last().waitFor();
  }
  expect(await page.locator('#guide li.done').count()).toBe(4);
  await phone('director').say('报修概况');
  await expect.poll(() => page.locator('#guide li.done').count(), seen).toBe(5);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

it('a form holds what was chosen while its card changes, and puts the ticket on hold', async () => {
  const { phone } = view;
  const worker = phone('worker');
  await phone('teacher').say('302 空调不制冷');
  await worker.tap('接单');
  await worker.screen.locator('summary', { hasText: '挂起' }).last().click();
  const form = worker.screen.locator('form', { has: view.page.locator('[type=date]') }).last();
  await form.locator('select').first().selectOption({ label: '待配件' });
  const day = new Date(Date.now() + 5 * 86_400_000);
  await form
    .locator('[type=date]')
    .fill(day.toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' }));
  await phone('teacher').sendPicture('空调.png', await redPicture());
  await expect.poll(() => worker.card.innerText(), seen).toContain('照片');
  await form.getByRole('button', { name: '挂起', exact: true }).click();
  const words = new Intl.DateTimeFormat('zh-CN', {
    month: 'long',
    day: 'numeric',
    timeZone: 'Asia/Shanghai',
  }).format(day);
  await expect.poll(() => phone('teacher').card.innerText(), seen).toContain('待配件');
  expect(await phone('teacher').card.innerText()).toContain(words);
  await worker.screen.getByRole('button', { name: '继续', exact: true }).last().waitFor();
});

it('a picture is shown to its sender and joins the report', async () => {
  const { phone } = view;
  const teacher = phone('teacher');
  await teacher.say('302 空调不制冷');
  await teacher.card.waitFor();
  await teacher.sendPicture('空调.png', await redPicture());
  const picture = teacher.screen.locator('img.picture');
  await picture.waitFor();
  const width = () => view.page.evaluate("document.querySelector('img.picture').naturalWidth");
  await expect.poll(width, seen).toBe(60);
  await expect.poll(() => phone('worker').card.innerText(), seen).toContain('照片');
});

it('hostile words are shown as they were typed and do nothing', async () => {
  const { page, phone, complaints } = view;
  const words = '302灯不亮 <img src=x onerror=alert(1)> <at id=all></at> **粗**';
  await phone('teacher').say(words);
  for (const who of ['teacher', 'worker', 'office'] as const) {
    await expect.poll(() => phone(who).card.innerText(), seen).toContain(words);
  }
  expect(await page.locator('.card img, .bubble img').count()).toBe(0);
  // The one mention is the repairer's, on the office's card, by the bot.
  const mentioned = await page.locator('.at').allInnerTexts();
  expect(mentioned.filter((one) => one !== '@老李')).toEqual([]);
  expect(complaints).toEqual([]);
});
