import { describe, expect, it } from 'vitest';
import { openFirstViews } from '../../server/edge/first-view.ts';
import { isPreviewRobot } from '../../server/edge/preview-robots.ts';
import { RefusedError } from '../../server/edge/refused-error.ts';
import type { Actor } from '../../server/parts.ts';
import { TestClock } from '../support/test-clock.ts';
import type { Delivery, Hello, LineSummary } from '#protocol';

const config = {
  tiles: null,
  captions: false,
  translate: false,
  demo: false,
  keepDays: 180,
  keepPositionsMinutes: 0,
  push: null,
};
const recipient: Actor = { linkId: 'link-1' as Actor['linkId'], role: 'recipient', scopeId: 'line-1' };
const delivery: Delivery = {
  id: 'line-1' as Delivery['id'],
  reference: 'ref-6208',
  status: 'out_for_delivery',
  recipientName: 'Li',
  courierName: 'Wang',
  address: 'Garden Road 7',
  addressDetail: '',
  point: { lat: 31.2, lng: 121.4 },
  window: null,
  statusAt: 1,
};
const line = {
  delivery,
  me: 'member-1' as LineSummary['me'],
  members: [],
  stop: 1,
  lastWords: null,
  unread: 0,
  waitsSince: null,
};
const hello: Hello = { role: 'recipient', name: 'Li', lines: [line], quickReplies: [], now: 1 };

function parts() {
  const clock = new TestClock();
  const reported: unknown[] = [];
  return {
    clock,
    reported,
    config,
    report: (_what: string, error: unknown) => void reported.push(error),
    links: { open: async () => ({ actor: recipient, expiresAt: 0 }) },
    hello: async () => hello,
  };
}

describe('what a page shows first', () => {
  it('is what the server knows, and leaves no timer behind', async () => {
    const given = parts();
    expect(await openFirstViews(given)('token')).toEqual({ role: 'recipient', hello, refused: null, config });
    expect(given.clock.waiting).toBe(0);
  });

  it('does not wait for a slow database, and takes no harm from what it says later', async () => {
    const given = parts();
    const slow = Promise.withResolvers<Hello>();
    const view = openFirstViews({ ...given, hello: () => slow.promise })('token');
    given.clock.pass(400);
    expect(await view).toBeNull();
    const trouble = new Error('the database went away');
    slow.reject(trouble);
    await slow.promise.catch(() => {});
    await Promise.resolve();
    expect(given.reported).toEqual([trouble]);
  });

  it('is the reason where the link opens nothing, or nothing is left on it', async () => {
    const given = parts();
    const expired = () => Promise.reject(new RefusedError('link_expired', 'This link has expired'));
    expect(await openFirstViews({ ...given, links: { open: expired } })('token')).toMatchObject({
      refused: 'link_expired',
    });
    expect(await openFirstViews({ ...given, hello: async () => ({ ...hello, lines: [] }) })('token')).toMatchObject({
      refused: 'not_found',
    });
    expect(given.reported).toEqual([]);
  });
});

describe('a program that shows what is behind links', () => {
  it.each([
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    'WhatsApp/2.23.20.0',
  ])('is known: %s', (name) => {
    expect(isPreviewRobot(name)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'curl/8.5.0',
    'Mozilla/5.0 (Linux; Android 10; CUBOT_X20) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 10; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.49',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBAV/460.0]',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 AliApp(DingTalk/7.5) AlipayClient',
  ])('is not a person with %s', (name) => {
    expect(isPreviewRobot(name)).toBe(false);
  });
});
