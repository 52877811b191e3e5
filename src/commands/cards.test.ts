import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkCard, OWN_LIMITS } from '../lark/check-card.ts';
import { renderCard } from '../lark/render-card.ts';
import { cardHtml } from './cards-html.ts';
import { samples } from './cards-samples.ts';

test.each(samples)('$name keeps to the rules and sizes of the platform', ({ content }) => {
  expect(checkCard(renderCard(content), OWN_LIMITS)).toEqual([]);
});

test.each(samples.filter(({ picture }) => picture))(
  '$name has at most one filled button',
  ({ content }) => {
    const filled = JSON.stringify(renderCard(content)).match(/"type":"(primary|danger)_filled"/g);
    expect(filled?.length ?? 0).toBeLessThanOrEqual(1);
  },
);

test('every template that people’s words reach has a sample', () => {
  const names = readdirSync(new URL('../../cards/', import.meta.url))
    .filter((name) =>
      /^(?:repair|schedule|calendar|purchase|approval|stock|issue|duty)-/.test(name),
    )
    .map((name) => name.replace('.json', ''));
  expect(new Set(samples.map(({ content }) => content.template))).toEqual(
    new Set([...names, 'help', 'auditor']),
  );
});

test('the card of a group carries no reason, phone, star or amount', () => {
  const group = samples.filter(({ content }) => content.template === 'repair-logistics');
  for (const { content } of group) {
    expect(Object.keys(content.values)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/reason|phone|stars|cost|note|overdue/i)]),
    );
  }
});

test('what somebody wrote is never markup in a card or its picture', () => {
  for (const { content } of samples) {
    const card = renderCard(content);
    // The one mark-up is the mention of the proposed repairer, made from an id of the school's people.
    const mention = /\{"tag":"markdown","content":"请 <at id=ou_\w+><\/at> 看一下"\}/;
    expect(JSON.stringify(card).replace(mention, '')).not.toMatch(/"(lark_md|markdown)"/);
    expect(cardHtml(card)).not.toContain('<at');
  }
});

test.each([
  ['repair-worker-working', 'form_suspend', ['reason', 'date', 'note']],
  ['purchase-approval-open', 'form_reject', ['reason', 'note']],
  ['purchase-approval-open', 'form_transfer', ['person']],
  ['purchase-request-ready', 'form_edit', ['lines1', 'reason', 'date']],
  ['repair-worker-new', 'form_transfer', ['person', 'reason', 'note']],
  ['repair-worker-done', 'form_fillin', ['note', 'cost', 'cause', 'parts']],
  ['repair-director-working', 'form_transfer', ['person', 'reason', 'note']],
  ['repair-reporter-acceptance', 'form_rework', ['reason', 'note']],
  ['issue-keeper', 'form_refuse', ['reason', 'note']],
  ['issue-exempter', 'form_deny', ['reason']],
  ['repair-reporter-receipt', 'form_supplement', ['place', 'category', 'urgency', 'note', 'date']],
])('on %s the fields of %s have the plain names of the contract', (card, form, names) => {
  const sample = samples.find(({ name }) => name === card);
  if (!sample) throw new Error(`no sample ${card}`);
  const forms = z.object({ body: z.object({ elements: z.array(z.json()) }) });
  const { elements } = forms.parse(renderCard(sample.content)).body;
  const found = elements.map((one) => JSON.stringify(one)).find((one) => one.includes(`"${form}"`));
  for (const name of names) expect(found).toContain(`"name":"${name}"`);
});
