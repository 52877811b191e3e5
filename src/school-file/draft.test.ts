import { describe, expect, it } from 'vitest';
import { draftSchoolFile } from './draft.ts';
import { parseSchoolFile } from './index.ts';

const people = [
  { openId: 'ou_a', name: '陈主任' },
  { openId: 'ou_b', name: '怪"名: }\n# x' },
];

describe('the first school file', () => {
  it('passes the check, names the admin first and waits for 开始启用', () => {
    const parsed = parseSchoolFile(
      draftSchoolFile({
        name: '实验小学',
        chats: [
          { chatId: 'oc_1', name: '总务群' },
          { chatId: 'oc_2', name: '全体教职工群' },
        ],
        people,
        admin: 'ou_b',
      }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      file: {
        name: '实验小学',
        setup: true,
        groups: { staff: 'oc_2', logistics: 'oc_1' },
        people: [
          { id: 'ou_b', name: '怪"名: }\n# x', roles: ['admin', 'teacher'] },
          { id: 'ou_a', name: '陈主任', roles: ['teacher'] },
        ],
      },
    });
  });

  it('is right without any group, and an admin nobody has met is entered all the same', () => {
    const parsed = parseSchoolFile(
      draftSchoolFile({ name: '校', chats: [], people: [], admin: 'ou_x' }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      file: { groups: { staff: null, logistics: null }, people: [{ id: 'ou_x' }] },
    });
  });
});
