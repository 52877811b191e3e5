import { describe, expect, it } from 'vitest';
import { repairs } from '../index.ts';
import { poster } from './poster.ts';

describe('what means a document', () => {
  const isPhrase = (text: string) => repairs.phrases?.some(({ pattern }) => pattern.test(text));
  it.each([
    '打印 BX2611-0001',
    'BX2611-0001 报修单',
    '打印派工单 BX2611-0001',
    '导出报修台账',
    '导出 报修台账 9月–11月',
    '帮我导出上个月的报修台账',
    '把9到11月的报修台账发给我',
  ])('%s does', (text) => expect(isPhrase(text)).toBe(true));
  it.each(['放报修台账的柜子门坏了', '报修台账柜坏了', '打印机坏了', '302 打印机卡纸'])(
    '%s stays a report',
    (text) => expect(isPhrase(text)).toBe(false),
  );
});

it('the poster is one page', async () => {
  const emergencyPhones = { 校医室: '8120' };
  const school = { name: '示范小学', emergencyPhones };
  const pdf = Buffer.from(await poster(school));
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
});
