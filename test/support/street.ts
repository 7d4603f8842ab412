import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { executablePath } from './browser.ts';

/** The machines of a street; `relay` stands between the phones and the server where a test wants it: TURN, or delay. */
const hosts = ['server', 'relay', 'courier', 'recipient'] as const;
export type Host = (typeof hosts)[number];
export type PhoneHost = 'courier' | 'recipient';

/**
 * A network of its own, of real network namespaces: every host hangs on one router, and all trouble happens on that router,
 * as packets that it does not pass on. No host notices, as with a phone in a lift.
 */
export interface Street extends Disposable {
  address(host: Host): string;
  /** The words to put before a command, so that it runs on the host. */
  on(host: Host): string[];
  /** Chromium as a program that runs on the host. */
  browserOn(host: PhoneHost): string;
  /** Loses this share of the packets that the host sends, and of those it is sent, each by chance. */
  lose(host: Host, share: number): void;
  /** Loses everything from and to the host. */
  cut(host: Host): void;
  /** A firewall that lets no UDP of the host's through. */
  blockUdp(host: Host): void;
  /** A firewall that lets the host reach the server's pages alone, and other machines as it likes. */
  blockMedia(host: Host, pagesPort: number): void;
  /** Ends all trouble. */
  mend(): void;
  /** The host leaves one network for another: its address is gone, and in a moment it has a new one. */
  move(host: PhoneHost): Promise<void>;
}

/** Where an earlier run's namespaces are seen by: its process id is in their names. */
const PREFIX = 'doorline-test-';

/** A phone has no address for at least as long when it goes from Wi-Fi to 4G, ms. */
const MOVE_MS = 200;

let opened = 0;

/** Builds a street and takes away what runs that were killed have left. Needs to be root, and Debian's iproute2 and iptables. */
export function openStreet(): Street {
  removeLeftovers();
  opened += 1;
  const street = `${PREFIX}${process.pid}-${opened}-`;
  const name = (host: Host | 'router') => street + host;
  const all = [...hosts, 'router'] as const;
  const on = (host: Host) => ['ip', ...onHost(name(host))];
  const rule = (...words: string[]) => run('ip', ...onHost(name('router')), 'iptables', '-w', ...words);
  const network = (host: Host, moved: boolean) => `10.77.${hosts.indexOf(host) + (moved ? 101 : 1)}`;
  const moved = new Set<Host>();
  const folder = mkdtempSync(join(tmpdir(), 'doorline-street-'));

  const close = () => {
    rmSync(folder, { recursive: true, force: true });
    const stuck = all.flatMap((host) => {
      try {
        remove(name(host));
        return [];
      } catch (error) {
        return [error];
      }
    });
    if (stuck.length > 0) throw new AggregateError(stuck, 'A part of the street could not be taken away');
  };

  function connect(host: Host): void {
    const here = network(host, moved.has(host));
    run('ip', '-n', name(host), 'address', 'add', `${here}.2/24`, 'dev', 'street');
    run('ip', '-n', name(host), 'route', 'add', 'default', 'via', `${here}.1`);
  }

  try {
    for (const host of all) {
      run('ip', 'netns', 'add', name(host));
      run('ip', '-n', name(host), 'link', 'set', 'lo', 'up');
    }
    for (const host of hosts) {
      const link = ['link', 'add', 'street', 'netns', name(host), 'type', 'veth'];
      run('ip', ...link, 'peer', 'name', host, 'netns', name('router'));
      for (const there of [network(host, false), network(host, true)])
        run('ip', '-n', name('router'), 'address', 'add', `${there}.1/24`, 'dev', host);
      run('ip', '-n', name('router'), 'link', 'set', host, 'up');
      run('ip', '-n', name(host), 'link', 'set', 'street', 'up');
      connect(host);
    }
    run('ip', ...onHost(name('router')), 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    rule('--list');
  } catch (error) {
    close();
    throw new Error(
      'NETWORK TESTS CANNOT RUN: they make network namespaces, which takes root and the Debian packages iproute2 and iptables',
      { cause: error },
    );
  }

  return {
    address: (host) => `${network(host, moved.has(host))}.2`,
    on,
    browserOn(host) {
      const file = join(folder, `chromium-${host}`);
      writeFileSync(file, `#!/bin/sh\nexec ${on(host).join(' ')} ${executablePath} "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    },
    lose(host, share) {
      for (const way of ['--in-interface', '--out-interface']) {
        const chance = ['--match', 'statistic', '--mode', 'random', '--probability', String(share)];
        rule('--append', 'FORWARD', way, host, ...chance, '--jump', 'DROP');
      }
    },
    cut(host) {
      for (const way of ['--in-interface', '--out-interface']) rule('--append', 'FORWARD', way, host, '--jump', 'DROP');
    },
    blockUdp(host) {
      for (const way of ['--in-interface', '--out-interface'])
        rule('--append', 'FORWARD', way, host, '--protocol', 'udp', '--jump', 'DROP');
    },
    blockMedia(host, pagesPort) {
      const ways = [
        { way: ['--in-interface', host, '--out-interface', 'server'], port: '--destination-port' },
        { way: ['--in-interface', 'server', '--out-interface', host], port: '--source-port' },
      ];
      for (const { way, port } of ways) {
        rule('--append', 'FORWARD', ...way, '--protocol', 'tcp', port, String(pagesPort), '--jump', 'ACCEPT');
        rule('--append', 'FORWARD', ...way, '--jump', 'DROP');
      }
    },
    mend: () => void rule('--flush', 'FORWARD'),
    async move(host) {
      if (moved.has(host)) moved.delete(host);
      else moved.add(host);
      run('ip', '-n', name(host), 'address', 'flush', 'dev', 'street');
      await wait(MOVE_MS);
      connect(host);
    },
    [Symbol.dispose]: close,
  };
}

const onHost = (namespace: string) => ['netns', 'exec', namespace];

function run(command: string, ...words: string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Ends what still runs in a namespace, and removes it with its links. */
function remove(namespace: string): void {
  if (!existsSync(join('/run/netns', namespace))) return;
  for (const pid of run('ip', 'netns', 'pids', namespace).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
  run('ip', 'netns', 'delete', namespace);
}

function removeLeftovers(): void {
  let list: string;
  try {
    list = run('ip', 'netns', 'list');
  } catch {
    return; // Not even this may be asked: what is missing is said where it is needed.
  }
  for (const line of list.split('\n')) {
    const namespace = line.split(' ')[0] ?? '';
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(namespace)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(namespace);
  }
}
