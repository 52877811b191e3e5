import { expect, it } from 'vitest';
import { faultOf, placeKey } from './fault.ts';

it.each([
  ['教学楼302', { building: '教学楼', room: '302' }],
  ['教学楼三楼302教室', { building: '教学楼', floor: 3, room: '302' }],
])('the typed %s is the place that is understood from it', (place, norm) => {
  expect(placeKey(place)).toBe(placeKey(place, norm));
});

it('a floor is no building', () => {
  expect(placeKey('三楼302')).toBe(placeKey('302'));
});

it('a place without a room is its words without filling', () => {
  expect(placeKey('三楼东头的男厕所')).toBe(placeKey('三楼东头 男厕所'));
});

it.each([
  ['2026-11-25T14:30', '2026-11-25T14:30'],
  ['2026-11-25', '2026-11-25'],
  ['2026-02-31', null],
  ['明天', null],
])('a wanted time of %s is kept only when it is a day that exists', (when, kept) => {
  const slots = {
    location: '302',
    location_norm: {},
    object: '灯',
    fault: '坏了',
    category: 'electrical',
    urgency: 'normal',
    contact: null,
  } as const;
  expect(faultOf({ ...slots, when }, '302灯坏了').when).toBe(kept);
});

it.each([
  ['三楼厕所水龙头漏水，二楼走廊灯不亮', ['三楼厕所', '水龙头', '漏水'], '三楼厕所水龙头漏水'],
  ['三楼厕所的水龙头一直漏水，灯不亮', ['三楼厕所', '水龙头', '漏水'], '三楼厕所的水龙头一直漏水'],
  ['302：灯不亮；门坏了', ['302', '门', '坏了'], '302门坏了'],
])('of several reports in %s each keeps its own words', (text, [place, thing, fault], own) => {
  const slots = {
    location: place ?? null,
    location_norm: {},
    object: thing ?? null,
    fault: fault ?? null,
    category: null,
    urgency: 'normal',
    when: null,
    contact: null,
  } as const;
  expect(faultOf(slots, text, false).text).toBe(own);
});
