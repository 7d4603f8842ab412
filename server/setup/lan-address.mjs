import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Bridges and tunnels of containers, virtual machines and VPNs: no phone is behind them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|tailscale|zt|utun|cni|podman|lxc)/;

/**
 * @param {string} routes the text of /proc/net/route
 * @returns {string | null} the interface of the default route
 */
export const defaultInterface = (routes) => {
  const columns = routes.split('\n').map((line) => line.split('\t'));
  return columns.find((column) => column[1] === '00000000')?.[0] ?? null;
};

/**
 * The IPv4 address under which phones in the same network find this machine, or null.
 *
 * @param {ReturnType<typeof networkInterfaces>} interfaces
 * @param {string | null} preferred the interface of the default route
 */
export const addressIn = (interfaces, preferred) => {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => ({ name, address })),
  );
  const best =
    found.find(({ name }) => name === preferred) ?? found.find(({ name }) => !VIRTUAL.test(name)) ?? found[0];
  return best?.address ?? null;
};

export const lanAddress = () => {
  let routes = '';
  try {
    routes = readFileSync('/proc/net/route', 'utf8');
  } catch {
    // Only Linux has it; elsewhere the first real interface is taken.
  }
  return addressIn(networkInterfaces(), defaultInterface(routes));
};
