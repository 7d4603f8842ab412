import { describe, expect, it } from 'vitest';
import { createWaits } from '../../client/deliveries/waits.ts';
import { FakeConnection } from '../support/fake-connection.ts';
import type { Entry, EntryBody, EntryId, LineId, LineSummary, Member, MemberId, Role } from '#protocol';

const lineId = 'line-0001' as LineId;
const member = (role: Role, n = 1): Member => ({
  id: `${role}-${n}` as MemberId,
  lineId,
  role,
  name: role,
  left: false,
});
const [recipient, agent, colleague] = [member('recipient'), member('agent'), member('agent', 2)];

const line = (waitsSince: number | null): LineSummary => ({
  delivery: {
    id: lineId,
    reference: 'YD0001',
    status: 'arrived',
    recipientName: '周先生',
    courierName: '刘师傅',
    address: '',
    addressDetail: '',
    point: { lat: 0, lng: 0 },
    window: null,
    statusAt: 0,
  },
  me: agent.id,
  members: [recipient, agent, colleague],
  stop: 1,
  lastWords: null,
  unread: 0,
  waitsSince,
});

function open(told: number | null) {
  const connection = new FakeConnection();
  let now = line(told);
  const waits = createWaits(connection, () => now);
  let seq = 10;
  const say = (by: Member | null, body: EntryBody, at: number, again = false) => {
    if (!again) seq += 1;
    const entry: Entry = {
      id: `entry-${seq}` as EntryId,
      lineId,
      seq,
      rev: seq,
      by: by?.id ?? null,
      at,
      clientId: null,
      replyTo: null,
      body,
    };
    connection.notify('timeline.changed', entry);
    return waits.since(now);
  };
  return {
    waits,
    say,
    tell: (since: number | null) => {
      now = line(since);
      return waits.since(now);
    },
  };
}
const text: EntryBody = { kind: 'text', text: 'hello' };
const call = (talkMs: number): EntryBody => ({ kind: 'call', callId: 'call-0001' as never, end: 'hung_up', talkMs });

describe('since when a line waits', () => {
  it('is told by the server, and goes on with what is said', () => {
    const { say, tell } = open(5);
    expect(tell(5)).toBe(5);
    expect(say(recipient, text, 7)).toBe(5);
    expect(say(colleague, text, 8)).toBeNull();
    expect(say(null, { kind: 'status', status: 'arrived' }, 9)).toBeNull();
    expect(say(recipient, text, 10)).toBe(10);
    expect(say(recipient, call(0), 11)).toBe(10);
    expect(say(recipient, call(500), 12)).toBeNull();
  });

  it('does not begin with a change of what was said before', () => {
    const { say } = open(null);
    expect(say(recipient, text, 7)).toBe(7);
    expect(say(agent, text, 8)).toBeNull();
    expect(say(recipient, text, 7, true)).toBeNull();
  });

  it('is what the server says anew', () => {
    const { say, tell } = open(5);
    expect(say(agent, text, 8)).toBeNull();
    expect(tell(20)).toBe(20);
    expect(say(recipient, text, 30)).toBe(20);
  });
});
