import { isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { addressKind, hostKind } from './address-kinds.ts';
import { mediaWarnings } from './media-warnings.ts';

/** A name is looked up again after this, where a call asks for it, ms: as long as name servers of changing addresses say. */
const LOOK_UP_AGAIN_MS = 60_000;
/** The start waits no longer for a name server, ms. */
const LOOK_UP_MAX_MS = 3000;

export interface MediaAddressParts {
  /** The setting `HOST`. */
  readonly host: string;
  /** The setting `DOORLINE_MEDIA_ADDRESS`. */
  readonly given: readonly string[] | null;
  readonly publicUrl: string | null;
  readonly interfaces: readonly NetworkInterfaceInfo[];
  /** All addresses of a name; rejects where it has none. */
  readonly lookUp: (name: string) => Promise<string[]>;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface MediaAddress {
  readonly listen: readonly string[];
  /** What phones are told, names resolved: not every browser takes a name (Firefox, bug 1713128). None: `listen`. */
  readonly announced: () => readonly string[];
  readonly warnings: readonly string[];
}

/** Finds out where call media listens and what phones are told of it. Rejects where `HOST` is a name without an address. */
export async function openMediaAddress(parts: MediaAddressParts): Promise<MediaAddress> {
  const { host, given, publicUrl, interfaces, lookUp, now } = parts;
  const known = new Map<string, { addresses: readonly string[]; at: number }>();

  async function look(name: string): Promise<void> {
    const before = known.get(name)?.addresses ?? [];
    // Said before the answer: whoever asks meanwhile does not ask the name server too.
    known.set(name, { addresses: before, at: now() });
    const addresses = await lookUp(name).catch(() => before);
    known.set(name, { addresses, at: now() });
  }

  const listen = await listenOn(parts);
  const names = given ?? (isAll(host) ? firstOwn(interfaces, listen) : listen);
  await withinTime(Promise.all(names.filter((name) => isIP(name) === 0).map(look)));

  const addressesOf = (name: string) => (isIP(name) === 0 ? (known.get(name)?.addresses ?? []) : [name]);
  return {
    listen,
    announced: () =>
      names.flatMap((name) => {
        const last = known.get(name);
        if (last !== undefined && now() - last.at > LOOK_UP_AGAIN_MS) void look(name);
        const addresses = addressesOf(name);
        // Chromium and Safari resolve it themselves.
        return addresses.length === 0 ? [name] : addresses;
      }),
    warnings: mediaWarnings({
      announced: names.map((name) => ({ name, addresses: addressesOf(name) })),
      given: given !== null,
      listen,
      host,
      publicUrl,
      own: interfaces.map(({ address }) => address),
    }),
  };
}

const isAll = (host: string): boolean => host === '0.0.0.0' || host === '::';

/**
 * `HOST`, both families where it is `::`. Behind a proxy on this machine `HOST` is the loopback, which no media passes:
 * where phones are told another address, media listens on all.
 */
async function listenOn({ host, given, interfaces, lookUp }: MediaAddressParts): Promise<string[]> {
  const behindProxy = hostKind(host) === 'loopback' && (given ?? []).some((one) => hostKind(one) !== 'loopback');
  if (host === '::' || behindProxy)
    return interfaces.some(({ family }) => family === 'IPv6') ? ['0.0.0.0', '::'] : ['0.0.0.0'];
  return isIP(host) === 0 ? lookUp(host) : [host];
}

/** The first address in a network of each family that media listens on; this machine's own where it is in none. */
function firstOwn(interfaces: readonly NetworkInterfaceInfo[], listen: readonly string[]): string[] {
  const found = listen.flatMap((ear) => {
    const useful = ({ address, internal }: NetworkInterfaceInfo) =>
      !internal && isIP(address) === isIP(ear) && addressKind(address) !== 'link_local';
    return interfaces.find(useful)?.address ?? [];
  });
  return found.length === 0 ? ['127.0.0.1'] : found;
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => (patience = setTimeout(resolve, LOOK_UP_MAX_MS)));
  await Promise.race([work, enough]);
  clearTimeout(patience);
}
