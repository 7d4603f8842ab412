/** An app whose own window shows the page in place of a browser. `other`: one that does not say which it is. */
export type InApp =
  | 'wechat'
  | 'qq'
  | 'alipay'
  | 'dingtalk'
  | 'feishu'
  | 'weibo'
  | 'douyin'
  | 'facebook'
  | 'instagram'
  | 'line'
  | 'kakaotalk'
  | 'telegram'
  | 'other';

/** What each writes into its user agent. The first that fits counts: several carry another's name too. */
const signs: readonly (readonly [InApp, RegExp])[] = [
  ['wechat', /MicroMessenger|WindowsWechat/i],
  ['dingtalk', /DingTalk/i],
  ['alipay', /AlipayClient|AliApp\(AP/i],
  ['feishu', /\b(?:Feishu|Lark)\//i],
  // The app, not the browser of that maker, which calls itself MQQBrowser.
  ['qq', /(?:^|\s)QQ\//],
  ['weibo', /Weibo/i],
  ['douyin', /aweme|BytedanceWebview|musical_ly|trill/i],
  ['instagram', /Instagram/],
  ['facebook', /FBAN|FBAV|FB_IAB/],
  ['line', /\bLine\/\d/],
  ['kakaotalk', /KAKAOTALK/i],
  ['telegram', /Telegram/],
  // Android says so itself; on an iPhone only Safari and the real browsers carry the word.
  ['other', /; wv\)|^(?=.*(?:iPhone|iPad|iPod))(?!.*Safari\/)/],
];

/** Which app's window a `navigator.userAgent` is; null for a browser. */
export function inAppOf(userAgent: string): InApp | null {
  return signs.find(([, sign]) => sign.test(userAgent))?.[0] ?? null;
}
