import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A road to a server that a test can break: what is on its way when it breaks is lost, both ways. */
export interface BadNetwork extends AsyncDisposable {
  readonly url: string;
  /** Breaks every connection; new ones pass. */
  drop(): void;
  /** Breaks every connection and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  /** The server has come back at another address. */
  moveTo(target: string): void;
}

/** A TCP relay on a free port of this machine in front of `target`. */
export async function badNetwork(target: string): Promise<BadNetwork> {
  let { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const relay = createServer((near) => {
    hold(near);
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    hold(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((listening) => relay.listen(0, '127.0.0.1', listening));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    drop,
    cut() {
      isCut = true;
      drop();
    },
    mend() {
      isCut = false;
    },
    moveTo(target) {
      ({ hostname, port } = new URL(target));
    },
    async [Symbol.asyncDispose]() {
      drop();
      await new Promise((closed) => relay.close(closed));
    },
  };
}
