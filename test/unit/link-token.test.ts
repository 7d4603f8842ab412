import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { LinkId } from '#protocol';
import { newId } from '../../server/new-id.ts';
import { linkToken, readLinkToken } from '../../server/people/link-token.ts';

describe("a link's token", () => {
  it('names its link, and no other secret reads it', () => {
    const id = newId<LinkId>();
    const token = linkToken('secret', id);
    expect(readLinkToken('secret', token)).toBe(id);
    expect(readLinkToken('other secret', token)).toBeNull();
    expect(token).toMatch(/^[\w-]{16}\.[\w-]{22}$/);
  });

  it('is void after any change of one character', () => {
    const token = linkToken('secret', 'AAAAAAAAAAAAAAAA' as LinkId);
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom('B', 'z', '-', '.', '='), (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        const sameBytes = changed.split('.')[1] !== undefined && isSameSignature(changed, token);
        expect(readLinkToken('secret', changed)).toBe(changed === token || sameBytes ? 'AAAAAAAAAAAAAAAA' : null);
      }),
    );
  });

  it('is never read out of rubbish', () => {
    fc.assert(fc.property(fc.string(), (text) => readLinkToken('secret', text) === null));
  });
});

/** Base64url's last letter carries spare bits: another letter there may be the same signature. */
function isSameSignature(a: string, b: string): boolean {
  const [idA, signatureA = ''] = a.split('.');
  const [idB, signatureB = ''] = b.split('.');
  return idA === idB && Buffer.from(signatureA, 'base64url').equals(Buffer.from(signatureB, 'base64url'));
}
