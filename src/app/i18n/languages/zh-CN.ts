import type { Catalog } from '../catalog.ts';

const fileGone = {
  title: '文件已不存在',
  guess: '可能已被移动或删除，或所在磁盘已拔出。',
  advice: '请将其恢复后重新选择。',
};

export const catalog: Catalog = {
  first: {
    page: {
      title: 'OTA Drop：固件上传',
      language: '语言',
      simulated: '模拟模式',
      simulatedNote: '任何数据都不会离开此浏览器：上传凭证和存储均为模拟，生成的地址无法访问。',
      settingsUnreadable:
        '无法读取页面设置（config.json）。添加下一个文件时会再次读取；如果问题持续存在，请告知管理员。',
      loading: '正在加载…',
      partMissing:
        '页面的一部分未能加载。系统会自动重试，上传不受影响。如果问题持续存在，请在没有上传时刷新页面。',
      newVersion: '新版本已就绪。',
      newVersionNow: '新版本已就绪。刷新页面即可使用。',
      newVersionLater: '新版本已就绪。请在上传完成后刷新页面。',
      reloadLater: '请在上传完成后刷新页面。',
      reload: '刷新页面',
    },
    cloud: {
      embedded: '本地存储',
      tuya: '涂鸦智能',
      alibaba: '阿里云',
      custom: '自定义云',
      simulated: '模拟模式',
    },
    cloudNote: {
      embedded: '固件保存在提供本页面的服务器磁盘上',
      tuya: '固件上传到涂鸦平台的存储',
      alibaba: '固件上传到阿里云物联网平台的存储',
      custom: '固件上传到凭证服务器指定的存储',
      simulated: '任何数据都不会离开此浏览器',
    },
    drop: {
      title: '将固件包拖放到此处',
      before: '或',
      choose: '选择文件',
      after: (limit) => `，也可直接粘贴\u00a0· 单个文件不超过 ${limit}`,
      inputLabel: '固件文件',
      suffix: '文件后缀',
      auto: '自动',
      suffixHint: '对接下来添加的文件生效。“自动”表示按文件名和内容识别。',
      overlay: '松开即可上传',
      overlaySuffix: (suffix) => `后缀：.${suffix}`,
      reading: '正在读取拖入的文件夹…请等读取完成后再拖入其他文件。',
      nothingInside: '该文件夹中没有可读取的文件。请直接拖入固件文件。',
      unreadable: '拖入的内容未能完整读取，因此没有添加任何文件。请直接拖入固件文件。',
      noUploads:
        '暂无上传。每个文件都会获取独立的上传凭证，直接传到存储，完成后在此显示 firmwareUrl 和校验值。',
    },
    crash: {
      title: '页面出现问题',
      uploadsGoOn:
        '上传仍在后台进行。请重新显示页面；如果仍有问题，请等上传完成后再刷新，刷新会中止上传。',
      nothingUnderWay:
        '没有正在进行的上传，不会丢失任何内容。请重新显示页面；如果仍有问题，请刷新。',
      showAgain: '重新显示页面',
      reload: '刷新页面',
    },
  },
  list: {
    list: {
      title: '上传列表',
      done: (done, total) => `已完成 ${done}/${total}`,
      bytes: (sent, total) => `${sent} / ${total}`,
      left: (duration) => `剩余 ${duration}`,
      needYou: (count) => `${count} 个文件待处理`,
      failed: (count) => `${count} 个失败`,
      clear: '清除已结束',
      progress: '全部上传的进度',
    },
    many: {
      rejected: (count, reasons) => `${count} 个文件未上传：${reasons}。这些文件未发送任何数据。`,
      reason: {
        empty: (count) => `${count} 个为空`,
        'too-large': (count) => `${count} 个过大`,
        unreadable: (count) => `${count} 个无法读取`,
        gone: (count) => `${count} 个已不存在`,
      },
      comma: '，',
      removeRejected: '移除这些文件',
      proposed: (count) => `${count} 个文件的后缀需要确认，正在等待。`,
      uploadAll: '全部按建议上传',
      failed: (count) => `${count} 个上传失败，可以重试。`,
      retryAll: '全部重试',
    },
    row: {
      suffixOf: (name) => `${name} 的后缀`,
      attempt: (attempt) => `第 ${attempt} 次尝试`,
      ticketLife: (duration) => `凭证剩余有效期 ${duration}`,
      sentIn: (duration, time) => `用时 ${duration}，完成于 ${time}`,
      foundAt: (time) => `已在存储中找到，${time}`,
      upload: '上传',
      uploadName: (name) => `上传 ${name}`,
      cancel: '取消',
      cancelName: (name) => `取消上传 ${name}`,
      retry: '重试',
      retryName: (name) => `重试上传 ${name}`,
      uploadAnyway: '仍然上传',
      uploadAnywayName: (name) => `仍然上传 ${name}`,
      remove: '移除',
      removeName: (name) => `移除 ${name}`,
      chooseAgain: '选择文件',
      chooseAgainName: (name) => `选择文件以替换 ${name}`,
      chooseSame: '重新选择该文件',
      chooseSameName: (name) => `重新选择 ${name}`,
      progressOf: (name) => `${name} 的上传进度`,
      copyDetails: '复制详情',
      copyDetailsName: (name) => `复制 ${name} 的失败详情`,
    },
    status: {
      inspecting: '检查中',
      rejected: '未上传',
      ready: '请确认后缀',
      odd: '请确认文件',
      queued: '排队中',
      ticketing: '正在获取凭证',
      sending: '上传中',
      confirming: '确认中',
      waiting: '等待重试',
      offline: '离线',
      failed: '失败',
      cancelled: '已取消',
      interrupted: '已中断',
    },
    steps: {
      label: '步骤',
      checked: '检查',
      ticket: '获取凭证',
      send: '上传到存储',
      verify: '校验',
      done: '已完成',
    },
    note: {
      queued: '有空闲通道时会自动开始。',
      awaiting: {
        store: '数据已全部发送，正在等待存储响应。',
        proof: '已存储，正在比对校验值…',
        object: '无法确认上传是否完成，正在向存储查询…',
      },
      since: (duration) => `已等待 ${duration}。`,
      cancelledNothing: '存储中没有留下任何数据。',
      cancelledMaybe: '存储中可能留有部分或完整的副本，但它并未发布，其地址从未显示。',
    },
    wait: {
      again: (duration) => `${duration}后重试`,
      now: '正在重试',
      attempt: (next) => `（第 ${next} 次尝试）`,
      attemptOf: (next, of) => `（第 ${next} 次尝试，共 ${of} 次）`,
      network: '网络恢复后会自动开始上传。',
      tryNow: '立即重试',
      tryNowName: (name) => `立即重试上传 ${name}`,
      stop: '停止重试',
      stopName: (name) => `停止重试上传 ${name}`,
    },
    stall: {
      title: {
        quiet: (percent) => `上传停滞在 ${percent}`,
        offline: (percent) => `您已离线，上传停在 ${percent}`,
        slept: (percent) => `电脑曾进入睡眠，上传停在 ${percent}`,
      },
      next: {
        quiet: '可能会自行恢复。如果一直没有进展，将使用新的凭证从头上传。',
        offline: '上传并未取消，网络恢复后可能会继续。',
        slept: '如果短时间内没有进展，将使用新的凭证从头上传。',
      },
      patient: '将一直等待，不会自动重新上传。',
      quiet: (duration) => `正在等待网络… ${duration}`,
      checking: '正在检查上传…',
      keep: '继续等待',
      keepName: (name) => `继续等待 ${name}`,
      restart: '立即重新上传',
      restartName: (name) => `立即重新上传 ${name}`,
    },
    interrupted: {
      title: '上次上传被中断',
      sent: (percent) => `页面关闭或刷新时已发送 ${percent}。`,
      allSent: '数据已全部发送，但页面在存储确认前已关闭或刷新。',
      advice: '该存储不支持断点续传，需要从头上传：请重新选择该文件。',
      arrived: {
        nothing: '存储中没有留下任何数据。',
        maybe: '存储中可能有一份完整的副本，其地址不予显示；云平台会清除未使用的文件。',
      },
    },
    doubt: {
      'unknown-ending': (ending, proposal) =>
        `“.${ending}”不属于八种可用后缀。建议按原始镜像使用“${proposal}”，请选择设备所需的后缀。`,
      'tar-gz-alias': (ending, proposal) =>
        `“.${ending}”是“${proposal}”的简写，建议使用后者。请确认设备支持该后缀。`,
      'no-ending': (proposal) => `文件名没有后缀。建议使用“${proposal}”，请选择设备所需的后缀。`,
      packed: (named, packing, proposal) =>
        `文件名后缀为“${named}”，但内容是${packing}。建议使用“${proposal}”。`,
      'packed-unnamed': (packing, proposal) =>
        `文件名不含八种可用后缀，内容是${packing}。建议使用“${proposal}”。`,
      'not-packed': (named) =>
        `文件名后缀为“${named}”，但内容开头不符合该格式。请确认文件无误；建议使用“bin”。`,
      packing: {
        gz: ' gzip 数据',
        tar: ' tar 归档',
        'tar.gz': ' gzip 压缩的 tar 归档',
        zip: ' zip 压缩包',
        apk: '安卓应用包',
      },
      odd: {
        'web-page': '该文件是被误存的网页或错误信息。请检查下载来源；也可以按原样上传。',
        json: '该文件是 JSON 文本，可能是被误存的错误信息。请检查下载来源；也可以按原样上传。',
        pdf: '该文件是 PDF 文档，不像是固件。请确认文件；也可以按原样上传。',
        blank: '该文件的开头、中间和结尾只有 00 或 FF。请检查构建结果；也可以按原样上传。',
        recording: '该文件是摄像机录像，不像是固件。请确认文件；也可以按原样上传。',
        'cut-short': '该 zip 压缩包缺少结尾，下载或构建可能中断。请确认文件；也可以按原样上传。',
      },
      uploadAs: (suffix) => `按“${suffix}”上传`,
      uploadAsName: (suffix, name) => `将 ${name} 按“${suffix}”上传`,
    },
    announce: {
      added: (name) => `已添加 ${name}`,
      'needs-you': (name) => `${name} 需要您确认后才会上传`,
      sending: (name) => `正在上传 ${name}`,
      again: (name, attempt) => `正在重新上传 ${name}，第 ${attempt} 次尝试`,
      waiting: (name, title, next) => `${name}：${title}。${next}`,
      stalled: (name, title) => `${name}：${title}`,
      moving: (name) => `${name} 已继续上传`,
      quarter: (name, percent) => `${name} 已发送 ${percent}`,
      'all-sent': (name) => `${name} 已全部发送，正在等待存储响应`,
      unsure: (name) => `无法确认 ${name} 是否上传完成，正在向存储查询`,
      verified: (name) => `${name} 上传完成并已校验`,
      unverified: (name) => `${name} 上传完成，但未校验`,
      cancelled: (name) => `已取消上传 ${name}`,
      interrupted: (name) => `${name} 的上次上传被中断`,
      many: (changed, done, total) => `${changed} 个上传状态已更新，已完成 ${done}/${total}`,
    },
    trouble: {
      failure: {
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
        'file-changed': {
          'before-sending': {
            changed: { title: '选择后文件已被修改', advice: '请重新选择文件以上传新版本。' },
            gone: fileGone,
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
        unexpected: {
          title: '页面出现意外错误',
          advice: '请重试。如再次出现，请将详情发给管理员。',
        },
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
        gone: fileGone,
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
    },
  },
  receipt: {
    copyUrl: '复制 firmwareUrl',
    open: '打开',
    openName: (name) => `在新标签页中打开已存储的 ${name}`,
    simulatedUrl: '模拟模式：该地址无法访问。',
    verified: '上传完成并已校验',
    unverified: '上传完成（未校验）',
    verifiedNote: '存储计算的校验值与本地文件一致。',
    unverifiedNote: {
      'checksum-hidden':
        '存储已接收文件，但本页面无权读取其校验值，因此无法证明存储内容正确。发布前请自行核对；可在存储桶的跨域规则中暴露响应头 x-oss-hash-crc64ecma。',
      'digest-unavailable':
        '存储已接收文件，但此浏览器未能计算本地文件的校验值，因此无法证明存储内容正确。发布前请自行核对。',
      'object-not-seen':
        '存储已接收文件，但十秒后查询时仍未在该地址看到对象。发布前请先打开该地址确认；若仍无内容，请重新上传。',
    },
    digests: '校验值',
    digestName: { crc64: 'CRC-64', md5: 'MD5', sha256: 'SHA-256' },
    copyDigest: (digest, name) => `复制 ${name} 的 ${digest}`,
    computing: '计算中…',
    unavailable: '此浏览器无法计算',
    matches: '与存储中的对象一致',
    details: '详细信息',
    size: '大小',
    finished: '完成时间',
    ticketRequest: '凭证请求 ID',
    storeRequest: '存储请求 ID',
    notGiven: '未提供',
  },
  sheet: {
    copyAll: '复制全部地址',
    copyAllLabel: (count) => `复制 ${count} 个地址，每行一个`,
    save: '保存回执',
    saveAs: (format) => `将回执保存为 ${format}`,
    format: { json: 'JSON', csv: 'CSV', md: 'Markdown' },
  },
  copy: {
    copy: '复制',
    copied: '已复制',
    pressKeys: '请按 Ctrl+C',
    pressKeysNote: '无法自动复制。文本已选中，请按 Ctrl+C（Mac 上按 ⌘C）。',
  },
};
