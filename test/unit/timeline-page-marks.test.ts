import { describe, expect, it } from 'vitest';
import { AskError } from '../../client/connection.ts';
import { createMarks } from '../../client/timeline/marks.ts';
import type { LineId, PayloadOf } from '#protocol';
import { FakeConnection } from '../support/fake-connection.ts';

const first = 'line-0001' as LineId;
const second = 'line-0002' as LineId;

function open() {
  const connection = new FakeConnection();
  const told: PayloadOf<'timeline.mark'>['marks'][] = [];
  connection.answers['timeline.mark'] = ({ marks }) => {
    told.push(marks);
    return null;
  };
  const due: (() => void)[] = [];
  const document = { visible: true };
  const marks = createMarks({
    connection,
    after: (_ms, run) => void due.push(run),
    isVisible: () => document.visible,
  });
  /** Lets the second pass in which marks are gathered. */
  const passTime = async () => {
    for (const run of due.splice(0)) run();
    await new Promise((resolve) => setTimeout(resolve));
  };
  connection.goOnline();
  return { connection, marks, told, due, passTime, document };
}

describe('how far a page has come', () => {
  it('is told once for all lines and for all that happened in a second', async () => {
    const { marks, told, due, passTime } = open();
    marks.arrived(second, 7);
    for (let seq = 1; seq <= 20; seq += 1) marks.shown(first, seq);
    marks.look(first, true);
    expect(told).toEqual([]);
    expect(due).toHaveLength(1);
    await passTime();
    expect(told).toEqual([
      [
        { lineId: second, delivered: 7, read: 0 },
        { lineId: first, delivered: 20, read: 20 },
      ],
    ]);
    marks.arrived(second, 7);
    marks.shown(first, 20);
    await passTime();
    expect(told).toHaveLength(1);
  });

  it('is read while somebody looks, and no further than the page has it', async () => {
    const { marks, told, passTime } = open();
    marks.look(first, true);
    marks.shown(first, 3);
    marks.arrived(first, 9); // what is between has not come yet
    await passTime();
    expect(told).toEqual([[{ lineId: first, delivered: 9, read: 3 }]]);
    marks.look(first, false);
    marks.shown(first, 9);
    await passTime();
    expect(told).toHaveLength(1);
  });

  it('is not read in a tab that nobody sees', async () => {
    const { marks, told, passTime, document } = open();
    document.visible = false;
    marks.look(first, true);
    marks.shown(first, 3);
    await passTime();
    expect(told).toEqual([[{ lineId: first, delivered: 3, read: 0 }]]);
  });

  it('is not told where the server knows it', async () => {
    const { marks, told, due } = open();
    marks.known(first, { delivered: 5, read: 5 });
    marks.shown(first, 5);
    marks.look(first, true);
    expect(due).toEqual([]);
    expect(told).toEqual([]);
  });

  it('is told after a reconnect: what was not, and what the server may not have written down', async () => {
    const { marks, told, passTime, connection } = open();
    marks.shown(first, 5);
    await passTime();
    connection.goOffline();
    marks.shown(second, 2);
    await passTime();
    expect(told).toHaveLength(1);
    connection.goOnline();
    await passTime();
    expect(told.slice(1)).toEqual([
      [
        { lineId: first, delivered: 5, read: 0 },
        { lineId: second, delivered: 2, read: 0 },
      ],
    ]);
    connection.goOffline();
    connection.goOnline();
    marks.known(first, { delivered: 5, read: 0 });
    await passTime();
    expect(told.slice(2)).toEqual([[{ lineId: second, delivered: 2, read: 0 }]]);
    // What the server knew it may have known in memory alone, and be another one now.
    connection.goOffline();
    connection.goOnline();
    await passTime();
    expect(told.slice(3)).toEqual([
      [
        { lineId: first, delivered: 5, read: 0 },
        { lineId: second, delivered: 2, read: 0 },
      ],
    ]);
  });

  it('is told again where the server had no time, and no more where it refuses', async () => {
    const { marks, passTime, connection } = open();
    const asked: number[] = [];
    const refuse = (code: 'unavailable' | 'forbidden') => {
      connection.answers['timeline.mark'] = ({ marks }) => {
        asked.push(marks[0]?.delivered ?? 0);
        throw new AskError(code, 'No');
      };
    };
    refuse('unavailable');
    marks.shown(first, 5);
    await passTime();
    refuse('forbidden');
    await passTime();
    await passTime();
    expect(asked).toEqual([5, 5]);
    marks.shown(first, 6);
    await passTime();
    expect(asked).toEqual([5, 5, 6]);
  });

  it('is told for no more lines at once than the server takes', async () => {
    const { marks, told, passTime } = open();
    for (let line = 0; line < 250; line += 1) marks.arrived(`line-${1000 + line}` as LineId, 1);
    await passTime();
    await passTime();
    expect(told.map((marks) => marks.length)).toEqual([200, 50]);
  });

  it('is told no more by a page that is closed', async () => {
    const { marks, told, passTime } = open();
    marks.shown(first, 5);
    marks.close();
    await passTime();
    expect(told).toEqual([]);
  });
});
