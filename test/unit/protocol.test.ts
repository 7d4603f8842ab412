import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callStatesPage } from '../../docs/call-states.ts';
import { protocolPage, protocolSchemas, rolesPage, settingsPage } from '../../docs/generate.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');

describe('the protocol', () => {
  it('is the one that was pinned', () => {
    // If this fails, what pages and server say to each other has changed. Decide by the rules in
    // server/protocol/version.ts whether the version must be raised, then run `npm run docs` and commit the snapshot.
    expect(JSON.parse(JSON.stringify(protocolSchemas()))).toEqual(JSON.parse(read('protocol.snapshot.json')));
  });

  it('is described by docs/protocol.md as it is', () => {
    expect(read('../../docs/protocol.md')).toBe(protocolPage());
  });
});

describe('the roles', () => {
  it('are described by docs/roles.md as they are', () => {
    expect(read('../../docs/roles.md')).toBe(rolesPage());
  });
});

describe('the states of a call', () => {
  it('are described by docs/call-states.md as they are', () => {
    expect(read('../../docs/call-states.md')).toBe(callStatesPage());
  });
});

describe('the settings', () => {
  it('are described by docs/settings.md as they are', () => {
    expect(read('../../docs/settings.md')).toBe(settingsPage());
  });
});
