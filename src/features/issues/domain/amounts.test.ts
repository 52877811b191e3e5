import { expect, it } from 'vitest';
import { readAmounts } from './amounts.ts';

it.each([
  ['语文书1本、数学书 2 本', ['语文书 1 本', '数学书 2 本']],
  ['橡皮两块', ['橡皮 两 块']],
  ['5号电池10节', ['5号电池 10 节']],
  ['A4纸2包和84消毒液三桶', ['A4纸 2 包', '84消毒液 三 桶']],
  ['1盒 粉笔', ['粉笔 1 盒']],
  ['粉笔 1.5', ['粉笔 1.5 ']],
  ['和田玉一块', ['和田玉 一 块']],
])('%s', (text, read) => {
  expect(
    readAmounts(text)?.map(({ name, number, unit }) => `${name} ${number} ${unit ?? ''}`),
  ).toEqual(read);
});

it.each(['一些东西', '粉笔', '', '粉笔1盒，谢谢'])('%s is no list of amounts', (text) => {
  expect(readAmounts(text)).toBeNull();
});
