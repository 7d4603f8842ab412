import { describe, expect, it } from 'vitest';
import { canonical, chainStart, contentHash, linkHash, type LinkFacts } from '../../server/record/chain.ts';

// Computed by a program of another language (Python's hashlib and json) after the description in docs/record.md.
const START = '06fc0b6bcb2a23adae28ba7044f4b21e9ea0f53d2941da5c795238ad60e86a8b';
const CONTENT = '4af7154ea5afaffa537ca31a0f36e10f68b9673d7f73bc4ff118455aeeabf9bb';
const LINK = '12d97bec457ea3b25f72c4e2ac6bea12882c762b1df9733e03a2cb45f01fbfc5';

const facts: LinkFacts = {
  lineId: 'line-0001',
  rev: 1,
  seq: 1,
  entryId: 'entry-0001',
  at: 1_800_000_000_000,
  changedAt: 1_800_000_000_000,
  by: 'member-0001',
  clientId: null,
  replyTo: null,
  contentHash: CONTENT,
};

describe('the chain', () => {
  it('gives the sums that its description gives, in any program', () => {
    expect(chainStart('line-0001')).toBe(START);
    expect(contentHash('c2FsdA', { kind: 'text', text: '放门口 "ok"' })).toBe(CONTENT);
    expect(linkHash(START, facts)).toBe(LINK);
  });

  it('writes a value one way, however it was made or stored', () => {
    expect(canonical({ b: [1, { d: null, c: 'é\n' }], a: 0.1, gone: undefined })).toBe(
      '{"a":0.1,"b":[1,{"c":"é\\n","d":null}]}',
    );
    expect(canonical({ 驿: 1, z: 2, Z: 3 })).toBe(canonical({ Z: 3, 驿: 1, z: 2 }));
    expect(canonical(JSON.parse('{"x":1e3,"y":-0}'))).toBe('{"x":1000,"y":0}');
  });

  it('gives another link where anything differs, and looks at nothing else', () => {
    const others: Partial<LinkFacts>[] = [
      { lineId: 'line-0002' },
      { rev: 2 },
      { seq: 2 },
      { entryId: 'entry-0002' },
      { at: 1 },
      { changedAt: 1 },
      { by: null },
      { clientId: 'client-0001' },
      { replyTo: 'entry-0000' },
      { contentHash: START },
    ];
    const links = others.map((other) => linkHash(START, { ...facts, ...other }));
    expect(new Set([LINK, linkHash(CONTENT, facts), ...links]).size).toBe(others.length + 2);
    const more = { ...facts, salt: 'x', content: 'y' };
    expect(linkHash(START, more)).toBe(LINK);
  });

  it('tells nothing of a text without its salt', () => {
    const body = { kind: 'text', text: 'yes' };
    expect(contentHash('one', body)).not.toBe(contentHash('two', body));
  });
});
