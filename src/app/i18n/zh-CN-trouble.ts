import type { Messages } from './en.ts';

export const zhCNTrouble: Messages['trouble'] = {
  failure: {
    'ticket-unreachable': { title: '无法连接上传服务器', advice: '请检查网络连接后重试。' },
    'ticket-refused': {
      'platform-down': { title: '云平台暂时不可用', advice: '与您的文件无关，请几分钟后重试。' },
      instance: {
        title: '找不到云平台实例',
        advice: '请管理员检查实例 ID（IOT_INSTANCE_ID）。',
      },
      account: {
        title: '云账号尚不可用',
        advice: '请管理员确认账号存在且已开通物联网服务。',
      },
      bill: { title: '云账号已欠费', advice: '请通知账号所有者，结清费用后即可恢复上传。' },
      'illegal-request': {
        title: '云平台未接受该请求',
        advice: '上传服务器的设置有误，请将详情发给管理员。',
      },
      permission: {
        title: '服务器的云账号缺少权限',
        advice: '请管理员为其授予调用 GenerateOTAUploadURL 的权限。',
      },
      suffix: { title: '云平台不接受该文件后缀', advice: '请为该文件选择其他后缀后重试。' },
      'not-supported': {
        title: '该云平台实例不支持 OTA 上传',
        advice: '请管理员更换为支持此功能的实例或接入地址。',
      },
      key: {
        title: '云端密钥被拒绝',
        advice: '请管理员检查 AccessKey。在此之前重试无效。',
      },
      clock: { title: '服务器时间不正确', advice: '请管理员校准服务器时间后重试。' },
      throttled: {
        title: '请求过多，请稍候',
        advice: '云平台限制每秒发放的凭证数量，请稍后重试。',
      },
      'sign-in': {
        title: '请重新登录',
        advice: '请在新标签页中打开本页面并登录，再回到此处重试。所选文件会保留。',
      },
      'bad-request': {
        title: '上传服务器未接受该请求',
        advice: '页面版本可能早于服务器，请刷新页面后重新添加文件。',
      },
      forbidden: {
        title: '您没有在此上传的权限',
        advice: '请向管理员申请权限，或通过常用地址打开本页面。',
      },
      'platform-unreachable': {
        title: '上传服务器无法连接云平台',
        advice: '请稍后重试。如果问题持续存在，请管理员检查服务器网络。',
      },
      'platform-malformed': {
        title: '云平台返回了无法识别的内容',
        advice: '请将详情发给管理员，由其检查 CLOUD 和 CLOUD_ENDPOINT。',
      },
      'untrusted-host': {
        title: '云平台指定的存储域名不受信任',
        advice: '如果下方信息中的域名属于您，请管理员将其加入服务器的 STORE_HOSTS。',
      },
      'server-error': { title: '上传服务器出现问题', advice: '与您的文件无关，请稍后重试。' },
      unknown: { title: '云平台拒绝了请求', advice: '请将错误代码和详情发给管理员。' },
    },
    'ticket-malformed': {
      title: '上传服务器返回了意外内容',
      advice: '可能被代理或登录页面拦截。请重新打开本页面，或联系管理员。',
    },
    'ticket-expired': (life) => ({
      title: '上传凭证在传输开始前已过期',
      advice: `凭证有效期仅 ${life}。重试会获取新的凭证；如果反复出现，说明到服务器的连接太慢。`,
    }),
    'address-untrusted': {
      'storage-type': (type) => ({
        title: '不支持该存储类型',
        advice: `凭证指定的存储类型为“${type}”，当前版本仅支持 OSS。请告知管理员。`,
      }),
      host: (host) => ({
        title: '上传地址不受信任',
        advice: `域名：${host}。请告知管理员；如果该域名属于您，应将其加入 STORE_HOSTS。`,
      }),
      key: (key) => ({
        title: '上传地址不受信任',
        advice: `凭证中的对象名称不安全：${key}。请告知管理员。`,
      }),
      'firmware-url': (url) => ({
        title: '上传地址不受信任',
        advice: `凭证中的 firmwareUrl 与其域名和对象名称不一致：${url}。请告知管理员。`,
      }),
    },
    'size-not-allowed': (min, max, size) => ({
      title: '存储不接受该大小的文件',
      advice: `允许的大小为 ${min} 至 ${max}，该文件为 ${size}。请选择其他文件。`,
    }),
    'store-unreachable': {
      'before-sending': {
        title: '无法连接存储服务器',
        advice:
          '请检查网络连接后重试。如果问题持续存在，可能被防火墙或存储的跨域规则阻止，请告知管理员。',
      },
      'on-the-way': (percent) => ({
        title: `连接在 ${percent} 处中断`,
        advice: '该存储不支持断点续传，重试将使用新的凭证从头上传。',
      }),
      'after-sending': {
        title: '数据已全部发送，但存储没有响应',
        advice: '重试会将文件重新上传到新的地址。',
      },
    },
    'store-refused': {
      busy: { title: '存储繁忙', advice: '请稍后重试。' },
      trouble: { title: '存储出现问题', advice: '与您的文件无关，请重试。' },
      'too-slow': { title: '连接速度过慢，存储已超时', advice: '请换用更快或更稳定的网络后重试。' },
      'proxy-limit': {
        title: '网络中的代理限制了上传大小',
        advice: '该文件超出了代理的限制。请更换网络，或联系 IT 部门。',
      },
      account: { title: '存储账号出现问题', advice: '请将详情发给管理员。' },
      refused: { title: '存储拒绝了上传', advice: '请将详情发给管理员。' },
    },
    'answer-not-of-store': {
      title: '该响应并非来自存储服务',
      advice: '可能有代理或登录页面拦截了请求。请重新打开本页面，然后重试。',
    },
    'policy-expired': {
      title: '上传凭证已过期',
      advice: '重试会获取新的凭证并从头上传。如果反复出现，说明在凭证有效期内无法传完。',
    },
    'checksum-mismatch': {
      title: '存储的文件与本地不一致',
      advice: '重试会将文件重新上传到新的地址。',
    },
    unexpected: { title: '页面出现意外错误', advice: '请重试。如再次出现，请将详情发给管理员。' },
    'file-changed': { title: '选择后文件已被修改', advice: '请重新选择文件以上传新版本。' },
  },
  rejection: {
    empty: { title: '文件为空', advice: '请选择构建完成的固件镜像。' },
    'too-large': (limit, size) => ({
      title: `文件不得超过 ${limit}`,
      advice: `该文件为 ${size}，请选择更小的固件包。`,
    }),
    unreadable: {
      title: '无法读取该文件',
      advice: '请关闭正在使用它的程序，将其复制到本机后重新选择。',
    },
  },
  stored: {
    'nothing-sent': '文件尚未发送。',
    'nothing-stored': '存储中没有留下任何数据。',
    maybe: '存储中可能留有副本，但并未发布。',
    'wrong-copy': '存储中留有一份内容不一致的副本；其地址不可使用，因此不予显示。',
    'mixed-copy': '存储中可能留有新旧内容混杂的副本；其地址不可使用，因此不予显示。',
  },
  gap: '',
  ours: '本地文件',
  theirs: '存储',
  request: (id) => `请求 ${id}`,
};
