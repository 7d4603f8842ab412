import { createServer } from 'node:net';

/** Below the ports that Linux gives to outgoing connections (32768 on): nobody takes it while its server is away for a moment. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** A TCP port of this machine that nobody holds at the moment. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = createServer();
    const isFree = await new Promise<boolean>((settled) => {
      server.once('error', () => settled(false));
      server.listen(port, '127.0.0.1', () => settled(true));
    });
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
  throw new Error('No free port');
}
