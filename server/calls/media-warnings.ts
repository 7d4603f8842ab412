import { isIP } from 'node:net';
import { addressKind, addressKinds, hostKind } from './address-kinds.ts';

/** What phones are told of where call media goes, and what is known of this machine. */
export interface MediaReach {
  /** Each address or name that phones are told, with what it stands for; a name that does not resolve has none. */
  readonly announced: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  /** The operator has set them. */
  readonly given: boolean;
  readonly listen: readonly string[];
  readonly host: string;
  readonly publicUrl: string | null;
  /** Addresses of this machine. */
  readonly own: readonly string[];
}

/**
 * What is likely wrong with the address of call media, each as one sentence for the operator that says what to set; none
 * where calls can be heard. A wrong address lets calls ring and connect nobody, and no error says why.
 */
export function mediaWarnings({ announced, given, listen, host, publicUrl, own }: MediaReach): string[] {
  const warnings = announced
    .filter(({ addresses }) => addresses.length === 0)
    .map(
      ({ name }) =>
        `DOORLINE_MEDIA_ADDRESS names ${name}, which does not resolve to an address: mend the name or set the IP address itself.`,
    );
  const addresses = announced.flatMap((one) => one.addresses);
  const best = addresses
    .map(addressKind)
    .reduce<number | null>((most, kind) => Math.max(most ?? 0, addressKinds.indexOf(kind)), null);
  const told = `Phones are told to send call media to ${addresses.join(' and ')}`;
  const toSet = 'set DOORLINE_MEDIA_ADDRESS to the address under which phones reach this machine.';
  const page = publicUrl === null ? hostKind(host) : hostKind(new URL(publicUrl).hostname);

  switch (best === null ? undefined : addressKinds[best]) {
    case 'unspecified':
      warnings.push(`${told}, which is no address that anything can be sent to: ${toSet}`);
      break;
    case 'loopback':
      if (page !== 'loopback') warnings.push(`${told}, which is each phone itself: ${toSet}`);
      break;
    case 'link_local':
      if (page !== 'loopback')
        warnings.push(`${told}, which only devices on the same cable or access point reach: ${toSet}`);
      break;
    case 'private':
      if (page === 'public')
        warnings.push(
          `${told}, which only devices in this machine's own network reach, while PUBLIC_URL is for everybody: ${toSet}`,
        );
      break;
    case 'public':
    case undefined:
      break;
  }

  const strange = given ? undefined : addresses.find((one) => addressKind(one) !== 'loopback' && !own.includes(one));
  if (strange !== undefined && addressKind(strange) !== 'unspecified')
    warnings.push(`${told}, and ${strange} is no address of this machine: ${toSet}`);
  const deaf = addresses.find((one) => !listen.some((ear) => isIP(ear) === isIP(one)));
  if (deaf !== undefined)
    warnings.push(
      `${told}, but call media does not listen on the family of ${deaf}: set HOST to :: for IPv4 and IPv6.`,
    );
  return warnings;
}
