import { describe, expect, it } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createSharing } from '../../client/location/sharing.ts';
import { timeout } from '../support/fake-geolocation.ts';
import { door, lineId, north, settled, sharer, sharingNow } from '../support/sharer.ts';

describe('sharing my position', () => {
  it('asks the phone, then tells the line and sends where I am', async () => {
    const { sharing, geolocation, asked, reports } = sharer();
    expect(sharing.state.value).toEqual({ phase: 'off' });
    sharing.share();
    expect(sharing.state.value).toEqual({ phase: 'asking' });
    expect(asked).toEqual([]);
    geolocation.move(north(0));
    await settled();
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: false });
    expect(asked).toEqual([`share ${lineId}`]);
    expect(reports()).toHaveLength(1);
    expect(reports()[0]).toMatchObject({ fix: { point: north(0), accuracy: 8 } });
  });

  it('sends at most one step a second', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    for (let i = 1; i <= 40; i++) {
      geolocation.move(north(i * 3));
      await pass(250, 250);
    }
    expect(reports().length).toBeGreaterThan(8);
    expect(reports().length).toBeLessThanOrEqual(11);
    expect(reports().at(-1)?.fix?.point.lat).toBeGreaterThan(north(105).lat);
  });

  it('gives a sign of life every 15 s while standing, freshly measured', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    for (let i = 0; i < 60; i++) {
      geolocation.move(north((i % 2) * 2));
      await pass(1000);
    }
    expect(reports()).toHaveLength(5);
    // A phone that calls back only when it moves is asked.
    await pass(31_000);
    expect(geolocation.asked).toBe(2);
    expect(reports()).toHaveLength(7);
    expect(new Set(reports().map(({ fix }) => fix?.at)).size).toBe(7);
  });

  it('stays alive on a laptop, whose browser calls nobody back while nothing moves', async () => {
    const { geolocation, reports, pass } = await sharingNow();
    geolocation.kept = geolocation.position({});
    await pass(480_000);
    // Asked anew, the sensor says the same: a sign of life at least each 20 s, with a time of its own.
    const times = reports().map(({ fix }) => fix?.at ?? 0);
    expect(times.length).toBeGreaterThan(480 / 20);
    expect(Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)))).toBeLessThanOrEqual(20_000);
    expect(new Set(reports().map(({ fix }) => JSON.stringify(fix?.point))).size).toBe(1);
    expect(geolocation.watches).toBeLessThan(35);
  });

  it('says nothing of a sensor that has fallen silent on the way, or answers no more', async () => {
    const moving = await sharingNow();
    moving.geolocation.move(north(20), { speed: 6 });
    await moving.pass(1000);
    const before = moving.reports().length;
    moving.geolocation.kept = moving.geolocation.position({ speed: 6 });
    moving.geolocation.watching?.success(moving.geolocation.kept);
    await moving.pass(120_000);
    expect(moving.reports().length).toBeLessThanOrEqual(before + 1);

    const silent = await sharingNow();
    silent.geolocation.getCurrentPosition = (_, failure) => failure?.(timeout);
    await silent.pass(120_000);
    expect(silent.reports()).toHaveLength(1);
    // A watch that looks for a position is left to it.
    expect(silent.geolocation.watches).toBe(2);
  });

  it('says again where I stand when the report was lost, and keeps one report under way at a time', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    const { 'location.report': heard = () => ({ accepted: 0 }) } = connection.answers;
    let lose = (): void => undefined;
    // One in ten seconds is answered.
    await pass(10_000);
    connection.answers['location.report'] = () =>
      new Promise((_, reject) => (lose = () => reject(new AskError('timed_out', 'No answer'))));
    geolocation.move(north(50));
    await pass(1000);
    connection.answers['location.report'] = heard;
    geolocation.move(north(100));
    await pass(3000);
    expect(reports()).toHaveLength(1);
    lose();
    await settled();
    await pass(1000);
    expect(reports().map(({ fix }) => fix?.point)).toEqual([north(0), north(100)]);
  });

  it('asks for an answer once in ten seconds, and sends again after a cut what had none', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    for (let i = 1; i <= 15; i++) {
      geolocation.move(north(i * 10));
      await pass(1000);
    }
    expect(reports()).toHaveLength(16);
    expect(connection.told).toHaveLength(14);
    connection.goOffline();
    connection.goOnline();
    await settled();
    expect(
      reports()
        .at(-1)
        ?.fixes.map(({ point }) => point),
    ).toEqual([11, 12, 13, 14, 15].map((i) => north(i * 10)));
  });

  it('sends what was measured without network as one batch, thinned, when it is back', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    connection.goOffline();
    for (let i = 1; i <= 300; i++) {
      geolocation.move({ lat: north(i * 6).lat, lng: door.lng + Math.sin(i / 20) / 1000 });
      await pass(1000);
    }
    expect(reports()).toHaveLength(1);
    connection.goOnline();
    await settled();
    expect(reports()).toHaveLength(2);
    const fixes = reports()[1]?.fixes ?? [];
    expect(fixes.length).toBeGreaterThan(10);
    expect(fixes.length).toBeLessThanOrEqual(60);
    expect(fixes.at(-1)?.point.lat).toBe(north(1800).lat);
    const times = fixes.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await pass(3000);
    expect(reports()).toHaveLength(2);
  });

  it('sends nothing measured longer than ten minutes ago', async () => {
    const { connection, geolocation, reports, pass } = await sharingNow();
    connection.goOffline();
    geolocation.move(north(50));
    await pass(1000);
    await pass(600_000, 60_000);
    geolocation.move(north(90));
    connection.goOnline();
    await pass(1000);
    const oldest = reports()[1]?.fixes[0]?.at ?? 0;
    expect(connection.now() - oldest).toBeLessThanOrEqual(600_000);
    expect(reports()[1]?.fix?.point).toEqual(north(90));
  });

  it('ends by itself at the time that was chosen, is not made longer by a reconnect, and can be given another', async () => {
    const { connection, geolocation, sharing, pass } = sharer();
    const terms: (number | null)[] = [];
    connection.answers['location.share'] = ({ forMs }) => (terms.push(forMs), null);
    sharing.share(15 * 60_000);
    expect(sharing.endsAt.value).toBe(connection.now() + 15 * 60_000);
    geolocation.move(north(0));
    await pass(5 * 60_000, 60_000);
    connection.goOffline();
    connection.goOnline();
    await settled();
    sharing.share(60 * 60_000);
    await settled();
    expect(terms).toEqual([15 * 60_000, 10 * 60_000, 60 * 60_000]);
    await pass(59 * 60_000, 60_000);
    expect(sharing.state.value.phase).toBe('sharing');
    await pass(60_000);
    expect(sharing.state.value).toEqual({ phase: 'off' });
    expect(sharing.endsAt.value).toBeNull();
  });

  it('goes on where the clock of the phone is set, and asks the server for the time where it is not believed', async () => {
    const { connection, geolocation, pass, reports } = await sharingNow();
    let hellos = 0;
    const believe = connection.answers['location.report'];
    connection.answers['people.hello'] = () => ((hellos += 1), Promise.reject(new AskError('offline', 'Only counted')));
    await pass(12_000);
    connection.passTime(-1_200_000);
    connection.answers['location.report'] = (payload) => (void believe?.(payload), { accepted: 0 });
    const before = reports().length;
    for (let i = 1; i <= 40; i++) {
      geolocation.move(north(i * 20));
      await pass(1000);
    }
    expect(reports().length).toBeGreaterThan(before + 30);
    expect(hellos).toBe(1);
    await pass(60_000);
    expect(hellos).toBe(2);
  });

  it('says that the signal is weak instead of sending a circle as large as the quarter', async () => {
    const { sharing, geolocation, reports } = await sharingNow();
    geolocation.move(north(900), { accuracy: 2000 });
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: true });
    expect(reports()).toHaveLength(1);
    geolocation.move(north(10), { accuracy: 20 });
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: false });
    geolocation.fail(3);
    expect(sharing.state.value).toEqual({ phase: 'sharing', weak: true });
  });

  it('says why not: denied, unavailable, or a browser without positions', () => {
    const denied = sharer();
    denied.sharing.share();
    denied.geolocation.fail(1);
    expect(denied.sharing.state.value).toEqual({ phase: 'denied' });
    denied.sharing.share();
    denied.geolocation.fail(2);
    expect(denied.sharing.state.value).toEqual({ phase: 'unavailable' });
    expect(denied.geolocation.watching).toBeNull();
    expect(denied.asked).toEqual([]);

    const { connection, lines } = sharer();
    const without = createSharing({ connection, lines, geolocation: undefined });
    without.share();
    expect(without.state.value).toEqual({ phase: 'unavailable' });
  });

  it('ends when the permission is taken back, but not because a closing page is told so', async () => {
    const { sharing, geolocation, asked, pass } = await sharingNow();
    geolocation.fail(1);
    expect(asked).toEqual([`share ${lineId}`]);
    geolocation.move(north(5));
    await pass(1000);
    expect(sharing.state.value.phase).toBe('sharing');
    geolocation.fail(1);
    await pass(1000);
    expect(sharing.state.value).toEqual({ phase: 'denied' });
    expect(asked).toEqual([`share ${lineId}`, `stop ${lineId}`]);
  });
});
