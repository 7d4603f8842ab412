import { words } from '../language.ts';
import type { MicrophoneFailure } from '../microphone-error.ts';
import { inAppOf, type InApp } from './in-app-browser.ts';

/** Where the person finds the switch for the microphone. */
export type BrowserKind =
  | InApp
  | 'ios_safari'
  | 'ios_other'
  | 'samsung'
  | 'android'
  | 'android_firefox'
  | 'mac_safari'
  | 'firefox'
  | 'desktop';

/** Tells the kind from a `navigator.userAgent`; whatever is not known is taken for a desktop's Chromium. */
export function browserKind(userAgent: string): BrowserKind {
  const app = inAppOf(userAgent);
  if (app !== null) return app;
  if (/iPhone|iPad|iPod/.test(userAgent))
    return /CriOS|FxiOS|EdgiOS|OPiOS|GSA\//.test(userAgent) ? 'ios_other' : 'ios_safari';
  if (userAgent.includes('Android')) {
    if (userAgent.includes('Firefox')) return 'android_firefox';
    return userAgent.includes('SamsungBrowser') ? 'samsung' : 'android';
  }
  if (userAgent.includes('Firefox')) return 'firefox';
  return /Safari/.test(userAgent) && !/Chrom/.test(userAgent) ? 'mac_safari' : 'desktop';
}

/** Out of an app's window, into a browser. */
const zhTopMenu = ['点右上角的 ⋯', '选“在浏览器打开”'];
const enTopMenu = ['Tap ⋯ at the top right', 'Choose “Open in browser”'];
const zhOutside = ['点右上角或右下角的 ⋯', '选“在外部浏览器中打开”'];
const enOutside = ['Tap ⋯ at the top or bottom right', 'Choose “Open in external browser”'];
const zhCopied = ['点下面的“复制链接”', '打开手机自带的浏览器', '长按网址栏，粘贴，打开'];
const enCopied = ['Tap “Copy link” below', 'Open the phone’s own browser', 'Hold the address bar, paste, and go'];

const steps = words<Record<BrowserKind, readonly string[]>>({
  zh: {
    wechat: zhTopMenu,
    qq: zhTopMenu,
    alipay: zhTopMenu,
    dingtalk: zhTopMenu,
    weibo: zhTopMenu,
    douyin: zhTopMenu,
    feishu: zhTopMenu,
    facebook: zhOutside,
    instagram: zhOutside,
    line: ['点右上角或右下角的菜单', '选“用默认浏览器打开”'],
    kakaotalk: ['点右下角的 ⋮', '选“用其他浏览器打开”'],
    telegram: ['点右上角的 ⋮', '选“在浏览器打开”'],
    other: zhCopied,
    ios_safari: ['点网址左边的按钮', '选“网站设置”', '把“麦克风”改成“允许”'],
    ios_other: ['打开手机的“设置”', '在应用列表里找到这个浏览器', '打开“麦克风”'],
    samsung: ['点网址左边的锁', '选“权限”', '允许“麦克风”'],
    android: ['点网址左边的图标', '选“权限”', '允许“麦克风”'],
    android_firefox: ['点网址左边的锁', '点“麦克风”旁边的“已阻止”', '改成允许'],
    mac_safari: ['在 Safari 菜单里选“此网站的设置”', '把“麦克风”改成“允许”'],
    firefox: ['点网址左边划掉的麦克风图标', '清除禁止'],
    desktop: ['点网址左边的图标', '打开“麦克风”'],
  },
  en: {
    wechat: enTopMenu,
    qq: enTopMenu,
    alipay: enTopMenu,
    dingtalk: enTopMenu,
    weibo: enTopMenu,
    douyin: enTopMenu,
    feishu: enTopMenu,
    facebook: enOutside,
    instagram: enOutside,
    line: ['Tap the menu at the top or bottom right', 'Choose “Open in default browser”'],
    kakaotalk: ['Tap ⋮ at the bottom right', 'Choose “Open in other browser”'],
    telegram: ['Tap ⋮ at the top right', 'Choose “Open in browser”'],
    other: enCopied,
    ios_safari: ['Tap the page button left of the address', 'Choose “Website Settings”', 'Set Microphone to Allow'],
    ios_other: ['Open the phone’s Settings', 'Find this browser in the list of apps', 'Turn Microphone on'],
    samsung: ['Tap the lock left of the address', 'Choose “Permissions”', 'Allow the microphone'],
    android: ['Tap the icon left of the address', 'Choose “Permissions”', 'Allow the microphone'],
    android_firefox: ['Tap the lock left of the address', 'Tap “Blocked” beside Microphone', 'Allow it'],
    mac_safari: ['In Safari’s menu choose “Settings for This Website”', 'Set Microphone to Allow'],
    firefox: ['Click the crossed-out microphone left of the address', 'Clear the block'],
    desktop: ['Click the icon left of the address', 'Switch Microphone on'],
  },
});

const t = words({
  zh: {
    apps: {
      wechat: '微信',
      qq: 'QQ',
      alipay: '支付宝',
      dingtalk: '钉钉',
      feishu: '飞书',
      weibo: '微博',
      douyin: '抖音',
      facebook: 'Facebook',
      instagram: 'Instagram',
      line: 'LINE',
      kakaotalk: 'KakaoTalk',
      telegram: 'Telegram',
      other: '这个应用',
    },
    inApp: (app: string) => `${app}没有把麦克风给这一页。换浏览器打开就能说话，对话都在。`,
    denied: '这一页没有麦克风权限。这样打开：',
    unsupported: '这个浏览器不给网页麦克风。换一个浏览器打开就能说话，对话都在。',
    insecure: '这个网址不是 https，浏览器不给它麦克风。请向发链接的人要 https 的链接。',
    missing: '没有找到麦克风。',
    in_use: '麦克风正被别的应用占用，比如电话或录音。',
    missingSteps: ['插上耳机或麦克风，或换一台设备', '再按一次'],
    inUseSteps: ['结束那边的通话或录音', '再按一次'],
    join: '，',
    end: '。',
  },
  en: {
    apps: {
      wechat: 'WeChat',
      qq: 'QQ',
      alipay: 'Alipay',
      dingtalk: 'DingTalk',
      feishu: 'Lark',
      weibo: 'Weibo',
      douyin: 'TikTok',
      facebook: 'Facebook',
      instagram: 'Instagram',
      line: 'LINE',
      kakaotalk: 'KakaoTalk',
      telegram: 'Telegram',
      other: 'This app',
    },
    inApp: (app: string) =>
      `${app} does not give this page the microphone. In a browser you can talk; everything said is there too.`,
    denied: 'The microphone is blocked for this page. To allow it:',
    unsupported: 'This browser gives pages no microphone. In another one you can talk; everything said is there too.',
    insecure: 'This address is not https, and browsers give it no microphone. Ask for a link with https.',
    missing: 'No microphone was found.',
    in_use: 'Another app is using the microphone, perhaps a phone call or a recorder.',
    missingSteps: ['Plug in a headset, or use another device', 'Press again'],
    inUseSteps: ['End the call or recording there', 'Press again'],
    join: '. ',
    end: '.',
  },
});

/** What to do about a microphone that is not to be had. */
export interface MicrophoneHelp {
  readonly why: string;
  readonly steps: readonly string[];
  /** Another browser helps: the link is to be taken there. */
  readonly elsewhere: boolean;
}

/** For this browser, as `userAgent` names it. `secure`: the page came by https, or from this machine. */
export function microphoneHelp(failure: MicrophoneFailure, userAgent: string, secure: boolean): MicrophoneHelp {
  const kind = browserKind(userAgent);
  const app = inAppOf(userAgent);
  switch (failure) {
    case 'missing':
      return { why: t().missing, steps: t().missingSteps, elsewhere: false };
    case 'in_use':
      return { why: t().in_use, steps: t().inUseSteps, elsewhere: false };
    case 'denied':
    case 'unsupported':
      if (!secure) return { why: t().insecure, steps: [], elsewhere: false };
      if (app !== null) return { why: t().inApp(t().apps[app]), steps: steps()[app], elsewhere: true };
      return failure === 'denied'
        ? { why: t().denied, steps: steps()[kind], elsewhere: false }
        : { why: t().unsupported, steps: steps().other, elsewhere: true };
  }
}

/** How to allow the microphone in this browser, in a sentence. */
export const howToAllow = (): string => `${steps()[browserKind(navigator.userAgent)].join(t().join)}${t().end}`;
