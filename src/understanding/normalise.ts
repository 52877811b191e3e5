/**
 * The text as matching sees it. Every code unit keeps its place, so a span found here
 * is cut out of the original text by the same offsets.
 */

const TRADITIONAL =
  '燈灯閃闪電电腦脑網网連连線线壞坏門门窗窗鎖锁開开關关廁厕樓楼層层室室圖图書书館馆實实驗验應应會会亮亮請请幫帮維维報报修修廣广場场風风調调熱热氣气還还沒没來来機机螢萤幕幕視视頻频聽听響响聲声無无動动轉转們们這这個个點点兩两張张條条間间裡里裏里後后邊边廳厅課课師师換换買买購购領领單单號号數数學学員员東东廠厂櫃柜檯台臺台檢检查查誰谁時时間间週周禮礼節节過过幾几為为麼么謝谢歡欢麻麻煩烦訂订做做彈弹墊垫鏡镜簾帘欄栏桿杆護护牆墙頂顶漏漏積积濕湿塵尘髒脏樹树葉叶蟲虫蚊蚊煙烟焦焦觸触漲涨斷断裂裂鬆松搖摇掉掉牌牌鐵铁鋼钢鋁铝鍋锅爐炉飯饭廚厨園园運运籃篮球球羽羽跑跑滅灭銷销災灾險险緊紧馬马處处進进度度審审簽签給给與与從从對对讓让說说話话筆笔紙纸膠胶帶带盒盒夾夹釘钉剪剪掃扫帚帚塊块隻只雙双套套盞盏臺台輛辆臟脏專专組组輔辅導导級级醫医務务傢家具具設设備备備备損损響响顯显鍵键盤盘滑滑噴喷燒烧臭臭異异鑰钥鬧闹貼贴張张殘残缺缺飲饮凍冻鏽锈靜静遙遥';
const TYPOS: readonly (readonly [string, string])[] = [
  ['侧所', '厕所'],
  ['测所', '厕所'],
  ['空掉', '空调'],
  ['空条', '空调'],
  ['插坐', '插座'],
  ['茶座', '插座'],
  ['水笼头', '水龙头'],
  ['水聋头', '水龙头'],
  ['蓝球', '篮球'],
  ['投影义', '投影仪'],
  ['投影议', '投影仪'],
  ['宿设', '宿舍'],
  ['饮水鸡', '饮水机'],
  ['打印鸡', '打印机'],
  ['马捅', '马桶'],
  ['窗廉', '窗帘'],
  ['门琐', '门锁'],
  ['灯炮', '灯泡'],
  ['走郎', '走廊'],
  ['楼到灯', '楼道灯'],
  ['坐椅', '座椅'],
  ['做椅', '座椅'],
  ['做不亮', '坐不亮'],
  ['跳匝', '跳闸'],
  ['跳扎', '跳闸'],
  ['不治冷', '不制冷'],
  ['不致冷', '不制冷'],
  ['不治热', '不制热'],
  ['不量了', '不亮了'],
  ['采狗', '采购'],
  ['领去', '领取'],
  ['值斑', '值班'],
  ['值般', '值班'],
];

const simplified = new Map<string, string>();
for (let i = 0; i + 1 < TRADITIONAL.length; i += 2)
  simplified.set(TRADITIONAL.charAt(i), TRADITIONAL.charAt(i + 1));

/** The longest text that is looked at; a wish lies at its beginning, the rest is pasted matter. */
export const LOOKED_AT = 800;

/** Same length in code units as the text (cut to `LOOKED_AT`); half width, simplified, lower case. */
export function normalise(text: string): string {
  let out = '';
  for (const unit of text.slice(0, LOOKED_AT)) {
    const folded = unit.normalize('NFKC').toLowerCase();
    const same = folded.length === unit.length ? folded : unit;
    out += simplified.get(same) ?? same;
  }
  out = out.replace(/[“”]/g, '"').replace(/[【〔]/g, '[');
  for (const [wrong, right] of TYPOS) out = out.replaceAll(wrong, right);
  return out.replace(/(\d{3,4}|[零一二三四五六七八九幺]{3,4})教师(?!宿舍|公寓|办公)/g, '$1教室');
}
