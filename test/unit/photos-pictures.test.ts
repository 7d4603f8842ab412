import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPictures } from '../../client/photos/pictures.ts';
import type { PhotoId } from '#protocol';
import { FakeConnection } from '../support/fake-connection.ts';

const idOf = (number: number) => `photo-${number}000000` as PhotoId;

/** A server whose answers are told one by one, or at once by `status`. */
function fakeServer() {
  const asked: string[] = [];
  const server = { status: 200, asked, down: false };
  const fetch = async (path: string | URL | Request, init?: RequestInit) => {
    asked.push(`${typeof path === 'string' ? path : ''} ${new Headers(init?.headers).get('authorization')}`);
    if (server.down) throw new TypeError('Failed to fetch');
    return new Response(server.status === 200 ? new Blob(['jpeg']) : null, { status: server.status });
  };
  return { ...server, server, fetch };
}

describe('pictures', () => {
  const revoked: string[] = [];
  let made = 0;
  beforeEach(() => {
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => `blob:${++made}`);
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    revoked.length = 0;
    made = 0;
  });

  it('are asked for with the link’s token, once for all who show them', async () => {
    const { server, fetch } = fakeServer();
    const pictures = openPictures({ connection: new FakeConnection(), fetch });
    const one = pictures.hold(idOf(1), 'thumb');
    const same = pictures.hold(idOf(1), 'thumb');
    const whole = pictures.hold(idOf(1), 'whole');
    expect(one.picture.value).toEqual({ phase: 'loading' });
    await vi.waitFor(() => expect(whole.picture.value.phase).toBe('shown'));
    expect(one.picture.value).toEqual({ phase: 'shown', url: 'blob:1' });
    expect(same.picture).toBe(one.picture);
    expect(server.asked).toEqual([`/api/photos/${idOf(1)}/thumb Bearer token`, `/api/photos/${idOf(1)} Bearer token`]);
  });

  it('stay while somebody shows them, then some of them, and then let their memory go', async () => {
    const { fetch } = fakeServer();
    const pictures = openPictures({ connection: new FakeConnection(), fetch, keep: { whole: 1, thumb: 2 } });
    const held = [1, 2, 3, 4].map((number) => pictures.hold(idOf(number), 'thumb'));
    await vi.waitFor(() => expect(held.every(({ picture }) => picture.value.phase === 'shown')).toBe(true));
    held[0]?.release();
    held[0]?.release(); // again: nothing more
    held[1]?.release();
    expect(revoked).toEqual([]);
    held[2]?.release();
    expect(revoked).toEqual(['blob:1']);
    pictures.hold(idOf(2), 'thumb'); // here without being asked for, and held again
    expect(made).toBe(4);
    held[3]?.release();
    expect(revoked).toEqual(['blob:1']);
  });

  it('that failed come when the network is back, or when the person asks', async () => {
    const { server, fetch } = fakeServer();
    const connection = new FakeConnection();
    const pictures = openPictures({ connection, fetch });
    server.down = true;
    const { picture, again, release } = pictures.hold(idOf(1), 'thumb');
    await vi.waitFor(() => expect(picture.value.phase).toBe('failed'));
    again();
    await vi.waitFor(() => expect(server.asked).toHaveLength(2));
    await vi.waitFor(() => expect(picture.value.phase).toBe('failed'));
    server.down = false;
    connection.goOnline();
    await vi.waitFor(() => expect(picture.value.phase).toBe('shown'));
    again(); // nothing to mend
    connection.goOnline();
    expect(server.asked).toHaveLength(3);
    release();
  });

  it('say that a photo is gone, and ask anew when it is opened again', async () => {
    const { server, fetch } = fakeServer();
    const pictures = openPictures({ connection: new FakeConnection(), fetch });
    server.status = 404;
    const { picture, release } = pictures.hold(idOf(1), 'thumb');
    await vi.waitFor(() => expect(picture.value.phase).toBe('gone'));
    release();
    pictures.hold(idOf(1), 'thumb');
    expect(server.asked).toHaveLength(2);
  });

  it('of one link are not another’s', async () => {
    const { picturesOf } = await import('../../client/photos/pictures.ts');
    const [one, other] = [new FakeConnection(), new FakeConnection()];
    expect(picturesOf(one)).toBe(picturesOf(one));
    expect(picturesOf(one)).not.toBe(picturesOf(other));
  });
});
