import { createSocket } from 'node:dgram';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openSfu } from '../../media/sfu/open-sfu.ts';
import { freePort } from '../support/free-port.ts';
import { iceCheck } from '../support/ice-check.ts';

interface Options {
  readonly listen: string[];
  readonly announced?: string[];
  readonly port?: number;
}

const open = ({ listen, announced = [], port = 0 }: Options) =>
  openSfu({ workers: 1, legsMax: 400, port, listen, announced: () => announced, log: pino({ level: 'silent' }) });

async function candidates(options: Options) {
  const sfu = await open(options);
  try {
    const { send } = await (await sfu.openRoom()).openLeg('a');
    return send.iceCandidates;
  } finally {
    await sfu.close();
  }
}
const named = (list: Awaited<ReturnType<typeof candidates>>) =>
  list.map((one) => `${String(one['protocol'])} ${String(one['address'])}`);

describe('the addresses that a phone is told', () => {
  it('are those that the worker listens on, of both families, on one port', async () => {
    const port = await freePort();
    const list = await candidates({ listen: ['127.0.0.1', '::1'], port });
    expect(named(list)).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1', 'udp ::1', 'tcp ::1']);
    expect(list.map((one) => one['port'])).toEqual([port, port, port, port]);
  });

  it('are the announced ones where the worker listens on all, each with the port of its family', async () => {
    const list = await candidates({
      listen: ['0.0.0.0', '::'],
      announced: ['203.0.113.7', '2001:db8::7', 'media.example.com'],
    });
    expect(named(list)).toEqual([
      'udp 203.0.113.7',
      'tcp 203.0.113.7',
      'udp 2001:db8::7',
      'tcp 2001:db8::7',
      'udp media.example.com',
      'tcp media.example.com',
    ]);
    const ports = list.map((one) => one['port']);
    expect(ports.slice(4)).toEqual(ports.slice(0, 2));
    expect(list.map((one) => one['ip'])).toEqual(list.map((one) => one['address']));
  });

  it('prefer UDP, and the address that was named first', async () => {
    const list = await candidates({ listen: ['0.0.0.0'], announced: ['203.0.113.7', '198.51.100.9'] });
    const byPriority = list.toSorted((a, b) => Number(b['priority']) - Number(a['priority']));
    expect(named(byPriority)).toEqual(['udp 203.0.113.7', 'udp 198.51.100.9', 'tcp 203.0.113.7', 'tcp 198.51.100.9']);
  });

  it('may be of a family that the worker does not listen on: the network translates', async () => {
    expect(named(await candidates({ listen: ['127.0.0.1'], announced: ['2001:db8::7'] }))).toEqual([
      'udp 2001:db8::7',
      'tcp 2001:db8::7',
    ]);
  });

  it.each([
    ['udp4', '127.0.0.1'],
    ['udp6', '::1'],
  ] as const)('answer by %s where the worker listens on all of both families', async (family, address) => {
    const port = await freePort();
    const sfu = await open({ listen: ['0.0.0.0', '::'], announced: [address], port });
    const socket = createSocket(family);
    try {
      await iceCheck(socket, (await (await sfu.openRoom()).openLeg('a')).send);
    } finally {
      socket.close();
      await sfu.close();
    }
  });
});
