import * as v from 'valibot';
import type { TransportOptions } from '#protocol';

const iceParameters = v.object({ usernameFragment: v.string(), password: v.string() });
const candidates = v.array(
  v.object({ foundation: v.string(), priority: v.number(), ip: v.string(), port: v.number(), protocol: v.string() }),
);
const dtlsParameters = v.object({ fingerprints: v.array(v.object({ algorithm: v.string(), value: v.string() })) });

/** What the SFU offers for one transport, over UDP. */
export function readOffer(options: TransportOptions) {
  return {
    ...v.parse(iceParameters, options.iceParameters),
    candidates: v.parse(candidates, options.iceCandidates).filter(({ protocol }) => protocol === 'udp'),
    ...v.parse(dtlsParameters, options.dtlsParameters),
  };
}
