import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { classes, DtlsClient, isDtls, isRtcp, isStunMessage, Message, methods, RtpPacket, SrtpSession } from 'werift';
import { readOffer } from './parameters.ts';
import type { OpenPath } from './sound.ts';
import { certificate, fingerprint, SRTP_GCM } from './werift-path.ts';

/** Bytes of an AES-128-GCM key and salt for SRTP (RFC 7714 § 12). */
const KEY_BYTES = 16;
const SALT_BYTES = 12;
/** A check that was not answered is sent again after this, ms. */
const CHECK_AGAIN_MS = 50;
/** As often as Chromium says that it is still there (RFC 7675 wants once in 5 s), ms. */
const CONSENT_MS = 2500;

/**
 * werift's DTLS and SRTP on a bare socket: ICE is one check against an agent that only answers, so hundreds of phones fit on
 * a core. Nothing here finds a way through a network.
 */
export const openLeanPath: OpenPath = (options, onPacket) => {
  const { usernameFragment, password, candidates } = readOffer(options);
  const [to] = candidates;
  if (to === undefined || fingerprint === undefined) throw new Error('The SFU offers no way by UDP');
  const username = `${usernameFragment}:${randomBytes(4).toString('hex')}`;
  const socket = createSocket('udp4');
  let repeat: NodeJS.Timeout | null = null;
  let srtp: SrtpSession | null = null;
  let closed = false;
  let checked = () => undefined as void;
  let giveUp = (_error: Error) => undefined as void;

  const write = (data: Buffer): void => {
    if (!closed) socket.send(data);
  };
  const check = () =>
    write(
      new Message(methods.BINDING, classes.REQUEST)
        .setAttribute('USERNAME', username)
        .setAttribute('PRIORITY', to.priority)
        .setAttribute('ICE-CONTROLLING', 1n)
        .setAttribute('USE-CANDIDATE', null)
        .addMessageIntegrity(Buffer.from(password))
        .addFingerprint().bytes,
    );
  function checkEvery(ms: number): void {
    if (closed) return;
    if (repeat !== null) clearInterval(repeat);
    repeat = setInterval(check, ms);
    check();
  }

  const address = { address: to.ip, family: 'IPv4', port: to.port };
  const wire = {
    type: 'udp',
    address,
    closed: false,
    onData: (_data: Buffer, _from: readonly [string, number]) => undefined as void,
    send: async (data: Buffer) => write(data),
    close: async () => undefined,
  };
  socket.on('message', (data) => {
    const at = performance.now();
    if (isStunMessage(data)) checked();
    else if (isDtls(data)) wire.onData(data, [to.ip, to.port]);
    else if (srtp !== null && !isRtcp(data)) onPacket(RtpPacket.deSerialize(srtp.decrypt(data)), at);
  });
  // The other end is gone: as silent as any network that swallows packets.
  socket.on('error', () => undefined);

  async function shakeHands(): Promise<void> {
    socket.connect(address.port, address.address);
    await once(socket, 'connect');
    await new Promise<void>((resolve) => {
      checked = resolve;
      checkEvery(CHECK_AGAIN_MS);
    });
    checkEvery(CONSENT_MS);
    const dtls = new DtlsClient({
      transport: wire,
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      srtpProfiles: [SRTP_GCM],
      extendedMasterSecret: true,
    });
    await new Promise<void>((resolve, reject) => {
      dtls.onConnect.once(() => resolve());
      dtls.onError.once(reject);
      dtls.connect().catch(reject);
    });
    const { localKey, localSalt, remoteKey, remoteSalt } = dtls.extractSessionKeys(KEY_BYTES, SALT_BYTES);
    srtp = new SrtpSession({
      keys: {
        localMasterKey: localKey,
        localMasterSalt: localSalt,
        remoteMasterKey: remoteKey,
        remoteMasterSalt: remoteSalt,
      },
      profile: SRTP_GCM,
    });
  }

  return {
    fingerprint: { algorithm: fingerprint.algorithm, value: fingerprint.value },
    connect: () =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        if (closed) reject(new Error('The path is closed'));
        else shakeHands().then(resolve, reject);
      }),
    send(header, payload) {
      if (srtp !== null) write(srtp.encrypt(payload, header));
    },
    close() {
      if (closed) return;
      closed = true;
      wire.closed = true;
      if (repeat !== null) clearInterval(repeat);
      socket.close();
      giveUp(new Error('The path was closed'));
    },
  };
};
