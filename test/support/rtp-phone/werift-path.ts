import {
  IceCandidate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceTransport,
} from 'werift';
import { readOffer } from './parameters.ts';
import type { OpenPath } from './sound.ts';

/** AES-128-GCM, RFC 7714 § 14.2. */
export const SRTP_GCM = 0x0007;

/** This process' certificate. */
export const certificate = await RTCDtlsTransport.SetupCertificate();
export const [fingerprint] = certificate.getFingerprints();

/** All of werift: an ICE agent, DTLS, SRTP and RTP that share nothing with Chromium's. */
export const openWeriftPath: OpenPath = (options, onPacket) => {
  const offer = readOffer(options);
  const gatherer = new RTCIceGatherer({ useTcp: false, useIpv6: false, additionalHostAddresses: ['127.0.0.1'] });
  const ice = new RTCIceTransport(gatherer);
  // The SFU is an ICE lite agent, which leaves it to the other side to choose the path (RFC 8445 § 6.1.1).
  ice.connection.iceControlling = true;
  ice.setRemoteParams({ usernameFragment: offer.usernameFragment, password: offer.password, iceLite: true });
  const dtls = new RTCDtlsTransport({}, ice, certificate, [SRTP_GCM]);
  dtls.role = 'client';
  const fingerprints = offer.fingerprints.map((one) => new RTCDtlsFingerprint(one.algorithm, one.value));
  dtls.setRemoteParams(new RTCDtlsParameters(fingerprints, 'server'));
  dtls.onRtp.subscribe((packet) => onPacket(packet, performance.now()));
  if (fingerprint === undefined) throw new Error('There is no certificate');
  return {
    fingerprint: { algorithm: fingerprint.algorithm, value: fingerprint.value },
    async connect() {
      for (const { foundation, ip, port, priority } of offer.candidates)
        await ice.addRemoteCandidate(new IceCandidate(1, foundation, ip, port, priority, 'udp', 'host'));
      await ice.addRemoteCandidate(undefined);
      await ice.gather();
      await ice.start();
      await dtls.start();
    },
    send: (header, payload) => void dtls.sendRtp(payload, header),
    close() {
      void dtls.stop().then(() => ice.stop());
    },
  };
};
