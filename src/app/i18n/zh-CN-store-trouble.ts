import type { enFileGone, enStoreTrouble } from './en-store-trouble.ts';

export const zhCNFileGone: typeof enFileGone = {
  title: '文件已不存在',
  guess: '可能已被移动或删除，或所在磁盘已拔出。',
  advice: '请将其恢复后重新选择。',
};

export const zhCNStoreTrouble: typeof enStoreTrouble = {
  'file-changed': {
    'before-sending': {
      changed: { title: '选择后文件已被修改', advice: '请重新选择文件以上传新版本。' },
      gone: zhCNFileGone,
    },
    'after-sending': {
      changed: {
        title: '上传过程中文件被修改',
        advice: '请等到没有程序写入该文件后，再重新选择。',
      },
      gone: {
        title: '上传过程中文件消失',
        guess: '所在磁盘可能已拔出，或文件已被替换。',
        advice: '请找到该文件后重新选择。',
      },
    },
  },
  'file-unreadable': {
    title: '无法完整读取该文件',
    guess: '所在磁盘可能出现故障或已拔出。',
    advice: '请将文件复制到本机，再选择该副本。',
  },
  'store-blocked': (host) => ({
    title: '本页面的安全策略阻止了访问存储',
    advice: `请管理员将 ${host} 加入 STORE_HOSTS。在此之前再试无效。`,
  }),
  'store-forbids-page': (host, origin) => ({
    title: '存储不允许从此页面上传（跨域）',
    advice: `请管理员在 ${host} 的跨域规则中允许 ${origin}。`,
  }),
  'store-unreachable': (host) => ({
    title: '无法连接存储服务器',
    guess: '可能被防火墙、VPN 或错误的证书阻断。',
    advice: `上传服务器有响应，而 ${host} 没有。请 IT 部门放行该域名，或更换网络。`,
    meanwhile: `上传服务器有响应，而 ${host} 没有。`,
  }),
  'connection-lost': {
    network: (percent) => ({
      title: `连接在 ${percent} 处中断`,
      guess: '可能是网络或途中的代理切断了连接。',
      advice: '该存储不支持断点续传，重试将使用新的凭证从头上传。',
      meanwhile: '该存储不支持断点续传，将从头上传。',
    }),
    offline: (percent) => ({
      title: `连接在 ${percent} 处中断`,
      guess: '可能是此电脑断开了网络。',
      advice: '请检查网络连接后重试，文件将使用新的凭证从头上传。',
      meanwhile: '请检查网络连接，文件将从头上传。',
    }),
    'ticket-expired': (percent) => ({
      title: `连接在 ${percent} 处中断`,
      guess: '凭证有效期已过，可能因此被存储断开。',
      advice: '重试将使用新的凭证从头上传。如果反复出现，说明在凭证有效期内无法传完。',
      meanwhile: '将使用新的凭证从头上传。',
    }),
  },
  'network-limit': (bytes) => ({
    title: `网络在约 ${bytes} 处切断上传`,
    guess: '可能是代理或防火墙的限制。',
    advice: '连续两次上传都在此处中断。请更换网络，或联系 IT 部门处理。',
  }),
  'store-keeps-refusing': {
    title: '每次上传都在开始时被切断',
    guess: '可能是存储拒绝了上传，但其原因未能送达。',
    advice: '请将详情发给管理员，由其在存储侧查明原因。',
  },
  stalled: (percent, quiet) => ({
    title: `上传停滞在 ${percent}`,
    advice: `${quiet}内没有任何进展，连接已放弃。重试将从头上传。`,
    meanwhile: `${quiet}内没有任何进展，将从头上传。`,
  }),
  'answer-lost': {
    absent: {
      title: '数据已全部发送，但未到达存储',
      advice: '重试会将文件重新发送到新的地址。',
      meanwhile: '文件将重新发送到新的地址。',
    },
    unknown: {
      title: '无法确认上传是否完成',
      advice: '数据已全部发送，但存储未说明是否收到。重试会重新发送到新的地址。',
      meanwhile: '数据已全部发送，但存储未说明是否收到，将重新发送到新的地址。',
    },
  },
  'store-refused': {
    busy: { title: '存储繁忙', advice: '请稍后重试。', meanwhile: '存储正在处理过多请求。' },
    trouble: {
      title: '存储出现问题',
      advice: '与您的文件无关，请重试。',
      meanwhile: '与您的文件无关。',
    },
    'too-slow': {
      title: '连接速度过慢，存储已超时',
      advice: '请换用更快或更稳定的网络后重试。',
      meanwhile: '建议换用更快或更稳定的网络。',
    },
    'broken-body': {
      title: '存储无法读取上传的数据',
      guess: '可能是连接中断，或数据在途中被改动。',
      advice: '请重试；如再次出现，请更换网络。',
      meanwhile: '将使用新的凭证重新上传。',
    },
    full: { title: '存储的磁盘已满', advice: '请管理员释放空间后重试。' },
    'too-large': {
      title: '文件大小超出存储上限',
      advice: '请选择更小的固件包，或请管理员提高上限。',
    },
    'too-small': { title: '文件小于存储下限', advice: '请选择完整的固件包。' },
    exists: {
      title: '存储中已有同地址的对象',
      guess: '浏览器可能将文件发送了两次。',
      advice: '重试会上传到新的地址。',
      meanwhile: '将上传到新的地址。',
    },
    'proxy-limit': {
      title: '网络中的代理限制了上传大小',
      advice: '该文件超出了代理的限制。请更换网络，或联系 IT 部门。',
    },
    account: {
      title: '存储账号出现问题',
      advice: '请管理员确认存储桶存在且账号状态正常。',
    },
    refused: {
      title: '存储拒绝了上传',
      advice: '请将详情发给管理员。',
      meanwhile: '将使用新的凭证再尝试一次。',
    },
  },
  'answer-not-of-store': {
    title: '该响应并非来自存储服务',
    guess: '可能由代理或登录页面代为响应。',
    advice: '请重新打开本页面，然后重试。',
    meanwhile: '将使用新的凭证再次连接存储。',
  },
  'answer-from-elsewhere': {
    title: '响应来自另一个存储地址',
    guess: '存储地址可能设置为错误的地域。',
    advice: '该地址不受信任，请告知管理员。',
  },
  'policy-expired': {
    title: '上传凭证已过期',
    advice: '重试会获取新的凭证并从头上传。如果反复出现，说明连接速度不足以在有效期内传完。',
    meanwhile: '正在获取新的凭证，将从头上传。',
  },
  'checksum-mismatch': {
    title: '存储的文件与本地不一致',
    advice: '重试会将文件重新上传到新的地址。',
    meanwhile: '文件将重新上传到新的地址。',
  },
};
