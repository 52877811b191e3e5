import type { Trade } from './people.ts';

const TRADES: readonly (readonly [RegExp, Trade])[] = [
  [/消防|灭火|烟感|应急灯|疏散|喷淋/u, 'fire_safety'],
  [/空调|暖气/u, 'hvac'],
  [/电扇|风扇|灯|电|插座|开关/u, 'electrical'],
  [/水|管|厕|龙头/u, 'plumbing'],
  [/门|窗|锁|玻璃/u, 'door_window'],
  [/监控|网|投影|电脑|广播/u, 'network_av'],
  [/燃气|灶|冰箱|消毒柜/u, 'appliance'],
  [/篮球|足球|单杠|双杠|跑道|滑梯|玩具|旗杆|体育|攀爬/u, 'sports_playground'],
  [/墙|路面|场地|栏杆|井盖|建筑|屋面|台阶/u, 'civil'],
  [/树|草|垃圾|卫生/u, 'greenery_cleaning'],
  [/桌|椅|柜|黑板|宣传栏/u, 'furniture'],
];

/** What somebody found on a round names its trade well enough; the worker can pass it on. */
export function tradeOf(words: string): Trade {
  return TRADES.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}
