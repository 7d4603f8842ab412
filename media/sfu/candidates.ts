import { isIP } from 'node:net';
import type { types } from 'mediasoup';

/** The part of an ICE candidate's priority that is for us to set counts in steps of this (RFC 8445 § 5.1.2.1). */
const PRIORITY_STEP = 2 ** 8;

/**
 * What a phone is told of where the worker listens: each announced address in the place of its own, the first one first.
 * An address goes with the ports of its family; a host name, and an address of a family that the worker does not listen
 * on (a network may translate), with those of the first. Without announced addresses the worker's own stay.
 */
export function announced(own: readonly types.IceCandidate[], addresses: readonly string[]): types.IceCandidate[] {
  if (addresses.length === 0) return [...own];
  const families = [...new Set(own.map(({ ip }) => isIP(ip)))];
  return addresses.flatMap((address, place) => {
    const family = families.find((one) => one === isIP(address)) ?? families[0];
    return own.filter(({ ip }) => isIP(ip) === family).map((one) => as(one, address, place));
  });
}

const as = (one: types.IceCandidate, address: string, place: number): types.IceCandidate => ({
  ...one,
  ip: address,
  address,
  priority: one.priority - place * PRIORITY_STEP,
});
