import { expect, test } from 'vitest';
import { checkCard } from './check-card.ts';
import { guardTemplate } from './guard-template.ts';
import { renderTemplate } from './render-card.ts';
import type { Json } from '../kernel/json.ts';

const card = (...elements: Json[]): Record<string, Json> => ({
  schema: '2.0',
  config: { update_multi: true },
  header: { title: { tag: 'plain_text', content: '报修' }, template: 'blue' },
  body: { elements },
});
const text = (content: string) => ({ tag: 'plain_text', content });
const submit = { tag: 'button', name: 'ok', text: text('提交'), form_action_type: 'submit' };
const input = { tag: 'input', name: 'reason' };
const markdown = { tag: 'markdown', content: '好' };

test('a small card with a form is taken', () => {
  expect(checkCard(card(markdown, { tag: 'form', name: 'f', elements: [input, submit] }))).toEqual(
    [],
  );
});

test.each<[string, Json, RegExp]>([
  ['the old schema', { ...card(markdown), schema: '1.0' }, /schema/],
  ['a card of which everyone has an own copy', { ...card(markdown), config: {} }, /update_multi/],
  ['an element of the old cards', card({ tag: 'note', elements: [] }), /unknown tag note/],
  [
    'an unknown property',
    card({ tag: 'markdown', content: '', colour: 'red' }),
    /unknown property colour/,
  ],
  [
    'a form inside a column',
    card({
      tag: 'column_set',
      columns: [{ tag: 'column', elements: [{ tag: 'form', name: 'f', elements: [submit] }] }],
    }),
    /only directly in the body/,
  ],
  [
    'a field of a form without a name',
    card({ tag: 'form', name: 'f', elements: [{ tag: 'input' }, submit] }),
    /200530/,
  ],
  [
    'two fields of one name',
    card({ tag: 'form', name: 'f', elements: [input, input, submit] }),
    /not unique/,
  ],
  [
    'a form nobody can submit',
    card({ tag: 'form', name: 'f', elements: [input] }),
    /without a submit button/,
  ],
  ['a button that does nothing', card({ tag: 'button', text: text('接单') }), /needs behaviors/],
  [
    'something other than columns in a column_set',
    card({ tag: 'column_set', columns: [markdown] }),
    /column_set/,
  ],
  ['an element_id that begins with a digit', card({ ...markdown, element_id: '1a' }), /element_id/],
  ['too many elements', card(...Array.from({ length: 201 }, () => markdown)), /201 elements/],
  ['too many bytes', card({ tag: 'markdown', content: '长'.repeat(11_000) }), /bytes/],
  ['not a card at all', 7, /not an object/],
])('%s is refused', (_, value, message) => {
  expect(checkCard(value).join('\n')).toMatch(message);
});

const render = (template: Json, values: Record<string, Json>) =>
  renderTemplate({ card: guardTemplate(template) }, values)['card'];

test('what people wrote is inert in markdown and untouched in plain text', () => {
  const said = '<at id=all></at> **x** ${y}';
  const out = render(
    {
      a: { tag: 'markdown', content: '**${said}**' },
      b: { tag: 'plain_text', content: '${said}' },
    },
    { said },
  );
  expect(out).toEqual({
    a: {
      tag: 'markdown',
      content: '**＜at id&#61;all&#62;＜&#47;at&#62; &#42;&#42;x&#42;&#42; &#36;{y}**',
    },
    b: { tag: 'plain_text', content: said },
  });
});

test('what people wrote calls nobody from a notification: tags in the summary are dead', () => {
  const out = render(
    { config: { summary: { content: '${said} ${left} 条' } } },
    { said: '<at id=all></at> 风扇*3', left: 2 },
  );
  expect(out).toEqual({
    config: { summary: { content: '＜at id=all>＜/at> 风扇*3 2 条' } },
  });
});

test('operators do not get around the escaping, and markup of ours is kept when it says so', () => {
  const template = {
    list: {
      $map: { $eval: 'rows' },
      'each(row)': {
        tag: 'markdown',
        content: { $if: 'row.who == "a_b"', then: '${row.who}', else: { $eval: 'row.who' } },
      },
    },
    own: { tag: 'lark_md', content: '${own} $${x}' },
  };
  expect(
    render(template, {
      rows: [{ who: 'a_b' }, { who: '[c](http://d)' }],
      own: { markup: '**急**' },
    }),
  ).toEqual({
    list: [
      { tag: 'markdown', content: 'a&#95;b' },
      { tag: 'markdown', content: '&#91;c&#93;&#40;http&#58;&#47;&#47;d&#41;' },
    ],
    own: { tag: 'lark_md', content: '**急** ${x}' },
  });
});

test('elements among the values are refused, because nothing would escape them', () => {
  expect(() =>
    render({ elements: { $eval: 'rows' } }, { rows: [{ tag: 'markdown', content: 'x' }] }),
  ).toThrow(/element/);
});
