import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { RtpHeader, RtpPacket, SrtpSession } from 'werift';
import { SRTP_GCM } from '../../support/rtp-phone/werift-path.ts';
import type { Talk } from './talk.ts';

/** Two phones that send their packets straight to each other, without an SFU: what this machine and the load itself take. */
export async function openStraightPair(talk: Talk): Promise<{ hangUp(): Promise<void> }> {
  const ends = await Promise.all([openEnd(talk, 1), openEnd(talk, 2)]);
  const [one, other] = ends;
  one.socket.connect(other.socket.address().port, '127.0.0.1');
  other.socket.connect(one.socket.address().port, '127.0.0.1');
  await Promise.all(ends.map(({ socket }) => once(socket, 'connect')));
  for (const { speaker, speak } of ends) talk.add(speaker, speak);
  return {
    async hangUp() {
      for (const { socket, speaker } of ends) {
        talk.delete(speaker);
        socket.close();
      }
    },
  };
}

async function openEnd(talk: Talk, ssrc: number) {
  const [key, salt] = [Buffer.alloc(16, 1), Buffer.alloc(12, 2)];
  const srtp = new SrtpSession({
    keys: { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt },
    profile: SRTP_GCM,
  });
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const speaker = talk.speaker();
  socket.on('message', (data) => {
    const at = performance.now();
    speaker.onPacket(RtpPacket.deSerialize(srtp.decrypt(data)), at);
  });
  let packets = 0;
  const speak = (opus: Buffer) => {
    packets += 1;
    const [sequenceNumber, timestamp] = [packets % 65_536, (packets * 960) % 4_294_967_296];
    socket.send(srtp.encrypt(opus, new RtpHeader({ payloadType: 111, sequenceNumber, timestamp, ssrc })));
  };
  return { socket, speaker, speak };
}
