import { describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import { openCallEars, type Sample } from '../../server/calls/quality.ts';
import { delayOf, mosOf } from '../../server/protocol/call-quality.ts';

const courier = 'courier' as MemberId;
const recipient = 'recipient' as MemberId;
const agent = 'agent' as MemberId;
const stranger = 'stranger' as MemberId;
const both = new Set([courier, recipient]);

const report = (of: MemberId, lossPercent = 0, rttMs = 40, bufferMs = 40) => ({
  rttMs,
  heard: [{ memberId: of, lossPercent, jitterMs: 5, bufferMs }],
});
const rounded = (mos: number) => Math.round(mos * 100) / 100;

describe('the ears of a call', () => {
  it('know nothing before the first report', () => {
    const ears = openCallEars();
    expect(ears.wordOf(courier)).toBeNull();
    expect(ears.mosOf(courier)).toBeNull();
  });

  it('say when the word changes, and only then', () => {
    const ears = openCallEars();
    expect(ears.report(courier, report(recipient), both)).toBe(true);
    expect(ears.wordOf(courier)).toBe('good');
    expect(ears.report(courier, report(recipient, 0.5), both)).toBe(false);
    expect(ears.report(courier, report(recipient, 25), both)).toBe(true);
    expect(ears.wordOf(courier)).toBe('poor');
    expect(ears.wordOf(recipient)).toBeNull();
  });

  it('keep the mean over the whole call', () => {
    const ears = openCallEars();
    for (const loss of [0, 5, 10]) ears.report(courier, report(recipient, loss), both);
    const delayMs = delayOf({ rttMs: 40, bufferMs: 40 });
    const mean = [0, 5, 10].reduce((sum, lossPercent) => sum + mosOf({ lossPercent, delayMs }), 0) / 3;
    expect(ears.mosOf(courier)).toBe(rounded(mean));
  });

  it('pass over what is said of oneself, and of whoever is not in the call', () => {
    const ears = openCallEars();
    expect(ears.report(courier, report(courier), both)).toBe(false);
    expect(ears.report(courier, report(stranger), both)).toBe(false);
    expect(ears.report(courier, { rttMs: 40, heard: [] }, both)).toBe(false);
    expect(ears.wordOf(courier)).toBeNull();
    expect(ears.kept()).toEqual({});
  });

  it('hear each voice once, however often a report names it', () => {
    const samples: Sample[] = [];
    const ears = openCallEars((sample) => samples.push(sample));
    const [one] = report(recipient, 20).heard;
    if (one === undefined) throw new Error('One voice');
    ears.report(courier, { rttMs: 40, heard: Array.from({ length: 8 }, () => one) }, both);
    expect(samples).toHaveLength(1);
    expect(samples[0]).toMatchObject({ lossPercent: 20, rttMs: 40 });
  });

  it('take the mean of several voices', () => {
    const ears = openCallEars();
    const heard = [...report(recipient, 0).heard, ...report(agent, 10).heard];
    ears.report(courier, { rttMs: 40, heard }, new Set([courier, recipient, agent]));
    const delayMs = delayOf({ rttMs: 40, bufferMs: 40 });
    const mean = (mosOf({ lossPercent: 0, delayMs }) + mosOf({ lossPercent: 10, delayMs })) / 2;
    expect(ears.mosOf(courier)).toBe(rounded(mean));
  });

  it('let a liar spoil only the figure about what he hears', () => {
    const ears = openCallEars();
    ears.report(courier, report(recipient), both);
    const honest = ears.mosOf(courier);
    for (let time = 0; time < 1000; time += 1) ears.report(recipient, report(courier, 100, 60_000, 10_000), both);
    expect(ears.mosOf(courier)).toBe(honest);
    expect(ears.wordOf(courier)).toBe('good');
  });

  it('grow with the members and not with the time', () => {
    const ears = openCallEars();
    for (let time = 0; time < 10_000; time += 1) ears.report(courier, report(recipient, time % 7), both);
    expect(Object.keys(ears.kept())).toEqual([courier]);
    expect(ears.kept()[courier]?.count).toBe(10_000);
  });

  it('go on where an earlier server ended', () => {
    const before = openCallEars();
    before.report(courier, report(recipient, 10), both);
    const after = openCallEars(undefined, before.kept());
    expect(after.mosOf(courier)).toBe(before.mosOf(courier));
    expect(after.report(courier, report(recipient, 0), both)).toBe(true);
    expect(after.mosOf(courier)).toBeGreaterThan(before.mosOf(courier) ?? 5);
  });
});
