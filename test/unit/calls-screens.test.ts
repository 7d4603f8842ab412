import { describe, expect, it } from 'vitest';
import { browserKind } from '../../client/calls/microphone-help.ts';
import { offersAfter } from '../../client/calls/call-offers.ts';

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('the browser that a blocked microphone is explained for', () => {
  it.each([
    [`${ios} Mobile/15E148 MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/zh_CN`, 'wechat'],
    [`${ios} Version/19.1 Mobile/15E148 Safari/604.1`, 'ios_safari'],
    [`${ios} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`, 'ios_other'],
    [
      'Mozilla/5.0 (Linux; Android 15; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36',
      'android',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'firefox'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
      'mac_safari',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
      'desktop',
    ],
    ['', 'desktop'],
  ])('%s is %s', (userAgent, kind) => {
    expect(browserKind(userAgent)).toBe(kind);
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
