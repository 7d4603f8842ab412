import { createSocket, type Socket } from 'node:dgram';

/*
 * A program: a UDP relay that holds each packet back for a while of its own, so that packets overtake each other.
 * Its words: the address and the port to listen on, the server's address (the same port), the least and the most delay, ms.
 */

const [address, port, server, least, most] = process.argv.slice(2);
const delay = () => Number(least) + Math.random() * (Number(most) - Number(least));
const near = createSocket('udp4');
/** One way to the server per phone and transport, so that it can tell them apart. */
const far = new Map<string, Socket>();

near.on('message', (packet, from) => {
  const name = `${from.address}:${from.port}`;
  let way = far.get(name);
  if (way === undefined) {
    way = createSocket('udp4');
    way.on('message', (answer) => setTimeout(() => near.send(answer, from.port, from.address), delay()));
    far.set(name, way);
  }
  setTimeout(() => way.send(packet, Number(port), server), delay());
});
near.bind(Number(port), address, () => console.log('The relay is ready'));
