import type { Random } from './random.ts';

const PLACES = ['教学楼', '实验楼', '宿舍楼'];
const FAULTS = [
  '水龙头漏水',
  '灯不亮',
  '空调不制冷',
  '门锁坏了',
  '投影仪打不开',
  '插座没电',
  '桌子腿断了',
  '马桶堵了',
  '窗户关不上',
  '网络连不上',
  '饮水机不出热水',
  '风扇不转',
];
const BEFORE = ['', '', '', '麻烦看一下，', '老师您好，', '报修：', '急，', '请帮忙修一下：'];
const AFTER = ['', '', '', '，谢谢', '，麻烦尽快', '，影响上课了', '，下午有课'];
const GOODS = [
  ['雨伞', '把', 50],
  ['电风扇', '台', 200],
  ['打印机', '台', 3100],
  ['粉笔', '盒', 6],
  ['篮球', '个', 85],
  ['体温计', '支', 35],
  ['书架', '个', 460],
  ['投影幕布', '块', 980],
  ['灭火器', '个', 120],
] as const;
const WHY = ['门卫用', '开运动会用', '教务处用', '班级用', '旧的坏了'];

/** A fault at a place nobody has named before: surely a ticket. */
export function report(random: Random, room: number): string {
  const place = `${random.pick(PLACES)}${room}`;
  return `${random.pick(BEFORE)}${place}${random.pick(FAULTS)}${random.pick(AFTER)}`;
}

export function purchase(random: Random): string {
  const [name, unit, price] = random.pick(GOODS);
  const count = 1 + random.below(5);
  return random.pick([
    `申请买${count}${unit}${name}，${price}元一${unit}，${random.pick(WHY)}`,
    `想买${name}${count}${unit}，单价${price}元，${random.pick(WHY)}`,
    `采购${count}${unit}${name}，每${unit}${price}元，${random.pick(WHY)}`,
  ]);
}

export function issue(random: Random): string {
  const [name, unit] = random.pick([
    ['粉笔', '盒'],
    ['A4纸', '包'],
    ['拖把', '把'],
    ['剪刀', '把'],
  ] as const);
  const count = 1 + random.below(3);
  return random.pick([
    `领${count}${unit}${name}`,
    `领用${name}${count}${unit}`,
    `我要领${count}${unit}${name}，班级用`,
  ]);
}

/** What people say besides; most of it asks. */
export function chatter(random: Random): string {
  return random.pick([
    '你好',
    '帮助',
    '我的报修',
    '今天谁值班',
    '库存',
    '剪刀还有多少',
    '这个月有什么工作安排',
    '谢谢师傅',
    '催一下',
    '待我审批',
    '我的采购',
    '今天天气不错',
    '国庆放几天假',
    '收到',
    '灯',
    '又坏了',
    '302',
    '是',
    '算了',
    '要报修',
  ]);
}

export function keeping(random: Random): string {
  return random.pick([
    `入库 A4纸 ${1 + random.below(20)}包 25元`,
    `入库 粉笔 ${1 + random.below(30)}盒 6元`,
    `出库 粉笔 ${1 + random.below(3)}盒 给五年级`,
    `出库 A4纸 ${1 + random.below(3)}包 给办公室`,
    `出库 粉笔 1盒 报损，受潮`,
    '盘点',
    `盘点 拖把 ${20 + random.below(10)}`,
    '其余相符',
    '库存',
  ]);
}
