import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkCard, OWN_LIMITS } from '../lark/check-card.ts';
import { renderCard } from '../lark/render-card.ts';
import { samples } from './cards-samples.ts';
import { drawCards } from './cards-picture.ts';

const HELP = `npm run cards [-- --no-pictures]
Fills every card of the repairs with usual and with the longest values, checks each against the
platform's rules and draws the usual ones into docs/cards/. --no-pictures only checks.
CHROMIUM names the browser (default /usr/bin/chromium).`;

const { values } = parseArgs({
  options: { help: { type: 'boolean' }, 'no-pictures': { type: 'boolean' } },
});

if (values.help) console.log(HELP);
else {
  let violations = 0;
  const pictures = [];
  for (const { name, content, picture } of samples) {
    const card = renderCard(content);
    for (const violation of checkCard(card, OWN_LIMITS)) {
      console.error(`${name}: ${violation}`);
      violations++;
    }
    if (picture) pictures.push({ name, card });
  }
  console.log(`${samples.length} cards checked, ${violations} violations`);
  if (violations > 0) process.exitCode = 1;
  else if (!values['no-pictures']) {
    const folder = new URL('../../docs/cards/', import.meta.url);
    await mkdir(folder, { recursive: true });
    await drawCards(pictures, folder, process.env['CHROMIUM'] ?? '/usr/bin/chromium');
    console.log(`${pictures.length} pictures in docs/cards/`);
  }
}
