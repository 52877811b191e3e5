/** 类别, in the order in which a stocktake goes through them; the first that fits has the item. */
const CLASSES: readonly (readonly [string, RegExp])[] = [
  [
    '办公用品',
    /纸(?!杯|巾)|笔|本$|簿|便签|便利贴|文件|档案|信封|胶水|胶带|胶棒|双面胶|透明胶|订书|回形针|曲别针|图钉|磁|剪刀|尺|计算器|美工刀|夹|橡皮|印|标签|墨|硒鼓|碳粉|板擦|黑板/u,
  ],
  [
    '清洁用品',
    /垃圾|扫|拖把|拖布|墩布|簸箕|抹布|桶|洗|皂|消毒|酒精|口罩|手套|厕|纸巾|抽纸|卷纸|卫生|百洁|钢丝|刷|84|香/u,
  ],
  [
    '维修材料',
    /灯|开关|插座|插排|插线|电线|电池|保险|空开|水龙头|阀|管|软管|锁|合页|螺|钉|胶(?!水|带)|玻璃|漆|铰链|把手|轮|接头|弯头/u,
  ],
  ['体育用品', /球|跳绳|垫|哨|拍|网|秒表/u],
  ['电教设备', /鼠标|键盘|U盘|硬盘|投影|话筒|音箱|耳机|充电|遥控|网线|转接|线$/iu],
  ['生活用品', /杯|碗|筷|床|被|毛巾|水壶|茶|椅|桌|凳|柜/u],
];

export const OTHER_CLASS = '其他';
export const CLASS_NAMES: readonly string[] = [...CLASSES.map(([name]) => name), OTHER_CLASS];

/** The class of a new item by its name, until somebody puts it into another. */
export function classOf(name: string): string {
  return CLASSES.find(([, words]) => words.test(name))?.[0] ?? OTHER_CLASS;
}
