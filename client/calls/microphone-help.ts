import { words } from '../language.ts';

/** Where the person finds the switch for the microphone. */
export type BrowserKind = 'wechat' | 'ios_safari' | 'ios_other' | 'android' | 'mac_safari' | 'firefox' | 'desktop';

/** Tells the kind from a `navigator.userAgent`; whatever is not known is taken for a desktop's Chromium. */
export function browserKind(userAgent: string): BrowserKind {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat';
  if (/iPhone|iPad|iPod/.test(userAgent)) return /CriOS|FxiOS|EdgiOS/.test(userAgent) ? 'ios_other' : 'ios_safari';
  if (userAgent.includes('Firefox')) return 'firefox';
  if (userAgent.includes('Android')) return 'android';
  return /Safari/.test(userAgent) && !/Chrom/.test(userAgent) ? 'mac_safari' : 'desktop';
}

const steps = words<Record<BrowserKind, string>>({
  en: {
    wechat:
      'In WeChat: tap ⋯ at the top right and choose “Open in browser”. Your line opens there with everything in it.',
    ios_safari:
      'In Safari: tap the page button left of the address, then “Website Settings”, and set Microphone to Allow.',
    ios_other: 'Open the phone’s Settings, find this browser in the list of apps, and turn Microphone on.',
    android: 'Tap the icon left of the address, then “Permissions”, and allow the microphone.',
    mac_safari: 'In Safari’s menu choose “Settings for This Website”, and set Microphone to Allow.',
    firefox: 'Click the crossed-out microphone left of the address and clear the block.',
    desktop: 'Click the icon left of the address and switch Microphone on.',
  },
  zh: {
    wechat: '在微信里：点右上角的 ⋯，选“在浏览器打开”。对话都在，不会丢。',
    ios_safari: 'Safari：点网址左边的按钮，选“网站设置”，把“麦克风”改成“允许”。',
    ios_other: '打开手机的“设置”，在应用列表里找到这个浏览器，打开“麦克风”。',
    android: '点网址左边的图标，选“权限”，允许使用麦克风。',
    mac_safari: '在 Safari 菜单里选“此网站的设置”，把“麦克风”改成“允许”。',
    firefox: '点网址左边划掉的麦克风图标，清除禁止。',
    desktop: '点网址左边的图标，打开“麦克风”。',
  },
});

/** How to allow the microphone in this browser, in a sentence. */
export const howToAllow = (): string => steps()[browserKind(navigator.userAgent)];
