import type { School } from '../../../kernel/school.ts';
import { makePdf, MARGIN, printable } from '../../../documents/paper.ts';

const EXAMPLES = [
  '“302 空调不制冷”',
  '“三楼女厕水龙头一直滴水，比较急”',
  '“实验楼门厅的灯坏了”，再发一张照片',
] as const;

const STEPS = [
  '登记有单号，谁来修、什么时候修，卡片上都看得到',
  '修好了请您点“验收通过”，没修好就点“返修”',
];

/** One page for the wall of the staff room. */
export async function poster(
  school: Pick<School, 'name' | 'emergencyPhones'>,
): Promise<Uint8Array> {
  return makePdf({ title: `${school.name} 报修海报` }, (pdf) => {
    const width = pdf.page.width - 2 * MARGIN;
    const center = { width, align: 'center' } as const;
    pdf
      .rect(24, 24, pdf.page.width - 48, pdf.page.height - 48)
      .lineWidth(3)
      .stroke('#1456f0');
    pdf.font('regular').fontSize(20).fillColor('#333333');
    pdf.text(printable(school.name, 40), MARGIN, 84, center);
    pdf.font('bold').fontSize(46).fillColor('#1456f0');
    pdf.text('哪里坏了，', MARGIN, 150, center).text('直接私聊我说一句', center);
    pdf.font('regular').fontSize(17).fillColor('#333333');
    pdf.text('在飞书里打开与总务机器人的聊天，像平时说话一样发给它', MARGIN, 300, center);
    pdf.roundedRect(MARGIN + 10, 350, width - 20, 150, 12).fill('#f0f4ff');
    pdf.fillColor('#111111').fontSize(20);
    for (const [i, text] of EXAMPLES.entries()) pdf.text(text, MARGIN, 372 + i * 40, center);
    pdf.fontSize(16).fillColor('#333333');
    for (const [i, text] of STEPS.entries()) pdf.text(text, MARGIN, 532 + i * 34, center);
    pdf.font('bold').fontSize(18).fillColor('#d83931');
    pdf.text('漏电、燃气味、冒烟、有人被困：', MARGIN, 632, center);
    pdf.text('先离开，再打电话，同时发给机器人', center);
    pdf.font('regular').fontSize(15).fillColor('#333333');
    const phones = Object.entries(school.emergencyPhones).slice(0, 6);
    const numbers = [...phones.map(([who, phone]) => `${who} ${phone}`), '火警 119'].join('    ');
    pdf.text(printable(numbers, 160), MARGIN, 700, center);
  });
}
