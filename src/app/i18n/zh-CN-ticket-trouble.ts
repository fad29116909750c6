import type { enTicketTrouble } from './en-ticket-trouble.ts';

export const zhCNTicketTrouble: typeof enTicketTrouble = {
  offline: {
    title: '您已离线',
    advice: '请恢复网络连接后重试。',
    meanwhile: '请不要关闭此标签页。',
  },
  'ticket-unreachable': {
    title: '无法连接上传服务器',
    advice: '请检查网络连接后重试。',
    meanwhile: '请检查网络连接。',
  },
  'ticket-timeout': (waited) => ({
    title: '上传服务器响应缓慢',
    advice: `${waited}内未收到响应。请重试；如果问题持续存在，请告知管理员。`,
    meanwhile: `${waited}内未收到响应。`,
  }),
  'ticket-refused': {
    'platform-down': {
      title: '云平台暂时不可用',
      advice: '与您的文件无关，请几分钟后重试。',
      meanwhile: '与您的文件无关：云平台要求稍后再试。',
    },
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
    nonce: {
      title: '云平台已收到过该请求',
      advice: '请重试，服务器会重新签名。',
      meanwhile: '服务器正在重新签名。',
    },
    throttled: {
      title: '请求过多，正在排队',
      advice: '云平台限制每秒发放的凭证数量，请稍后重试。',
      meanwhile: '云平台限制每秒发放的凭证数量，正在等待空位。',
    },
    'sign-in': {
      title: '请重新登录',
      advice: '请在新标签页中打开本页面并登录，再回到此处重试。所选文件会保留。',
    },
    'bad-request': {
      title: '上传服务器未接受该请求',
      guess: '页面版本可能早于服务器。',
      advice: '请刷新页面后重新添加文件。',
    },
    forbidden: {
      title: '您没有在此上传的权限',
      advice: '请向管理员申请权限，或通过常用地址打开本页面。',
    },
    'platform-unreachable': {
      title: '上传服务器无法连接云平台',
      advice: '请稍后重试。如果问题持续存在，请管理员检查服务器网络。',
      meanwhile: '这是服务器的网络问题，与您的网络无关。',
    },
    'platform-malformed': {
      title: '云平台返回了无法识别的内容',
      advice: '请将详情发给管理员，由其检查 CLOUD 和 CLOUD_ENDPOINT。',
      meanwhile: '服务器会再请求一次。',
    },
    'storage-type': {
      title: '不支持该存储类型',
      advice: '云平台签发的是其他存储的凭证，当前版本仅支持 OSS。请告知管理员。',
    },
    'unsafe-address': {
      title: '上传地址不受信任',
      advice: '云平台凭证中的对象名称或地址不安全，请告知管理员。',
    },
    'untrusted-host': {
      title: '云平台指定的存储域名不受信任',
      advice: '如果下方信息中的域名属于您，请管理员将其加入服务器的 STORE_HOSTS。',
    },
    'server-error': {
      title: '上传服务器出现问题',
      advice: '与您的文件和网络无关，请稍后重试。',
      meanwhile: '与您的文件和网络无关。',
    },
    unknown: {
      title: '云平台拒绝了请求',
      advice: '请将错误代码和详情发给管理员。',
      meanwhile: '将再尝试一次。',
    },
  },
  'ticket-malformed': {
    answer: {
      title: '上传服务器返回了意外内容',
      guess: '可能被代理或登录页面拦截。',
      advice: '请在新标签页中重新打开本页面，或联系管理员。',
      meanwhile: '将再请求一次。',
    },
    ticket: {
      title: '上传服务器返回了意外内容',
      advice: '其中的凭证无法使用，请将详情发给管理员。',
      meanwhile: '其中的凭证无法使用，将再请求一个。',
    },
  },
  'ticket-expired': (life, left) => ({
    title: '上传凭证到达时已来不及使用',
    guess: '到服务器的连接可能慢于凭证的有效期。',
    advice: `凭证有效期 ${life}，到达时仅剩 ${left}。重试会获取新的凭证；如果反复出现，可请管理员延长有效期。`,
    meanwhile: `凭证有效期 ${life}，到达时仅剩 ${left}。`,
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
  'address-insecure': (host) => ({
    title: '存储地址不安全',
    advice: `本页面使用 https，而存储地址没有：${host}。请告知管理员。`,
  }),
  'size-not-allowed': (min, max, size) => ({
    title: '存储不接受该大小的文件',
    advice: `允许的大小为 ${min} 至 ${max}，该文件为 ${size}。请选择其他文件。`,
  }),
  'already-uploading': {
    title: '该文件正在另一个标签页中上传',
    advice: '请切换到那个标签页，或仍在此处上传。',
  },
};
