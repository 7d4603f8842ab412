import { randomBytes } from 'node:crypto';

/** A fresh id: 16 characters of the id alphabet, 96 random bits. */
export const newId = <Id extends string>(): Id => randomBytes(12).toString('base64url') as Id;
