import type { Messages } from './en.ts';
import { zhCNFileGone, zhCNStoreTrouble } from './zh-CN-store-trouble.ts';
import { zhCNTicketTrouble } from './zh-CN-ticket-trouble.ts';

export const zhCNTrouble: Messages['trouble'] = {
  failure: {
    ...zhCNTicketTrouble,
    ...zhCNStoreTrouble,
    unexpected: { title: '页面出现意外错误', advice: '请重试。如再次出现，请将详情发给管理员。' },
  },
  rejection: {
    empty: { title: '文件为空', advice: '请选择构建完成的固件镜像。' },
    'too-large': (limit, bytes, limitBytes) => ({
      title: `文件不得超过 ${limit}`,
      advice: `该文件为 ${bytes}，上限为 ${limitBytes}。请选择更小的固件包。`,
    }),
    unreadable: {
      title: '无法读取该文件',
      advice: '请关闭正在使用它的程序，将其复制到本机后重新选择。',
    },
    gone: zhCNFileGone,
  },
  stored: {
    'nothing-sent': '文件尚未发送。',
    'nothing-sent-here': '此标签页没有发送任何数据。',
    'nothing-stored': '存储中没有留下任何数据。',
    maybe: '存储中可能留有副本，但并未发布。',
    elsewhere: '副本可能已发送到该地址，因此不予显示。',
    'wrong-copy': '存储中留有一份内容不一致的副本；其地址不可使用，因此不予显示。',
    'mixed-copy': '存储中可能留有新旧内容混杂的副本；其地址不可使用，因此不予显示。',
  },
  gap: '',
  ours: '本地文件',
  theirs: '存储',
  notKnown: '未知',
  request: (id) => `请求 ${id}`,
};
