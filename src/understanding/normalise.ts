/**
 * The text as matching sees it. Every code unit keeps its place, so a span found here
 * is cut out of the original text by the same offsets.
 */

const TRADITIONAL =
  '燈灯閃闪電电腦脑網网連连線线壞坏門门窗窗鎖锁開开關关廁厕樓楼層层室室圖图書书館馆實实驗验應应會会亮亮請请幫帮維维報报修修廣广場场風风調调熱热氣气還还沒没來来機机螢萤幕幕視视頻频聽听響响聲声無无動动轉转們们這这個个點点兩两張张條条間间裡里裏里後后邊边廳厅課课師师換换買买購购領领單单號号數数學学員员東东廠厂櫃柜檯台臺台檢检查查誰谁時时間间週周禮礼節节過过幾几為为麼么謝谢歡欢麻麻煩烦訂订做做彈弹墊垫鏡镜簾帘欄栏桿杆護护牆墙頂顶漏漏積积濕湿塵尘髒脏樹树葉叶蟲虫蚊蚊煙烟焦焦觸触漲涨斷断裂裂鬆松搖摇掉掉牌牌鐵铁鋼钢鋁铝鍋锅爐炉飯饭廚厨園园運运籃篮球球羽羽跑跑滅灭銷销災灾險险緊紧馬马處处進进度度審审簽签給给與与從从對对讓让說说話话筆笔紙纸膠胶帶带盒盒夾夹釘钉剪剪掃扫帚帚塊块隻只雙双套套盞盏臺台輛辆臟脏專专組组輔辅導导級级醫医務务傢家具具設设備备備备損损響响顯显鍵键盤盘滑滑噴喷燒烧臭臭異异鑰钥鬧闹貼贴張张殘残缺缺飲饮凍冻鏽锈靜静遙遥儀仪總总務务處处衛卫濾滤慮虑劃划繩绳鍊链鏈链鍋锅態态範范習习復复裝装潔洁掃扫盡尽麗丽紅红藍蓝綠绿黃黄銀银錯错絕绝緣缘線线績绩細细結结給给統统經经維维級级納纳純纯紛纷紡纺終终組组絡络絲丝緩缓編编縫缝總总繼继續续壓压厲厉廳厅廢废慶庆應应懷怀戶户擋挡擔担擠挤據据擺摆攝摄敗败敵敌斷断於于暈晕暫暂曆历會会極极構构樣样標标檔档權权歲岁歷历歸归殺杀毀毁決决沒没沖冲涼凉淚泪淨净減减測测準准溝沟溫温滾滚滿满潑泼濃浓澆浇濺溅灑洒灣湾爛烂爺爷牽牵狀状獨独獎奖現现環环產产畢毕異异療疗瘋疯發发皺皱盜盗監监盤盘眾众礎础祕秘禍祸種种稱称穩稳穿穿窩窝窪洼競竞節节築筑簡简籤签糧粮紀纪約约罰罚羅罗職职聯联聰聪聞闻膚肤臉脸臨临舊旧艙舱艱艰艷艳蓋盖蔥葱薦荐藝艺藥药蘇苏蘋苹虧亏蝕蚀蝦虾衝冲補补複复褲裤襯衬覆覆規规覺觉觀观計计訊讯討讨訓训記记訪访設设許许評评試试詢询該该詳详誠诚誤误認认語语調调論论諾诺講讲證证識识譯译議议護护變变豎竖負负財财貨货責责貴贵費费賣卖質质賬账賴赖贈赠趕赶趙赵跡迹踐践蹤踪軌轨軟软較较載载輕轻輪轮輸输農农迴回逕径這这連连進进遊游達达遠远適适遲迟遷迁選选遺遗鄉乡鄰邻醜丑釋释針针釣钓鈴铃鉛铅鉤钩銅铜銜衔鋪铺鋸锯錄录錢钱錦锦鍛锻鎮镇鏟铲鐘钟鑄铸鑑鉴長长閉闭閒闲閥阀閱阅闊阔闆板隊队陽阳陰阴陳陈陸陆隨随隱隐雖虽雜杂離离難难雲云霧雾韓韩預预頓顿領领頭头頻频題题額额顆颗願愿類类顧顾飄飘飛飞飾饰餅饼養养餐餐餘余館馆駕驾駛驶駐驻騎骑騙骗驗验驚惊髮发鬆松魚鱼鮮鲜鳥鸟鴨鸭麵面黨党齊齐齡龄';
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

/** A list's number at the head of an entry; 1、2、3楼 is no list. */
const LISTED = /(?<=^|[\s，,。；;：:])(?:\d{1,2}(?:[.](?!\d)|[、)](?!\d[、.)])))/g;

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
  // 1. … 2. …: the numbers of a list are breaks, not rooms.
  if ([...out.matchAll(LISTED)].length > 1)
    out = out.replace(LISTED, (mark) => '；'.repeat(mark.length));
  for (const [wrong, right] of TYPOS) out = out.replaceAll(wrong, right);
  return out.replace(/(\d{3,4}|[零一二三四五六七八九幺]{3,4})教师(?!宿舍|公寓|办公)/g, '$1教室');
}
