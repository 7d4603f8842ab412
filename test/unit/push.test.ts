import { createPublicKey, verify } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { LineId, MemberId } from '#protocol';
import { openHappenings } from '../../server/edge/happenings.ts';
import { openLog } from '../../server/log.ts';
import { newId } from '../../server/new-id.ts';
import { areKeys, encrypted } from '../../server/push/encrypt.ts';
import { openPush } from '../../server/push/push.ts';
import { carriages, mayPushTo, restMs, toTell } from '../../server/push/rules.ts';
import type { Listener } from '../../server/push/store.ts';
import { openVapid } from '../../server/push/vapid.ts';
import { pathOfLink } from '../../client/app/link-path.ts';
import { browserKeys, decrypted } from '../support/push-service.ts';
import { TestClock } from '../support/test-clock.ts';

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** RFC 8291, section 5 and appendix A. */
const example = {
  text: 'When I grow up, I want to be a watermelon',
  asPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  uaPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  uaPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
    'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

describe('a push message', () => {
  it('is encrypted as the example of RFC 8291 says', () => {
    const keys = { p256dh: example.uaPublic, auth: example.auth };
    const seed = { salt: bytes(example.salt), privateKey: bytes(example.asPrivate) };
    expect(encrypted(example.text, keys, seed, 0).toString('base64url')).toBe(example.body);
  });

  it('is read by the browser that it is for, and by no other', () => {
    const [mine, another] = [browserKeys(), browserKeys()];
    const body = encrypted('{"what":"call"}', mine);
    expect(decrypted(body, mine)).toBe('{"what":"call"}');
    expect(() => decrypted(body, another)).toThrow();
  });

  it('is never longer or shorter by what it says, and never the same twice', () => {
    const keys = browserKeys();
    expect(encrypted('a', keys).length).toBe(encrypted('a longer one', keys).length);
    expect(encrypted('a', keys)).not.toEqual(encrypted('a', keys));
  });

  it.each([
    ['a point off the curve', `B${'A'.repeat(86)}`, example.auth],
    ['no point at all', 'AAAA', example.auth],
    ['a secret of another length', example.uaPublic, 'BTBZMqHH6r4T'],
  ])('cannot be encrypted to %s', (_, p256dh, auth) => {
    expect(areKeys({ p256dh, auth })).toBe(false);
    expect(areKeys({ p256dh: example.uaPublic, auth: example.auth })).toBe(true);
  });
});

describe('the signature towards a push service', () => {
  const clock = new TestClock();
  const vapid = openVapid({ clock, privateKey: example.asPrivate, contact: () => 'mailto:ops@example.com' });
  const claimsOf = (value: string) => {
    const [head, claims, signature] = (/t=([^,]+)/.exec(value)?.[1] ?? '').split('.');
    const point = bytes(vapid.publicKey);
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' } });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes(signature ?? ''))).toBe(true);
    return JSON.parse(bytes(claims ?? '').toString()) as { aud: string; exp: number; sub: string };
  };

  it('names the service, an end within a day, and whom to ask (RFC 8292)', () => {
    const value = vapid.authorization('https://push.example.com');
    expect(value).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]{87}$/);
    const { aud, exp, sub } = claimsOf(value);
    expect(aud).toBe('https://push.example.com');
    expect(sub).toBe('mailto:ops@example.com');
    expect(exp * 1000 - clock.now()).toBeGreaterThan(0);
    expect(exp * 1000 - clock.now()).toBeLessThanOrEqual(86_400_000);
  });

  it('is used again, and made anew before it ends', () => {
    const first = vapid.authorization('https://push.example.com');
    expect(vapid.authorization('https://push.example.com')).toBe(first);
    clock.pass(claimsOf(first).exp * 1000 - clock.now() - 1000);
    const second = vapid.authorization('https://push.example.com');
    expect(claimsOf(second).exp).toBeGreaterThan(claimsOf(first).exp);
  });
});

describe('what is told', () => {
  const me = 'me' as MemberId;
  const said = (seq: number, by: string) => ({ seq, by, what: 'said' as const });

  it('is what others said and was not read', () => {
    expect(toTell({ id: me, role: 'courier' }, 0, [said(1, 'me')])).toBeNull();
    expect(toTell({ id: me, role: 'courier' }, 0, [said(1, 'me'), said(2, 'other')])).toBe('message');
    expect(toTell({ id: me, role: 'courier' }, 2, [said(2, 'other')])).toBeNull();
  });

  it('is the arrival to the recipient alone', () => {
    const arrived = { seq: 3, by: null, what: 'arrived' as const };
    expect(toTell({ id: me, role: 'recipient' }, 0, [said(2, 'other'), arrived])).toBe('arrived');
    expect(toTell({ id: me, role: 'courier' }, 0, [arrived])).toBeNull();
  });

  it('is kept for no longer than it is true: a call as long as it rings', () => {
    expect(carriages.call).toMatchObject({ ttlS: 45, urgency: 'high' });
    expect(carriages.missed.subject).toBe(carriages.call.subject);
  });
});

describe('a message on its way', () => {
  const until = (look: () => void) => vi.waitFor(look);
  it('is not overtaken by the one that takes its place, which it does as soon as it can', async () => {
    const clock = new TestClock();
    const happenings = openHappenings((_, error) => {
      throw error;
    });
    const keys = browserKeys();
    const lineId = 'line' as LineId;
    const listener: Listener = {
      id: 'one',
      endpoint: 'https://push.example/one',
      p256dh: keys.p256dh,
      auth: keys.auth,
      handle: 'handle',
      member: { id: 'me' as MemberId, role: 'recipient' },
    };
    const store = { ofLine: async () => [listener], any: async () => true, forgetDead: async () => undefined };
    const posted: { what: string; answer: (status: number) => void }[] = [];
    const counted: string[] = [];
    const push = openPush({
      clock,
      happenings,
      log: openLog('silent'),
      newId,
      report: (_, error) => {
        throw error;
      },
      store: { ...store, put: never, remove: never, drop: never, forgetLink: never },
      vapid: openVapid({ clock, privateKey: example.asPrivate, contact: () => 'mailto:ops@example.com' }),
      hosts: ['push.example'],
      post: (_endpoint, { body }) =>
        new Promise((resolve) => {
          const { what } = JSON.parse(decrypted(body, keys)) as { what: string };
          posted.push({ what, answer: (status) => resolve({ status, retryAfter: undefined }) });
        }),
      marksOf: async () => [],
      told: (outcome) => counted.push(outcome),
    });
    const ring = (what: 'call' | 'settled') => happenings.ring({ lineId, memberId: listener.member.id, what });
    const whats = () => posted.map(({ what }) => what);
    // It looks first whether there is anybody to tell.
    await setImmediate();
    ring('call');
    await until(() => expect(whats()).toEqual(['call']));
    ring('settled');
    posted[0]?.answer(503);
    // No time has passed: the pause before the next try is over with what it was for.
    await until(() => expect(whats()).toEqual(['call', 'settled']));
    posted[1]?.answer(201);
    await until(() => expect(counted).toEqual(['delivered']));
    await push.close();
  });

  it.each([
    [undefined, 0],
    ['120', 120_000],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:05 GMT', 0],
    ['soon', 0],
  ])('rests for as long as the service asks: %s', (retryAfter, ms) => {
    expect(restMs(retryAfter, 10_000)).toBe(ms);
  });
});

function never(): never {
  throw new Error('Nobody asks for this');
}

describe('where the server posts to', () => {
  const hosts = ['fcm.googleapis.com', '*.push.apple.com', 'http://127.0.0.1:9'];
  it.each([
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://web.push.apple.com/abc', true],
    ['http://127.0.0.1:9/push/abc', true],
    ['http://fcm.googleapis.com/abc', false],
    ['https://fcm.googleapis.com:8443/abc', false],
    ['https://fcm.googleapis.com.evil.example/abc', false],
    ['https://evil.example/fcm.googleapis.com', false],
    ['https://user@fcm.googleapis.com/abc', false],
    ['https://push.apple.com.evil.example/', false],
    ['http://127.0.0.1:10/push/abc', false],
    ['http://169.254.169.254/latest', false],
    ['file:///etc/passwd', false],
    ['no address', false],
  ])('%s: %s', (endpoint, may) => {
    expect(mayPushTo(endpoint, hosts)).toBe(may);
  });
});

describe('a pasted link', () => {
  const origin = 'https://line.example';
  it.each([
    ['https://line.example/l/abc.def', '/l/abc.def'],
    ['Your parcel comes: https://line.example/l/abc.def', '/l/abc.def'],
    ['https://other.example/l/abc.def', null],
    ['https://line.example/app', null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('%s', (pasted, path) => {
    expect(pathOfLink(pasted, origin)).toBe(path);
  });
});
