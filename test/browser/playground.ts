import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
/** The four phones as the page opens: 王老师, 老李, 陈主任, and 陈主任 in the logistics group. */
export const PHONES = { teacher: 0, worker: 1, director: 2, office: 3 } as const;

/** The product as `npm start` starts it, on a free port and an empty folder of its own. */
export async function startPlayground(): Promise<AsyncDisposable & { readonly address: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-browser-'));
  const port = await freePort();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/\S+$/.exec(line)?.[0];
    if (address) {
      child.stdout.resume();
      return { address, [Symbol.asyncDispose]: stop };
    }
  }
  await stop();
  throw new Error('node src/main.ts ended before it printed its address');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** Throws one clear line where there is no browser; such a run is a failure, not a skip. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `no Chromium at ${CHROMIUM}: apt-get install chromium fonts-noto-cjk, or set CHROMIUM`,
    );
  }
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** The page, with what it asked of other machines and what it complained of. */
export async function openPage(browser: Browser, address: string, size = DESKTOP) {
  const context = await browser.newContext({
    viewport: size,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !/^(?:data|blob):/.test(url)) foreign.push(url);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${address}/`);
  await page.locator('.screen').nth(PHONES.office).waitFor();
  return { page, foreign, complaints, phone: (which: keyof typeof PHONES) => phone(page, which) };
}

export const DESKTOP = { width: 1600, height: 1000 };

/** One person's phone. */
export function phone(page: Page, which: keyof typeof PHONES) {
  const screen = page.locator('.screen').nth(PHONES[which]);
  return {
    screen,
    /** The newest card on the phone. */
    card: screen.locator('.card').last(),
    async say(text: string): Promise<void> {
      await screen.getByLabel('消息').fill(text);
      await screen.getByRole('button', { name: '发送', exact: true }).click();
    },
    async tap(words: string): Promise<void> {
      await button(screen, words).click();
    },
    async sendPicture(name: string, buffer: Buffer): Promise<void> {
      const picture = { name, mimeType: 'image/png', buffer };
      await screen.locator('input[type=file]').setInputFiles(picture);
    },
  };
}

/** The newest button with these words. */
function button(within: Locator, words: string): Locator {
  return within.getByRole('button', { name: words, exact: true }).last();
}

/** README's example up to the card that waits for the teacher's signature. */
export async function reportAndMend(page: Page, sentence: string): Promise<void> {
  await phone(page, 'teacher').say(sentence);
  await phone(page, 'worker').tap('接单');
  await phone(page, 'teacher').screen.locator('.title', { hasText: '维修中' }).last().waitFor();
  await phone(page, 'worker').tap('完工');
  await button(phone(page, 'teacher').screen, '验收通过').waitFor();
}
