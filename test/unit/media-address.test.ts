import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { addressKind, hostKind } from '../../server/calls/address-kinds.ts';
import { type MediaAddressParts, openMediaAddress } from '../../server/calls/media-address.ts';
import { type MediaReach, mediaWarnings } from '../../server/calls/media-warnings.ts';
import { TestClock } from '../support/test-clock.ts';

describe('kinds of addresses', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['127.0.0.53', 'loopback'],
    ['::1', 'loopback'],
    ['169.254.10.2', 'link_local'],
    ['fe80::1', 'link_local'],
    ['10.1.2.3', 'private'],
    ['172.31.255.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.5', 'private'],
    ['100.64.0.9', 'private'],
    ['fd00::7', 'private'],
    ['203.0.113.7', 'public'],
    ['2001:db8::7', 'public'],
  ])('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it.each([
    ['localhost', 'loopback'],
    ['[::1]', 'loopback'],
    ['station', 'private'],
    ['station.local', 'private'],
    ['door.example.com', 'public'],
    ['[2001:db8::7]', 'public'],
  ])('%s in a URL is %s', (host, kind) => {
    expect(hostKind(host)).toBe(kind);
  });
});

describe('warnings about the address of call media', () => {
  const told = (...addresses: string[]) => addresses.map((name) => ({ name, addresses: [name] }));
  const reach = (changed: Partial<MediaReach>): MediaReach => ({
    announced: told('203.0.113.7'),
    given: true,
    listen: ['0.0.0.0'],
    host: '0.0.0.0',
    publicUrl: 'https://door.example.com',
    own: ['127.0.0.1', '10.0.0.5'],
    ...changed,
  });

  it.each<[string, Partial<MediaReach>]>([
    ['a public address behind NAT, given on purpose', {}],
    [
      'everything on this machine, as after the first start',
      { announced: told('127.0.0.1'), given: false, listen: ['127.0.0.1'], host: '127.0.0.1', publicUrl: null },
    ],
    ['a local network, page and media', { announced: told('10.0.0.5'), publicUrl: 'https://10.0.0.5:8080' }],
    [
      'a local network, by the name that its router gave',
      { announced: told('10.0.0.5'), publicUrl: 'https://station.lan' },
    ],
    ['a public address beside a local one, for phones in the house', { announced: told('203.0.113.7', '10.0.0.5') }],
    ['all addresses, without a public one, for tries', { announced: told('10.0.0.5'), given: false, publicUrl: null }],
    [
      'a name that resolves',
      { announced: [{ name: 'media.example.com', addresses: ['203.0.113.7', '198.51.100.9'] }] },
    ],
    ['both families, both listened to', { announced: told('203.0.113.7', '2001:db8::7'), listen: ['0.0.0.0', '::'] }],
  ])('has none for %s', (_, changed) => {
    expect(mediaWarnings(reach(changed))).toEqual([]);
  });

  it.each<[string, Partial<MediaReach>, RegExp]>([
    [
      'the loopback behind a proxy',
      { announced: told('127.0.0.1'), given: false, host: '127.0.0.1', listen: ['127.0.0.1'] },
      /127\.0\.0\.1, which is each phone itself/,
    ],
    [
      'the loopback while the page is for the local network',
      { announced: told('::1'), listen: ['::1'], publicUrl: 'https://10.0.0.5' },
      /each phone itself/,
    ],
    [
      'no network at all while listening on all',
      { announced: told('127.0.0.1'), given: false, publicUrl: null },
      /each phone itself/,
    ],
    [
      "a container's own address",
      { announced: told('172.17.0.2'), given: false, own: ['172.17.0.2'] },
      /own network reach, while PUBLIC_URL is for everybody/,
    ],
    ['a private address on purpose', { announced: told('192.168.1.5') }, /own network reach/],
    ['no address at all', { announced: told('0.0.0.0') }, /no address that anything can be sent to/],
    ['only a link', { announced: told('169.254.10.2'), publicUrl: 'https://10.0.0.5' }, /same cable or access point/],
    [
      'an address of another machine, not given',
      { announced: told('203.0.113.7'), given: false },
      /203\.0\.113\.7 is no address of this machine/,
    ],
    [
      'a name that does not resolve',
      { announced: [{ name: 'media.example.com', addresses: [] }] },
      /names media\.example\.com, which does not resolve/,
    ],
    [
      'IPv6 without listening on it',
      { announced: told('203.0.113.7', '2001:db8::7') },
      /does not listen on the family of 2001:db8::7: set HOST to ::/,
    ],
  ])('has one for %s', (_, changed, sentence) => {
    const warnings = mediaWarnings(reach(changed));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(sentence);
    expect(warnings[0]).toMatch(/: (set|mend) /);
  });
});

describe('the address of call media', () => {
  const at = (address: string, family: 'IPv4' | 'IPv6', internal = false): NetworkInterfaceInfo => ({
    address,
    ...(family === 'IPv4' ? { family } : { family, scopeid: 0 }),
    internal,
    netmask: '',
    mac: '',
    cidr: null,
  });
  const interfaces = [
    at('127.0.0.1', 'IPv4', true),
    at('::1', 'IPv6', true),
    at('fe80::5', 'IPv6'),
    at('10.0.0.5', 'IPv4'),
    at('2001:db8::5', 'IPv6'),
  ];
  const open = (changed: Partial<MediaAddressParts>) =>
    openMediaAddress({
      host: '127.0.0.1',
      given: null,
      publicUrl: null,
      interfaces,
      lookUp: async (name) => Promise.reject(new Error(`${name} is not known`)),
      now: () => 0,
      ...changed,
    });

  it.each<[string, Partial<MediaAddressParts>, { listen: string[]; announced: string[] }]>([
    ['is HOST', {}, { listen: ['127.0.0.1'], announced: ['127.0.0.1'] }],
    [
      'is the first one in a network where HOST is all of IPv4',
      { host: '0.0.0.0' },
      { listen: ['0.0.0.0'], announced: ['10.0.0.5'] },
    ],
    [
      'is one of each family where HOST is all of both',
      { host: '::' },
      { listen: ['0.0.0.0', '::'], announced: ['10.0.0.5', '2001:db8::5'] },
    ],
    [
      'is IPv4 alone where the machine has no IPv6',
      { host: '::', interfaces: interfaces.filter((one) => one.family === 'IPv4') },
      { listen: ['0.0.0.0'], announced: ['10.0.0.5'] },
    ],
    [
      'is what was given, behind NAT',
      { host: '0.0.0.0', given: ['203.0.113.7', '2001:db8::7'] },
      { listen: ['0.0.0.0'], announced: ['203.0.113.7', '2001:db8::7'] },
    ],
    [
      'is what was given, and listened to on all, behind a proxy on this machine',
      { given: ['203.0.113.7'] },
      { listen: ['0.0.0.0', '::'], announced: ['203.0.113.7'] },
    ],
    [
      'is the loopback where there is no network',
      { host: '0.0.0.0', interfaces: [] },
      { listen: ['0.0.0.0'], announced: ['127.0.0.1'] },
    ],
  ])('%s', async (_, changed, expected) => {
    const media = await open(changed);
    expect({ listen: media.listen, announced: media.announced() }).toEqual(expected);
  });

  it('follows a name, asked again a minute later and only where a call needs it', async () => {
    const clock = new TestClock();
    const asked: string[] = [];
    let address = '203.0.113.7';
    const media = await open({
      given: ['media.example.com', '10.0.0.5'],
      now: () => clock.now(),
      lookUp: async (name) => {
        asked.push(name);
        return Promise.resolve([address]);
      },
    });
    expect(media.announced()).toEqual(['203.0.113.7', '10.0.0.5']);
    address = '198.51.100.9';
    clock.pass(60_001);
    media.announced();
    media.announced();
    await expect.poll(() => media.announced()).toEqual(['198.51.100.9', '10.0.0.5']);
    expect(asked).toEqual(['media.example.com', 'media.example.com']);
  });

  it('tells phones the name itself where it does not resolve here, and says so', async () => {
    const media = await open({ given: ['media.example.com'] });
    expect(media.announced()).toEqual(['media.example.com']);
    expect(media.warnings).toEqual([expect.stringContaining('does not resolve')]);
  });

  it('does not hold up the start for a name server that does not answer', async () => {
    vi.useFakeTimers();
    try {
      const opening = open({ given: ['media.example.com'], lookUp: () => new Promise(() => undefined) });
      await vi.advanceTimersByTimeAsync(3000);
      expect((await opening).announced()).toEqual(['media.example.com']);
    } finally {
      vi.useRealTimers();
    }
  });
});
