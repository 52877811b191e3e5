export interface Draft {
  readonly name: string;
  readonly chats: readonly { readonly chatId: string; readonly name: string }[];
  readonly people: readonly { readonly openId: string; readonly name: string }[];
  /** open_id of the first admin, who finishes the set-up in the chat. */
  readonly admin: string;
}

/** A first school.yaml for a person to edit. Names from the platform are quoted, so they stay data. */
export function draftSchoolFile({ name, chats, people, admin }: Draft): string {
  const staff = chats.find((chat) => /教职工|全体|全校/.test(chat.name));
  const logistics = chats.find((chat) => /总务|后勤/.test(chat.name) && chat !== staff);
  const admins = people.filter((person) => person.openId === admin);
  const ordered = [
    ...(admins.length > 0 ? admins : [{ openId: admin, name: '管理员' }]),
    ...people.filter((person) => person.openId !== admin),
  ];
  const lines = ordered.map(({ openId, name: called }) => {
    const roles = openId === admin ? '[admin, teacher]' : '[teacher]';
    return `  - { id: ${openId}, name: ${JSON.stringify(called || '老师')}, roles: ${roles} }`;
  });
  return `# 学校文件。改好后运行 npm run school:check 检查，再启动。
# 除了 name 和 groups 都可以不写；启动后在聊天里改过的，以聊天为准。
name: ${JSON.stringify(name)}
timezone: Asia/Shanghai

# 管理员在和机器人的私聊里发“设置”，点“开始启用”之前，机器人不在任何群里发消息。
setup: true

# 机器人所在的群：
${chats.map((chat) => `#   ${chat.chatId} ${JSON.stringify(chat.name)}`).join('\n') || '#   （还没有）'}
groups:
  staff: ${group(staff)}
  logistics: ${group(logistics)}
# staff 是全体教职工群，logistics 是总务群；空着的可以在“设置”里选。
# 有专门的报修群可以加一行 reports: oc_…，群里不用 @ 也能报修（需要读取群消息的权限）。

# 角色：admin 管理员、director 总务主任、principal 校长、unitHead 年级或部门负责人（写 unit）、
# teacher 老师、repairer 维修工（写 trades）、buyer 采购员、storekeeper 仓管员、finance 财务、guard 门卫。
# 没有飞书的人：{ name: 老张, offline: true, phone: "13800000000", roles: [guard] }
# 没有写在这里的本校同事都是老师。
people:
${lines.join('\n')}

emergencyPhones: {} # 例如 { 校医室: "8120", 电梯维保: "8119" }
buildings: [] # 例如 [教学楼, 实验楼, 食堂]

repairs:
  acceptWithinDays: 3 # 完工后几个工作日没有人验收，就算默认验收

# 学期决定上课日，请按校历填写：
terms: []
#  - { name: 2026-2027 上学期, from: 2026-09-01, to: 2027-01-22 }
`;
}

function group(chat: { chatId: string; name: string } | undefined): string {
  return chat ? `${chat.chatId} # ${JSON.stringify(chat.name)}` : 'null';
}
