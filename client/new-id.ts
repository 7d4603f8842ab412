const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A fresh id: 20 characters of the id alphabet, 120 random bits. Works without a secure context, unlike randomUUID. */
export function newId<Id extends string>(): Id {
  let id = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(20))) id += alphabet.charAt(byte & 63);
  return id as Id;
}
