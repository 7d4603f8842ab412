import { afterEach, describe, expect, it } from 'vitest';
import { inAppOf } from '../../client/calls/in-app-browser.ts';
import { browserKind, howToAllow, microphoneHelp } from '../../client/calls/microphone-help.ts';
import { language } from '../../client/language.ts';
import { offersAfter } from '../../client/calls/call-offers.ts';

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const android = 'Mozilla/5.0 (Linux; Android 15; V2309A) AppleWebKit/537.36 (KHTML, like Gecko)';
const webView = 'Mozilla/5.0 (Linux; Android 15; V2309A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0';
const chrome = 'Chrome/142.0.0.0 Mobile Safari/537.36';
const wechat = `${ios} Mobile/15E148 MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/zh_CN`;

/** As these apps and browsers name themselves. */
const known = [
  [wechat, 'wechat'],
  [`${android} Version/4.0 Chrome/142.0 MQQBrowser/6.2 TBS/047 Mobile Safari/537.36 MicroMessenger/8.0.60`, 'wechat'],
  [`${android} Version/4.0 ${chrome} V1_AND_SQ_9.1.0_1 QQ/9.1.0.1 NetType/WIFI`, 'qq'],
  [`${android} MQQBrowser/15.1 ${chrome}`, 'android'],
  [`${webView} ${chrome} AlipayDefined(nt:WIFI) AliApp(AP/10.6.0) AlipayClient/10.6.0 Language/zh-Hans`, 'alipay'],
  [`${webView} ${chrome} AliApp(DingTalk/7.6.0) com.alibaba.android.rimet/7.6.0 Channel/xiaomi`, 'dingtalk'],
  [`${ios} Mobile/15E148 Lark/7.30.0 LarkLocale/zh_CN`, 'feishu'],
  [`${webView} ${chrome} Weibo (V2309A__weibo__15.1.0__android__android15)`, 'weibo'],
  [`${webView} ${chrome} BytedanceWebview/d8a21c6 aweme_340000`, 'douyin'],
  [`${ios} Mobile/15E148 [FBAN/FBIOS;FBAV/500.0;FBDV/iPhone17,1;FBMD/iPhone]`, 'facebook'],
  [`${webView} ${chrome} [FB_IAB/FB4A;FBAV/500.0;]`, 'facebook'],
  [`${ios} Mobile/15E148 Instagram 360.0.0.30 (iPhone17,1; iOS 19_1; zh_CN)`, 'instagram'],
  [`${ios} Safari Line/15.1.0`, 'line'],
  [`${webView} ${chrome} KAKAOTALK 11.0.0`, 'kakaotalk'],
  [`${webView} ${chrome} Telegram-Android/11.0`, 'telegram'],
  [`${webView} ${chrome}`, 'other'],
  [`${ios} Mobile/15E148`, 'other'],
  [`${ios} Version/19.1 Mobile/15E148 Safari/604.1`, 'ios_safari'],
  [`${ios} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`, 'ios_other'],
  [`${android} ${chrome}`, 'android'],
  [`${android} SamsungBrowser/28.0 ${chrome}`, 'samsung'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'android_firefox'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
    'mac_safari',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'desktop',
  ],
  ['', 'desktop'],
] as const;

afterEach(() => {
  language.value = 'en';
});

describe('the browser that a blocked microphone is explained for', () => {
  it.each(known)('%s is %s', (userAgent, kind) => {
    expect(browserKind(userAgent)).toBe(kind);
  });

  it.each(['zh', 'en'] as const)('has its own steps in %s, whichever it is', (reader) => {
    language.value = reader;
    for (const [userAgent, kind] of known) {
      const { why, steps, elsewhere } = microphoneHelp('denied', userAgent, true);
      expect(why.length).toBeGreaterThan(5);
      expect(steps.length).toBeGreaterThan(1);
      expect(elsewhere).toBe(inAppOf(userAgent) === kind);
    }
    expect(howToAllow()).toMatch(/[.。]$/);
  });

  it('is left for another one where it gives no microphone, and asked for https where that is missing', () => {
    const safari = known[17][0];
    expect(microphoneHelp('unsupported', safari, true)).toMatchObject({ elsewhere: true });
    expect(microphoneHelp('unsupported', safari, false)).toMatchObject({ elsewhere: false, steps: [] });
    expect(microphoneHelp('unsupported', wechat, false).why).toContain('https');
  });

  it('is not to blame for a microphone that is missing or in use', () => {
    expect(microphoneHelp('missing', wechat, true)).toMatchObject({
      elsewhere: false,
      why: 'No microphone was found.',
    });
    expect(microphoneHelp('in_use', wechat, true).steps[0]).toContain('End the call');
  });
});

describe('what is offered after a call', () => {
  const ended = { phase: 'ended', byMe: false, talkMs: 0 } as const;

  it.each(['missed', 'no_answer', 'busy'] as const)('is a voice note and another call where it was %s', (reason) => {
    expect(offersAfter({ ...ended, reason }, null)).toEqual({ again: true, note: true, here: false, test: false });
  });

  it('is only a voice note to somebody who declined', () => {
    expect(offersAfter({ ...ended, reason: 'declined' }, null)).toEqual({
      again: false,
      note: true,
      here: false,
      test: false,
    });
  });

  it('is a voice note where the servers are full, and another try', () => {
    expect(offersAfter({ ...ended, reason: 'not_started' }, 'full')).toEqual({
      again: true,
      note: true,
      here: false,
      test: false,
    });
  });

  it('is the test of a microphone that failed, and no note, which needs one too', () => {
    expect(offersAfter({ ...ended, reason: 'not_started' }, 'microphone_denied')).toEqual({
      again: true,
      note: false,
      here: false,
      test: true,
    });
  });

  it('is another call where the connection was lost, and nothing where people have talked to the end', () => {
    expect(offersAfter({ ...ended, reason: 'failed', talkMs: 9000 }, null)).toMatchObject({ again: true, note: false });
    expect(offersAfter({ ...ended, reason: 'hung_up', talkMs: 9000 }, null)).toEqual({
      again: false,
      note: false,
      here: false,
      test: false,
    });
  });

  it.each(['answered_elsewhere', 'moved'] as const)('is to take the call here where it was %s', (reason) => {
    expect(offersAfter({ ...ended, reason }, null)).toEqual({ again: false, note: false, here: true, test: false });
  });
});
