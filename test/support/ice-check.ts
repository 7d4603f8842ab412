import type { Socket } from 'node:dgram';
import { classes, isStunMessage, Message, methods } from 'werift';
import type { TransportOptions } from '#protocol';
import { readOffer } from './rtp-phone/parameters.ts';

/** A check is sent again after this where no answer comes, ms. */
const AGAIN_MS = 20;

/** The check of a device at the address of this socket, which from then on is its way (RFC 8445 § 7.2); resolves once answered. */
export async function iceCheck(socket: Socket, options: TransportOptions): Promise<void> {
  const { usernameFragment, password, candidates } = readOffer(options);
  const [to] = candidates;
  const seen = { answer: false };
  socket.on('message', (data) => {
    if (isStunMessage(data)) seen.answer = true;
  });
  while (!seen.answer) {
    socket.send(
      new Message(methods.BINDING, classes.REQUEST)
        .setAttribute('USERNAME', `${usernameFragment}:phone`)
        .setAttribute('PRIORITY', 1)
        .setAttribute('ICE-CONTROLLING', 1n)
        .setAttribute('USE-CANDIDATE', null)
        .addMessageIntegrity(Buffer.from(password))
        .addFingerprint().bytes,
      to?.port,
      to?.ip,
    );
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
