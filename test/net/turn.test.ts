import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnServers } from '../../server/calls/turn.ts';
import { freePort } from '../support/free-port.ts';

const secret = 'a secret of both, 32 bytes long.';
const HOUR_MS = 3_600_000;

let folder: string;
let port: number;
let peerPort: number;
let coturn: ChildProcess;
let peer: ChildProcess;

/** coturn with the configuration that docs/calls-network.md gives, and what a test on one machine needs beside it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-turn-'));
  [port, peerPort] = [await freePort(), await freePort()];
  const guide = await readFile(join(import.meta.dirname, '../../docs/calls-network.md'), 'utf8');
  const config = /```ini\n([^`]+)```/.exec(guide)?.[1] ?? '';
  const here = [
    `listening-port=${port}`,
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    'allow-loopback-peers',
    'no-cli',
    'no-tls',
    'no-dtls',
    `pidfile=${folder}/pid`,
    `userdb=${folder}/db`,
    `log-file=${folder}/log`,
    'simple-log',
  ];
  const own = config.replace('the value of DOORLINE_TURN_SECRET', secret).replace('203.0.113.7', '127.0.0.1');
  await writeFile(join(folder, 'turn.conf'), `${own}\n${here.join('\n')}\n`);
  coturn = spawn('turnserver', ['-c', join(folder, 'turn.conf')], { stdio: 'ignore' });
  peer = spawn('turnutils_peer', ['-p', String(peerPort), '-L', '127.0.0.1'], { stdio: 'ignore' });
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 50));
});
afterAll(async () => {
  coturn.kill('SIGKILL');
  peer.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const answers = (tcpPort: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(tcpPort, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });

/** Sends packets through a relay with these credentials to a peer that sends them back; what became of them. */
function relay({ username, credential }: { username: string; credential: string }, to = '127.0.0.1'): string {
  const words = ['-u', username, '-w', credential, '-p', String(port), '-r', String(peerPort), '-e', to];
  const { stdout } = spawnSync('turnutils_uclient', [...words, '-n', '3', '-m', '1', '-c', '127.0.0.1'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (stdout.includes('tot_send_msgs=3, tot_recv_msgs=3')) return 'relayed';
  if (stdout.includes('Cannot complete Allocation')) return 'no relay';
  return stdout.includes('403 (Forbidden IP)') ? 'no such peer' : stdout;
}

const credentials = (sharedSecret: string, at: number) => {
  const [server] = turnServers({ urls: ['turn:127.0.0.1'], secret: sharedSecret }, at);
  if (server === undefined) throw new Error('No credentials were made');
  return server;
};

describe('coturn as the guide sets it up', () => {
  it('relays for a device with our credentials', () => {
    expect(relay(credentials(secret, Date.now()))).toBe('relayed');
  });

  it('refuses credentials that have ended, and those of another secret', () => {
    expect(relay(credentials(secret, Date.now() - 3 * HOUR_MS))).toBe('no relay');
    expect(relay(credentials('another secret', Date.now()))).toBe('no relay');
  });

  it('relays to nothing but the address of call media', () => {
    expect(relay(credentials(secret, Date.now()), '127.0.0.2')).toBe('no such peer');
  });
});
