import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../server/edge/certificate.ts';

const names = ['192.168.1.20', 'localhost', '127.0.0.1'];
const day = 24 * 60 * 60 * 1000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorline-certificate-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const file = () => join(folder, 'certificate.pem');

describe('the certificate for phones in the local network', () => {
  it('is for the names and addresses asked for, signed by itself, valid for about a year from yesterday', async () => {
    const { key, cert } = await selfSignedCertificate(folder, names);
    const certificate = new X509Certificate(cert);
    expect(certificate.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('192.168.1.21')).toBeUndefined();
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const validDays = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / day;
    expect(validDays).toBeCloseTo(366, 0);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  });

  it('serves HTTPS that a client which trusts it accepts', async () => {
    const { key, cert } = await selfSignedCertificate(folder, names);
    const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, ca: cert }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    server.close();
    expect(status).toBe(200);
  });

  it('is kept, so that a phone need not trust it twice, and only its owner can read it', async () => {
    const first = await selfSignedCertificate(folder, names);
    expect(await selfSignedCertificate(folder, names)).toEqual(first);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is remade when the machine has another address', async () => {
    const first = await selfSignedCertificate(folder, names);
    const second = await selfSignedCertificate(folder, ['192.168.1.99', 'localhost']);
    expect(second.cert).not.toBe(first.cert);
    expect(new X509Certificate(second.cert).checkIP('192.168.1.99')).toBe('192.168.1.99');
  });

  it('is remade when its end is near', async () => {
    const first = await selfSignedCertificate(folder, names);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 300 * day });
    expect(await selfSignedCertificate(folder, names)).toEqual(first);
    vi.setSystemTime(Date.now() + 40 * day);
    expect((await selfSignedCertificate(folder, names)).cert).not.toBe(first.cert);
  });

  it.each(['', 'half a fi', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'is remade when its file is damaged: %j',
    async (damaged) => {
      await writeFile(file(), damaged);
      const { cert } = await selfSignedCertificate(folder, names);
      expect(await readFile(file(), 'utf8')).toContain(cert);
    },
  );
});
