import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** A browser's own keys, as its subscription names them, base64url. */
export interface SubscriptionKeys {
  /** Uncompressed point of P-256, 65 bytes. */
  readonly p256dh: string;
  /** 16 bytes. */
  readonly auth: string;
}

/** What chance gives; a test gives the values of the standard's example. */
export interface EncryptionSeed {
  /** 16 bytes. */
  readonly salt: Buffer;
  /** Private key of P-256, 32 bytes. */
  readonly privateKey: Buffer;
}

/** Every message is as long as the longest, so that its length tells nobody what it says. Bytes. */
const PLAIN_BYTES = 256;
/** Size of the one record, bytes. */
const RECORD_SIZE = 4096;

const bytesOf = (text: string) => Buffer.from(text, 'base64url');
const derived = (key: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length));

/** Whether keys of a subscription can be encrypted to: a point that is on the curve, a secret of the right length. */
export function areKeys({ p256dh, auth }: SubscriptionKeys): boolean {
  const own = createECDH('prime256v1');
  own.generateKeys();
  try {
    own.computeSecret(bytesOf(p256dh));
  } catch {
    return false;
  }
  return bytesOf(auth).length === 16;
}

/**
 * The body of a push message by RFC 8291 (one record of RFC 8188, `aes128gcm`): only the browser that made the keys reads it,
 * not the push service that carries it. `padTo`: length of the text with its padding, bytes; 0 pads nothing.
 */
export function encrypted(text: string, keys: SubscriptionKeys, seed?: EncryptionSeed, padTo = PLAIN_BYTES): Buffer {
  const salt = seed?.salt ?? randomBytes(16);
  const own = createECDH('prime256v1');
  if (seed) own.setPrivateKey(seed.privateKey);
  else own.generateKeys();
  const ownPublic = own.getPublicKey();
  const theirPublic = bytesOf(keys.p256dh);

  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirPublic, ownPublic]);
  const secret = derived(own.computeSecret(theirPublic), bytesOf(keys.auth), info, 32);
  const key = derived(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derived(secret, salt, 'Content-Encoding: nonce\0', 12);

  const plain = Buffer.from(text);
  const padding = Buffer.alloc(Math.max(0, padTo - plain.length));
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // 2 ends the text of the last record; what follows is padding.
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(Buffer.from([2])), cipher.update(padding)]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_SIZE);
  head.writeUInt8(ownPublic.length, 4);
  return Buffer.concat([salt, head, ownPublic, sealed, cipher.final(), cipher.getAuthTag()]);
}
