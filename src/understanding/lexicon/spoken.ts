import { CONSUMABLE_WORDS } from './goods.ts';
import { THINGS } from './things.ts';

/** Places, deeds and symptoms that are often written with a wrong character of the same sound. */
const MORE =
  '厕所 男厕所 女厕所 卫生间 洗手间 宿舍 寝室 教室 办公室 会议室 走廊 楼道 食堂 操场 图书馆 体育馆 实验室 报告厅 报修 维修 修理 值班 换班 调班 采购 购买 申购 领取 领用 申领 审批 漏水 漏电 跳闸 停电 停水 断电 短路 冒烟 制冷 制热 不制冷 不制热 不亮 不转 不通 堵塞 堵住 损坏 故障 失灵 松动 脱落 开裂 积水 渗水 发霉 燃气 煤气 疏通 加装 安装 更换 粉刷 修剪 清理 消杀 裸露 生锈 异响 黑屏 蓝屏 卡纸 护栏 栏杆 急需 加急 尽快 采暖 清洗 工单 进度 行事历 护校 带班';

/** Words whose homophones are read as the word itself. */
export const SPOKEN: readonly string[] = [
  ...new Set(
    [...Object.values(THINGS), MORE, CONSUMABLE_WORDS]
      .flatMap((line) => line.split(' '))
      .filter((word) => /^[一-龥]{2,6}$/.test(word) && !/^(?:天平|电视)$/.test(word)),
  ),
];
