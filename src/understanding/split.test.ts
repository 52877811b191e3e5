import { describe, expect, test } from 'vitest';
import { understand } from './index.ts';

const context = { now: Temporal.Instant.from('2026-11-23T10:00+08:00'), timezone: 'Asia/Shanghai' };
const requests = (text: string): string => {
  const understood = understand(text, context);
  return understood.intent === 'multi'
    ? understood.slots.parts.map((p) => p.intent).join(', ')
    : understood.intent;
};

describe('requests in one message', () => {
  test.each([
    ['302灯坏了，另外领两包A4纸', 'repair.report, supply.issue'],
    ['帮我催一下上周报的空调，再看看明天谁值班', 'repair.urge, duty.query'],
    ['三楼男厕堵了，四楼女厕灯不亮', 'repair.report, repair.report'],
    ['教室空调不制冷，风扇也不转', 'repair.report, repair.report'],
    ['投影不亮 幕布也放不下来 404', 'repair.report, repair.report'],
    ['水管爆了，地上全是水，快来', 'repair.report'],
    ['二(1)、二(3)班的窗帘各掉一幅', 'repair.report'],
    ['三楼厕所水龙头漏水，地面积水很滑', 'repair.report'],
    ['下周谁值班？这个月有什么检查', 'duty.query, schedule.query'],
    ['领三支红笔，顺便采购一台打印机', 'supply.issue, purchase.request'],
    ['手电没电了，领1号电池四节', 'supply.issue'],
    ['302灯坏了，领两包A4纸', 'repair.report, supply.issue'],
    ['图书馆三楼书库有蟑螂，请周末闭馆时安排消杀', 'repair.report'],
    ['昨天电工把漏电那根线换了，现在就是音乐教室插座没电', 'repair.report'],
    ['①东楼梯二层应急灯不亮 ②三楼男厕地漏堵', 'repair.report, repair.report'],
    ['302教室没有漏电', 'chitchat'],
    ['我们班那帮孩子，比坏掉的闹钟还吵', 'chitchat'],
    ['空调好像不太行', 'repair.report'],
    ['五号宿舍楼停水两天了还没人管', 'repair.report'],
    ['领粉笔要班主任签字吗', 'help'],
    ['已报修的投影线我们重新插好了，无需上门', 'repair.cancel'],
    ['R2026-0001撤了吧，R2026-0002催一下', 'repair.cancel, repair.urge'],
    ['我的采购批了吗，还有我哪天值班', 'purchase.query, duty.query'],
    ['空调坏了，热得没法上课', 'repair.report'],
    ['办公室门锁坏了，钥匙断在里面了', 'repair.report'],
    ['你好，我想报修，302的灯不亮，谢谢', 'repair.report'],
    ['宿舍402灯不亮，水龙头也滴水，麻烦修一下', 'repair.report, repair.report'],
    ['天花板漏水，墙皮都掉了', 'repair.report'],
    [
      '报修：1.操场单杠松了；2.篮球架篮网破了；3.跑道起皮',
      'repair.report, repair.report, repair.report',
    ],
    ['五年级办公室打印机没墨了，再领一包纸', 'repair.report, supply.issue'],
    ['粉笔没了，黑板擦也坏了，领两盒粉笔一个黑板擦', 'supply.issue'],
    ['我周五的班想跟王老师换，另外周五有什么活动', 'duty.swap, schedule.query'],
    ['怎么报修啊，302灯坏了', 'repair.report'],
    ['楼道灯坏了，晚上看不见，有人差点摔了', 'repair.report'],
    ['空调漏水滴到插座上，插座冒火花', 'repair.report, repair.report'],
    ['谁值班今天？我教室门打不开', 'duty.query, repair.report'],
    ['二楼饮水机不出热水，四楼饮水机漏水', 'repair.report, repair.report'],
    ['三楼和四楼的饮水机都不出热水', 'repair.report'],
    ['教学楼一楼大厅灯不亮，图书馆门口的地砖松了', 'repair.report, repair.report'],
    ['取消昨天的报修，改天再说', 'repair.cancel'],
    ['窗户玻璃碎了，怕扎到学生，赶紧来换', 'repair.report'],
    ['要审批的有几个，顺便领一盒粉笔', 'approval.pending, supply.issue'],
    ['体育馆漏雨，木地板都泡了', 'repair.report'],
    ['304门坏了306窗户坏了', 'repair.report, repair.report'],
  ])('%s: %s', (text, expected) => {
    expect(requests(text)).toBe(expected);
  });
});
