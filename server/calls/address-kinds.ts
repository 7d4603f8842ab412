import { BlockList, isIP } from 'node:net';

/** Whom an address is of use to, from nobody to everybody. */
export const addressKinds = ['unspecified', 'loopback', 'link_local', 'private', 'public'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** RFC 6890 and RFC 6598 (100.64/10: behind a provider's own translation); `::` and `0.0.0.0` are no address at all. */
const ranges: Record<Exclude<AddressKind, 'public'>, readonly string[]> = {
  unspecified: ['0.0.0.0/8', '::/128'],
  loopback: ['127.0.0.0/8', '::1/128'],
  link_local: ['169.254.0.0/16', 'fe80::/10'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
};

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const lists = Object.entries(ranges).map(([kind, subnets]) => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', bits] = subnet.split('/');
    list.addSubnet(net, Number(bits), family(net));
  }
  return { kind: kind as AddressKind, list };
});

/** @param address IPv4 or IPv6, without brackets */
export const addressKind = (address: string): AddressKind =>
  lists.find(({ list }) => list.check(address, family(address)))?.kind ?? 'public';

/** Names that no public name server knows: RFC 6761, 6762, 8375, and what home routers call themselves. */
const HERE = /^(localhost|.+\.localhost)$/i;
const NEARBY = /^([^.]+|.+\.(local|lan|home|internal|home\.arpa))$/i;

/** The same for what stands in a URL: an address, perhaps in brackets, or a name. */
export function hostKind(host: string): AddressKind {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return addressKind(bare);
  if (HERE.test(bare)) return 'loopback';
  return NEARBY.test(bare) ? 'private' : 'public';
}
