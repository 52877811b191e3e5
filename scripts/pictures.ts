/**
 * Makes docs/pictures/playground.png: the README's example up to the card that waits for the
 * teacher's signature, in the real page. `node scripts/pictures.ts`; needs Chromium and a CJK font.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  openBrowser,
  openPage,
  phone,
  reportAndMend,
  startPlayground,
} from '../test/browser/playground.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures');
/** A toast stays for four seconds; the picture is of what stays. */
const SETTLED_MS = 5_000;

mkdirSync(FOLDER, { recursive: true });
await using school = await startPlayground();
const browser = await openBrowser();
try {
  const { page } = await openPage(browser, school.address);
  await reportAndMend(page, '302 空调不制冷');
  await phone(page, 'director').say('报修概况');
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(FOLDER, 'playground.png') });
} finally {
  await browser.close();
}
