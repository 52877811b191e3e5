import { expect, it } from 'vitest';
import { ownerOf } from './owners.ts';

const person = { openId: 'ou_wang', name: '王老师', roles: [], trades: [], active: true } as const;
const named = { 安全员: 'ou_wang' };

it('a duty is whose name stands for it, known already or not', () => {
  expect(ownerOf('安全员', [person], named)?.name).toBe('王老师');
  expect(ownerOf('安全员', [], named)).toEqual({ openId: 'ou_wang', name: '安全员' });
});

it('a duty of somebody who has left is nobody’s', () => {
  expect(ownerOf('安全员', [{ ...person, active: false }], named)).toBeNull();
});
