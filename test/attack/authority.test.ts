import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { authority, authorityText } from './authority.ts';

it('the written table is what the rules do', () => {
  expect(readFileSync('docs/authority.md', 'utf8')).toBe(authorityText());
});

it('nobody decides on their own, and whoever is nobody to a thing only joins, takes or waits', () => {
  const table = authority();
  const allowed = (column: Parameters<(typeof table)[0]['may']['get']>[0]) =>
    table
      .filter(({ may }) => may.get(column))
      .map((row) => `${row.flow.split(' ')[0]} ${row.command}`);
  expect(allowed('any teacher')).toEqual(['repair join', 'duty take']);
  expect(allowed('substitute, after it')).toEqual(allowed('any teacher'));
  expect(allowed('substitute, before the absence')).toEqual(allowed('any teacher'));
  const own = allowed('requester, holding the role too');
  for (const decision of [
    'repair approve',
    'purchase approve',
    'purchase reject',
    'purchase transfer',
    'buying receive',
    'buying reimburse',
    'issue issue',
    'issue exempt',
    'stocktake approve',
    'duty approve',
    'roles giveOneself:finance',
    'roles giveOneself:unitHead',
    'roles giveOneself:director',
    'roles giveOneself:principal',
  ])
    expect(own).not.toContain(decision);
  // The table can see: each of these has somebody who may.
  const nobody = table.filter(({ may }) => ![...may.values()].includes(true));
  expect(nobody.map(({ command }) => command)).toEqual([
    'wake',
    'acceptByDefault',
    'rechain',
    'expire',
    'giveOneself:finance',
    'giveOneself:unitHead',
    'giveOneself:principal',
  ]);
});
