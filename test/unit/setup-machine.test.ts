import { describe, expect, it } from 'vitest';
import { addressIn, defaultInterface } from '../../server/setup/lan-address.mjs';
import { nodeProblem, npmProblem } from '../../server/setup/node-version.mjs';
import { phoneSettings } from '../../server/setup/phones.mjs';
import { failureText } from '../../server/setup/run-command.mjs';
import { parseSums } from '../../server/setup/speech-model.mjs';

describe('the versions of Node and npm', () => {
  it.each([
    ['18.0.0', true],
    ['24.0.0', false],
    ['26.1.0', true],
  ])('Node %s will do (Node 24 brought along: %s)', (version, bringsOwn) => {
    expect(nodeProblem(version, bringsOwn)).toBeNull();
  });

  it('says what is needed where Node is too old', () => {
    expect(nodeProblem('16.20.2', true)).toBe('Doorline needs Node 18 or newer; this is Node 16.20.2.');
    expect(nodeProblem('20.1.0', false)).toMatch(/needs Node 24 or newer installed; this is Node 20\.1\.0\.$/);
  });

  it('says what is needed where npm is too old', () => {
    expect(npmProblem('8.19.4')).toBe('Doorline needs npm 9 or newer; this is npm 8.19.4.');
    expect(npmProblem('9.2.0')).toBeNull();
    expect(npmProblem('11.19.1')).toBeNull();
  });
});

describe('the address for phones', () => {
  const at = (address: string, internal = false) => [
    { address, family: 'IPv4' as const, internal, netmask: '255.255.255.0', mac: '', cidr: null },
  ];

  it('is the one of the default route', () => {
    const interfaces = { lo: at('127.0.0.1', true), eth0: at('10.0.0.5'), wlan0: at('192.168.1.20') };
    expect(addressIn(interfaces, 'wlan0')).toBe('192.168.1.20');
  });

  it('is not that of a container bridge while there is another', () => {
    const interfaces = { docker0: at('172.17.0.1'), wlan0: at('192.168.1.20') };
    expect(addressIn(interfaces, null)).toBe('192.168.1.20');
  });

  it('is none without a network', () => {
    expect(addressIn({ lo: at('127.0.0.1', true) }, null)).toBeNull();
  });

  it('reads the default route from the kernel', () => {
    const routes = 'Iface\tDestination\tGateway\nwlan0\t0001A8C0\t00000000\nwlan0\t00000000\t0101A8C0\n';
    expect(defaultInterface(routes)).toBe('wlan0');
    expect(defaultInterface('')).toBeNull();
  });

  it('becomes the public address over HTTPS, on the port in use, and what is set already wins', () => {
    expect(phoneSettings({ PORT: '9000', HOST: '192.168.1.20' }, '192.168.1.20')).toEqual({
      PORT: '9000',
      HOST: '192.168.1.20',
      PUBLIC_URL: 'https://192.168.1.20:9000',
      DOORLINE_MEDIA_ADDRESS: '192.168.1.20',
      DOORLINE_HTTPS: 'self-signed',
    });
  });
});

describe('what the set-up says of a failure', () => {
  it('shows the end of the output, what failed and how', () => {
    const text = failureText('ninja -C build', 'ended with code 1', 'main.cpp:3: error');
    expect(text).toBe('main.cpp:3: error\n\nThis command ended with code 1: ninja -C build');
  });

  it('names a full disk', () => {
    expect(failureText('ninja', 'ended with code 1', 'write: No space left on device')).toMatch(/The disk is full\./);
  });
});

it('reads the checksums of the speech model', () => {
  const sum = 'a'.repeat(64);
  expect(parseSums(`${sum}  ggml-base-q8_0.bin\n`)).toEqual([{ sum, name: 'ggml-base-q8_0.bin' }]);
});
