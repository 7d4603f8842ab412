import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CallId, EntryId, LineId, MemberId } from '#protocol';
import type { Announced } from '../../server/parts.ts';
import { eventOf, pauseAfter } from '../../server/webhooks/rules.ts';
import { signedHeaders } from '../../server/webhooks/sign.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the pauses between tries', () => {
  it('grow from 5 s to 12 h, and end after three days', () => {
    const pauses = Array.from({ length: 12 }, (_, i) => pauseAfter(i + 1, 0.5));
    expect(pauses).toEqual([
      5000,
      30_000,
      2 * MINUTE,
      10 * MINUTE,
      HOUR,
      6 * HOUR,
      ...Array.from({ length: 5 }, () => 12 * HOUR),
      null,
    ]);
    const all = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0);
    expect(all).toBeGreaterThan(60 * HOUR);
    expect(all).toBeLessThan(72 * HOUR);
  });

  it('differ by a fifth, so that what failed together does not come back together', () => {
    expect(pauseAfter(2, 0)).toBe(24_000);
    expect(pauseAfter(2, 1)).toBe(36_000);
  });
});

describe('a signature', () => {
  // The example of the Standard Webhooks specification's reference libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const at = 1_614_265_330_123;

  it('is the one of the specification', () => {
    expect(signedHeaders(secret, id, at, '{"test": 2432232314}')).toMatchObject({
      'webhook-id': id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is good for this body, id and time only', () => {
    const headers = signedHeaders(secret, id, at, '{"ok":true}');
    const expected = (text: string) =>
      createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
        .update(text)
        .digest();
    const given = Buffer.from(headers['webhook-signature']?.slice(3) ?? '', 'base64');
    expect(timingSafeEqual(given, expected(`${id}.1614265330.{"ok":true}`))).toBe(true);
    for (const other of [
      `${id}.1614265331.{"ok":true}`,
      `${id}x.1614265330.{"ok":true}`,
      `${id}.1614265330.{"ok":false}`,
    ])
      expect(given.equals(expected(other))).toBe(false);
  });
});

describe('what the backend hears of', () => {
  const facts = { id: 'entry-12345678' as EntryId, lineId: 'line-12345678' as LineId, at: 5, by: null };
  const memberId = 'member-12345678' as MemberId;
  const heard = (body: Announced['body']) => eventOf({ ...facts, body } as Announced);

  it('is a change of status, who came and left, a call for help and an erasure, by ids', () => {
    expect(heard({ kind: 'status', status: 'arrived' })).toEqual({
      type: 'delivery.status_changed',
      data: { deliveryId: facts.lineId, by: null, entryId: facts.id, status: 'arrived' },
    });
    expect(heard({ kind: 'member', memberId, role: 'station', change: 'joined' })).toMatchObject({
      type: 'member.joined',
      data: { memberId, role: 'station' },
    });
    expect(heard({ kind: 'member', memberId, role: 'agent', change: 'left' })?.type).toBe('member.left');
    expect(eventOf({ ...facts, id: null, body: { kind: 'help_asked' } })?.type).toBe('line.help_asked');
    const callId = 'call-0001' as CallId;
    expect(
      eventOf({ ...facts, id: null, body: { kind: 'call_unreached', callId, memberId, role: 'recipient' } }),
    ).toEqual({
      type: 'call.unreached',
      data: { deliveryId: facts.lineId, by: null, callId, memberId, role: 'recipient' },
    });
    const captions = [{ memberId, at: 0, text: 'at the gate' }];
    expect(heard({ kind: 'call', callId, end: 'no_answer', talkMs: 0, parts: [], captions })).toEqual({
      type: 'call.ended',
      data: { deliveryId: facts.lineId, by: null, entryId: facts.id, callId, end: 'no_answer', talkMs: 0 },
    });
    expect(eventOf({ ...facts, id: null, body: { kind: 'contents_erased', why: 'request' } })).toEqual({
      type: 'delivery.erased',
      data: { deliveryId: facts.lineId, by: null, why: 'request' },
    });
  });

  it('is another time, a matter that is settled and an export too, without names or words', () => {
    const window = { from: 1, to: 2 };
    expect(heard({ kind: 'status', status: 'rescheduled', window, instead: { from: 0, to: 1 } })?.data).toEqual({
      deliveryId: facts.lineId,
      by: null,
      entryId: facts.id,
      status: 'rescheduled',
      window,
    });
    expect(heard({ kind: 'member', memberId, role: 'agent', change: 'left', resolved: true })).toEqual({
      type: 'member.left',
      data: { deliveryId: facts.lineId, by: null, entryId: facts.id, memberId, role: 'agent', resolved: true },
    });
    expect(heard({ kind: 'exported' })).toEqual({
      type: 'record.exported',
      data: { deliveryId: facts.lineId, by: null, entryId: facts.id },
    });
  });

  it('is nothing that people say', () => {
    expect(heard({ kind: 'text', text: 'hello' })).toBeNull();
    expect(heard({ kind: 'place', point: { lat: 1, lng: 2 }, name: 'gate', source: 'pin', accuracy: null })).toBeNull();
  });
});
