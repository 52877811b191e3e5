import { expect, test } from 'vitest';
import { formFields } from './form-fields.ts';

test('the second reason of a card is a reason like the first', () => {
  expect(formFields({ reason_rework: '没有修好', note: '还在漏' })).toEqual({
    reason: '没有修好',
    note: '还在漏',
  });
});

test('a chosen building goes before the room, once', () => {
  expect(formFields({ building: '教学楼', place: '302' })['place']).toBe('教学楼302');
  expect(formFields({ building: '教学楼', place: '教学楼302' })['place']).toBe('教学楼302');
  expect(formFields({ building: '', place: '302' })['place']).toBe('302');
});
