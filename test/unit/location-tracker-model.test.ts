import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TrackerAddresses, TrackerState } from '#protocol';
import { AskError } from '../../client/connection.ts';
import { ownTracksLink } from '../../client/location/own-tracks-link.ts';
import { createTracker } from '../../client/location/tracker-model.ts';
import { FakeConnection } from '../support/fake-connection.ts';

const addresses: TrackerAddresses = {
  osmandUrl: 'https://doorline.test/api/osmand/abcdefgh.secret?lat={0}&lon={1}',
  ownTracks: { url: 'https://doorline.test/api/owntracks', user: 'abcdefgh', password: 'a_secret-of-the-app' },
};

/** A server with at most one tracker, and a page's model of it. */
function opened(tracker: TrackerState | null = null) {
  const server = { tracker, made: 0 };
  const connection = new FakeConnection();
  connection.answers = {
    'location.tracker': () => ({ tracker: server.tracker }),
    'location.make_tracker': () => {
      server.made += 1;
      server.tracker = { since: server.made, heardAt: null };
      return addresses;
    },
    'location.end_tracker': () => {
      server.tracker = null;
      return null;
    },
  };
  connection.goOnline();
  let look = () => {};
  let stopped = 0;
  const model = createTracker({
    connection,
    every: (_ms, run) => {
      look = run;
      return () => (stopped += 1);
    },
  });
  return { server, connection, model, look: () => look(), stopped: () => stopped };
}

describe("the sheet of a courier's background app", () => {
  it('says that there is none, sets one up, sees it heard, and ends it', async () => {
    const { server, model, look } = opened();
    expect(model.view.value).toEqual({ phase: 'loading' });
    await setImmediate();
    expect(model.view.value).toEqual({ phase: 'none' });
    model.make();
    expect(model.busy.value).toBe(true);
    await setImmediate();
    expect(model.busy.value).toBe(false);
    expect(model.view.value).toEqual({ phase: 'set_up', since: 1, heardAt: null, addresses });
    server.tracker = { since: 1, heardAt: 77 };
    look();
    await setImmediate();
    expect(model.view.value).toEqual({ phase: 'set_up', since: 1, heardAt: 77, addresses });
    model.end();
    await setImmediate();
    expect(model.view.value).toEqual({ phase: 'none' });
    expect(server.tracker).toBeNull();
  });

  it('knows the addresses only where it made them, and only as long as they hold', async () => {
    const { server, model, look } = opened({ since: 5, heardAt: 60 });
    await setImmediate();
    expect(model.view.value).toEqual({ phase: 'set_up', since: 5, heardAt: 60, addresses: null });
    model.make();
    await setImmediate();
    expect(model.view.value).toMatchObject({ addresses });
    // On another page the courier makes one of their own.
    server.tracker = { since: 9, heardAt: null };
    look();
    await setImmediate();
    expect(model.view.value).toEqual({ phase: 'set_up', since: 9, heardAt: null, addresses: null });
  });

  it('makes one at a time, and lets no old answer undo it', async () => {
    const { server, connection, model, look } = opened();
    await setImmediate();
    const late = Promise.withResolvers<{ tracker: null }>();
    connection.answers['location.tracker'] = () => late.promise;
    look();
    connection.answers['location.tracker'] = () => ({ tracker: server.tracker });
    model.make();
    model.make();
    model.end();
    await setImmediate();
    expect(server.made).toBe(1);
    late.resolve({ tracker: null });
    await setImmediate();
    expect(model.view.value).toMatchObject({ phase: 'set_up', addresses });
  });

  it('says why it failed, keeps what it knew, and looks again when it is online', async () => {
    const { connection, model, stopped } = opened({ since: 5, heardAt: 60 });
    await setImmediate();
    connection.goOffline();
    model.end();
    await setImmediate();
    expect(model.trouble.value).toBe('offline');
    expect(model.view.value).toMatchObject({ phase: 'set_up', since: 5 });
    connection.goOnline();
    await setImmediate();
    expect(model.trouble.value).toBeNull();
    connection.answers['location.end_tracker'] = () => Promise.reject(new AskError('internal', 'no'));
    model.end();
    await setImmediate();
    expect(model.trouble.value).toBe('failed');
    model.close();
    expect(stopped()).toBe(1);
  });
});

it('OwnTracks is set up by one link that says everything', () => {
  const link = ownTracksLink(addresses.ownTracks);
  const { protocol, pathname, searchParams } = new URL(link);
  expect([protocol, pathname]).toEqual(['owntracks:', '/config']);
  expect(JSON.parse(atob(searchParams.get('inline') ?? ''))).toMatchObject({
    _type: 'configuration',
    mode: 3,
    monitoring: 2,
    auth: true,
    url: 'https://doorline.test/api/owntracks',
    username: 'abcdefgh',
    password: 'a_secret-of-the-app',
  });
});
