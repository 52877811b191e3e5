import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Understood } from '../kernel/understood.ts';
import { understand } from './index.ts';

const context = { now: Temporal.Instant.from('2026-11-23T10:00+08:00'), timezone: 'Asia/Shanghai' };
const critical = (u: Understood): boolean =>
  u.intent === 'multi'
    ? u.slots.parts.some(critical)
    : u.intent === 'repair.report' && u.slots.urgency === 'critical';

/** The list that teaches danger, by its headings. */
const listed = (heading: string) =>
  readFileSync(new URL('./data/dangers.txt', import.meta.url), 'utf8')
    .split(/^# /m)
    .find((part) => part.startsWith(`${heading}\n`))
    ?.trim()
    .split('\n')
    .slice(1) ?? [];

describe('danger to people', () => {
  test('is heard in every line of the list of dangers', () => {
    const lines = listed('critical');
    expect(lines.length).toBeGreaterThan(300);
    expect(lines.filter((text) => !critical(understand(text, context)))).toEqual([]);
  });
  test('is not heard in the calm ones', () => {
    const lines = listed('calm');
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter((text) => critical(understand(text, context)))).toEqual([]);
  });
  test.each([
    '插座一碰就麻手',
    '开水器外壳带电，碰了被电到',
    '电线外皮破了露出铜线',
    '一合闸就打火',
    '灯管里冒火花',
    '线路短路了，噼啪响',
    '二楼配电箱冒黑烟',
    '空调外机着火了',
    '闻到烧塑料的味道',
    '有一股烧焦的味道，不知道哪来的',
    '插线板烧黑了',
    '插头烧化了',
    '厨房一股煤气味',
    '闻着像燃气漏了',
    '液化气罐漏气',
    '实验室盐酸洒了',
    '药品柜化学品泄漏',
    '天花板快要掉下来了',
    '教室吊扇摇摇欲坠',
    '外墙瓷砖往下掉',
    '吊灯松了眼看要掉',
    '五楼窗户玻璃要掉下去了',
    '电梯卡住了里面有人',
    '电梯关人了',
    '电梯里困了三个学生',
    '电梯突然往下坠',
    '水管爆裂了',
    '暖气管爆了，水喷得到处都是',
    '走廊被水淹了',
    '卫生间水漫金山',
    '水龙头断了哗哗喷水关不掉',
    '消防栓喷水止不住',
    '围墙要倒了',
    '大树倾斜得厉害，随时会倒',
    '玻璃门炸裂了',
    '井盖不见了',
    '操场边井盖碎了',
    '路面塌陷一个大坑',
    '三楼护栏缺了一段',
    '天台没有栏杆',
    '有学生被砸到头了',
    '同学手被门夹伤流血了',
    '老师触电了',
    '学生从楼梯摔下来了',
    '玻璃掉下来划伤学生',
    '顶棚塌下来了',
    '有人被困在厕所里了，门打不开',
    '热水器漏電，碰到手麻',
    '線路冒煙了',
    '电饭煲插座处冒烟',
    '桌子底下电线裸露',
    '路灯杆快倒了',
    '吊顶掉了一块下来',
    '配电柜滋滋响还有火花',
    '水泵房跑水了，水已经漫到走廊',
    '燃气灶有股臭鸡蛋味',
    '化学实验室有刺鼻的气体泄漏',
    '墙体开裂，感觉要塌',
    '篮球架倒了砸到人',
  ])('is heard in %s', (text) => {
    expect(critical(understand(text, context))).toBe(true);
  });
  test.each([
    '灯泡烧了',
    '墙皮掉了',
    '灯罩掉了',
    '地砖松了',
    '没有漏电，就是不亮',
    '昨天漏电已经修好了',
    '怕漏电，插座松了',
    '热水器不漏电了谢谢',
    '水龙头滴水',
    '马桶一直冲水',
    '厕所瓷砖掉了几块',
    '灯不亮',
    '消防演练冒烟弹准备好了吗',
    '电梯停了',
    '楼梯滑，容易摔',
    '椅子坏了差点摔倒',
    '门关不上怕夹手',
    '空调漏水',
    '天花板漏水',
    '窗帘掉了',
    '玻璃裂了一条缝',
    '树枝断了',
    '燃气灶打不着火',
    '打火机',
    '护栏松了',
    '井盖响',
    '烟感报警器误报',
    '投影灯泡烧了',
    '衣架掉了',
    '窗户关不上',
    '黑板掉了一角',
    '有没有漏电保护器',
    '消防栓箱玻璃碎了',
    '插座不冒火花了，辛苦',
    '仪器室的燃气报警器老误报，并没有煤气味',
    '明天要搞触电急救培训，多功能厅的音响没声音',
    '下周消防演练，各楼层会放烟雾弹，冒烟是正常的',
    '图书馆书架倒了，没砸到人',
    '这题难得我脑子短路了',
    '体育课有学生摔伤了，送医务室了',
    '食堂的锅巴糊了',
    '办公室空调遥控器按了没反应，也换过电池了',
  ])('is not heard in %s', (text) => {
    expect(critical(understand(text, context))).toBe(false);
  });
});
