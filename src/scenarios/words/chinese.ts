import type { Parameter } from '../catalogue.ts';
import type { Clash } from '../combine.ts';
import type { Difference } from '../judge.ts';
import type { LinkFault } from '../link.ts';
import type { Words } from './words.ts';

export const chinese: Words = {
  scenarios: {
    'ticket-error': {
      title: '凭证：服务器错误',
      happens: (n) => `第一次申请凭证时，收到网关的错误页面（HTTP ${n}）。`,
      see: () => '显示 FW-T02，自动重试一次，然后显示“已校验”。',
    },
    throttled: {
      title: '凭证：请求过多',
      happens: (n) => `第一次申请凭证因请求过多被拒绝，需等待 ${n} 秒。`,
      see: (n) => `显示 FW-T06 和 ${n} 秒倒计时，然后显示“已校验”。`,
    },
    'malformed-ticket': {
      title: '凭证：格式错误',
      happens: () => '每次申请凭证都得到正常的响应，但其中没有凭证。',
      see: () => '再试一次后失败，显示 FW-T05。未发送任何内容。',
    },
    'one-second-ticket': {
      title: '凭证：有效期仅一秒',
      happens: () => '每个凭证的有效期只有一秒，到达时大部分已经过去。',
      see: () => '再试两次后失败，显示 FW-T16。未发送任何内容。',
    },
    'wrong-host': {
      title: '凭证：主机错误',
      happens: () => '每个凭证都指向不受信任的存储。',
      see: () => '立即失败，显示 FW-T19。未发送任何内容。',
    },
    outage: {
      title: '存储：中断',
      happens: (n) => `从第一次访问开始，存储在 ${n} 秒内没有响应。`,
      see: () => '等待存储恢复，不消耗尝试次数，然后显示“已校验”。',
    },
    'no-cors': {
      title: '存储：无 CORS 规则',
      happens: () => '存储桶没有 CORS 规则：浏览器不允许向其发送。',
      see: () => '立即失败，显示 FW-U03。未发送任何内容。',
    },
    slow: {
      title: '连接：缓慢',
      happens: (n) => `存储每秒最多读取 ${n} kB。`,
      see: (n) => `显示约 ${n} kB/s 的速度和剩余时间，然后显示“已校验”。`,
    },
    reset: {
      title: '连接：断开',
      happens: (n) => `收到文件的 ${n}% 时，连接断开一次。`,
      see: () => '显示 FW-U07（小文件为 FW-V05），再试一次，然后显示“已校验”。',
    },
    stall: {
      title: '连接：停滞',
      happens: (n) => `收到文件的 ${n}% 后不再读取，仅一次。`,
      see: () =>
        '20 秒后提示，45 秒后以 FW-U06 放弃（小文件在 60 秒后以 FW-V05 放弃），然后显示“已校验”。',
    },
    expired: {
      title: '存储：凭证已过期',
      happens: (n) => `存储有 ${n} 次表示凭证已过期。`,
      see: () => '每次显示 FW-U10，使用新凭证重试，然后显示“已校验”。',
    },
    'too-large': {
      title: '存储：文件过大',
      happens: () => '存储以文件过大为由拒绝每个文件（EntityTooLarge）。',
      see: () => '第一次尝试后失败，显示 FW-U12。未存储任何内容。',
    },
    'signature-refused': {
      title: '存储：签名被拒绝',
      happens: () => '存储拒绝每个凭证的签名（SignatureDoesNotMatch）。',
      see: () => '使用新凭证再试一次后失败，显示 FW-U11。',
    },
    'lost-answer': {
      title: '校验：响应丢失',
      happens: () => '文件已存储，但连接在响应之前断开，仅一次。',
      see: () => '通过服务器询问存储，然后显示“已校验”。不会重复发送。',
    },
    'wrong-checksum': {
      title: '校验：校验值错误',
      happens: () => '存储保存的文件有一个比特不同；由种子决定是哪一个。',
      see: () => '再试一次后失败，显示 FW-V03，不显示地址。',
    },
    'hidden-header': {
      title: '校验：标头被隐藏',
      happens: () => '存储桶的 CORS 规则对页面隐藏校验值。',
      see: () => '通过服务器询问存储，然后显示“已校验”。',
    },
    'no-checksum': {
      title: '校验：无校验值',
      happens: () => '存储不向任何人提供校验值。',
      see: () => '已上传，未校验，并说明原因。',
    },
  },
  units: {
    status: 'HTTP 状态码',
    seconds: '秒',
    percent: '%',
    times: '次',
    'kilobytes-per-second': 'kB/s',
  },
  panel: {
    title: '场景',
    intro: '有意制造故障。只影响此页面的上传。',
    open: '显示场景',
    close: '隐藏场景',
    choose: '要发生的故障',
    arm: '启用',
    armAgain: '再次启用',
    disarm: '停用',
    copyLink: '复制链接',
    copied: '链接已复制',
    seed: '种子',
    armed: '已启用：',
    arming: '正在启用…',
    disarmed: '未启用任何场景。',
    must: (seen) => `应当看到：${seen}`,
    happens: '会发生什么',
    verdict: '是否如此？',
    watched: (name) => `文件：${name}`,
    tally: (asAnnounced, of) => `${of} 个文件中 ${asAnnounced} 个与预期一致`,
    valueOf: (title) => `“${title}”的数值`,
    key: '操作员密钥',
    keyNeeded: '从其他计算机启用场景时，此服务器需要操作员密钥（SCENARIO_KEY）。',
    keyWrong: '密钥不正确。未启用任何场景。',
    notReached: '服务器没有响应。未启用任何场景；请重试。',
    refused: (message) => `未启用任何场景。服务器返回：${message}`,
  },
  judgement: {
    'waiting-for-file': '请选择或拖入一个文件。',
    running: '正在进行…',
    'waiting-for-user': '页面询问是否发送此文件：请按其按钮继续。',
    'as-announced': '与预期一致',
    otherwise: '与预期不符',
  },
  difference,
  fault,
};

const NOT_SENT = { rejected: '未被接受', cancelled: '已取消', interrupted: '已中断' } as const;
const VERDICTS: Readonly<Record<string, string>> = { verified: '已校验', unverified: '未校验' };

function difference(one: Difference): string {
  switch (one.kind) {
    case 'not-sent':
      return `上传${NOT_SENT[one.status]}：无法判断此场景。`;
    case 'ended': {
      const [had, announced] = [one.with, one.announced].map((text) => VERDICTS[text] ?? text);
      return `结果为 ${had}，预期为 ${announced}。`;
    }
    case 'attempts': {
      const had = one.failedWith.join('、') || '无';
      const announced = one.announced.map((codes) => codes.join(' 或 ')).join('、') || '无';
      return `失败的尝试：${had}；预期：${announced}。`;
    }
    case 'store-not-asked':
      return '应当通过服务器询问存储，但没有询问。';
    case 'too-fast':
      return `发送速度为 ${Math.round(one.bytesPerSecond / 1000)} kB/s，预期为 ${one.announced / 1000} kB/s。`;
  }
}

function fault(one: LinkFault): string {
  switch (one.kind) {
    case 'unknown': {
      const meant = one.meant === undefined ? '' : `是否指 ${one.meant}？`;
      return `没有名为“${one.text}”的场景。${meant}未启用任何场景。`;
    }
    case 'no-value':
      return `${one.name} 不带数值。未启用任何场景。`;
    case 'value':
      return `${one.name} 的数值应为${rangeText(one.parameter)}。未启用任何场景。`;
    case 'seed':
      return `种子“${one.text}”不是不超过 4,294,967,295 的整数。未启用任何场景。`;
    case 'clash':
      return `${clashText(one.clash)}未启用任何场景。`;
  }
}

function rangeText({ from, to, among, unit }: Parameter): string {
  const what = chinese.units[unit];
  return among === undefined
    ? ` ${from} 到 ${to} 的整数（${what}）`
    : ` ${among.join('、')} 之一（${what}）`;
}

function clashText(clash: Clash): string {
  switch (clash.kind) {
    case 'twice':
      return `${clash.name} 出现了两次。`;
    case 'two-endings':
      return `${clash.names.join(' 与 ')} 不能同时使用：两者都决定上传的结果。`;
    case 'never-reached':
      return `${clash.names[1]} 不会发生：${clash.names[0]} 会先结束上传。`;
    case 'too-many-attempts':
      return `合起来超过了页面自动进行的 ${clash.most} 次尝试。`;
  }
}
