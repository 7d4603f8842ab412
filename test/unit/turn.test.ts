import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { turnServers } from '../../server/calls/turn.ts';

const settings = {
  urls: ['turn:turn.example.com:3478', 'turns:turn.example.com:443?transport=tcp'],
  secret: 'north gate 17',
};
const now = Date.UTC(2026, 10, 23);

describe('TURN credentials', () => {
  it('are what coturn computes from the shared secret', () => {
    const [server] = turnServers(settings, now);
    expect(server?.urls).toEqual(settings.urls);
    const name = server?.username ?? '';
    expect(server?.credential).toBe(createHmac('sha1', settings.secret).update(name).digest('base64'));
  });

  it('end after two hours', () => {
    const [end] = turnServers(settings, now)[0]?.username.split(':') ?? [];
    expect(Number(end) * 1000).toBe(now + 2 * 3_600_000);
  });

  it('say of nobody whose they are: two devices at the same moment have nothing in common but the end', () => {
    const [first, second] = [turnServers(settings, now), turnServers(settings, now)];
    expect(first[0]?.username).toMatch(/^\d+:[\w-]{12}$/);
    expect(first[0]?.username).not.toBe(second[0]?.username);
  });

  it('are none where no server is set', () => {
    expect(turnServers({ urls: null, secret: null }, now)).toEqual([]);
  });
});
