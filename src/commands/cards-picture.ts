import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { JsonObject } from '../kernel/json.ts';
import { cardHtml } from './cards-html.ts';

/** Draws each card as a phone shows it (375 px wide, two device pixels each) into `<folder>/<name>.png`. */
export async function drawCards(
  cards: readonly { readonly name: string; readonly card: JsonObject }[],
  folder: URL,
  browserPath: string,
): Promise<void> {
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 375, height: 700 },
      deviceScaleFactor: 2,
    });
    for (const { name, card } of cards) {
      await page.setContent(cardHtml(card));
      await page
        .locator('body')
        .screenshot({ path: fileURLToPath(new URL(`${name}.png`, folder)) });
    }
  } finally {
    await browser.close();
  }
}
