import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** iOS refuses a certificate that is valid for more than 825 days; one year keeps well away from that. */
const VALID_MS = 365 * DAY_MS;

/** A phone whose clock is slow must not find the certificate not yet valid. */
const BACKDATED_MS = DAY_MS;

/** Remade this long before its end, so that it does not end while the server runs. */
const REMADE_BEFORE_END_MS = 30 * DAY_MS;

/**
 * A certificate for these host names and addresses, signed by itself: a browser warns once and then gives the page what
 * only HTTPS pages get. It is kept in the data folder (key and certificate in one file, readable by its owner only), so
 * that a phone which trusted it goes on doing so, and remade when the names change or its end is near.
 */
export const selfSignedCertificate = async (dataFolder: string, names: readonly string[]): Promise<Certificate> => {
  const file = join(dataFolder, 'certificate.pem');
  const kept = await readCertificate(file);
  if (kept !== null && isGoodFor(kept, names, Date.now())) return kept;

  const made = await makeCertificate(names, Date.now());
  await mkdir(dataFolder, { recursive: true });
  await writeFile(`${file}.new`, `${made.key}${made.cert}`, { mode: 0o600 });
  // The mode above is only for a file that was not there before.
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
  return made;
};

const makeCertificate = async (names: readonly string[], nowMs: number): Promise<Certificate> => {
  const altNames = names.map((name) =>
    isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
  );
  const made = await generate([{ name: 'commonName', value: 'Doorline' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - BACKDATED_MS),
    notAfterDate: new Date(nowMs + VALID_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { key: endingInNewline(made.private), cert: endingInNewline(made.cert) };
};

const endingInNewline = (pem: string): string => `${pem.trim()}\n`;

/** Null where there is none, or none that is whole. */
const readCertificate = async (file: string): Promise<Certificate | null> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new Error('Cannot read the certificate in the data folder', { cause: error });
  });
  const [key, cert] = text.match(/-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----\n/g) ?? [];
  return key === undefined || cert === undefined ? null : { key, cert };
};

const isGoodFor = ({ key, cert }: Certificate, names: readonly string[], nowMs: number): boolean => {
  try {
    const certificate = new X509Certificate(cert);
    const named = (name: string) =>
      (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
    const endsMs = Date.parse(certificate.validTo);
    return key.includes('PRIVATE KEY') && names.every(named) && endsMs - nowMs > REMADE_BEFORE_END_MS;
  } catch {
    // Not a certificate at all: it is replaced like one that has ended.
    return false;
  }
};
