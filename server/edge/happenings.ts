import type { LineId } from '#protocol';
import type { Caller, Happenings, Parts } from '../parts.ts';

/** The three things a slice may wait for. A listener that throws is a bug of its own and stops no other. */
export interface HappeningsSource extends Happenings {
  readonly deviceGone: (caller: Caller & { readonly shutOut: boolean }) => void;
  readonly deviceBack: (caller: Caller) => void;
  readonly lineOver: (lineId: LineId) => void;
}

export function openHappenings(report: Parts['report']): HappeningsSource {
  function channel<T>(where: string) {
    const listeners: ((what: T) => void)[] = [];
    const listen = (listener: (what: T) => void) => void listeners.push(listener);
    const tell = (what: T) => {
      for (const listener of listeners) {
        try {
          listener(what);
        } catch (error) {
          report(where, error);
        }
      }
    };
    return { listen, tell };
  }
  const gone = channel<Caller & { readonly shutOut: boolean }>('device gone');
  const back = channel<Caller>('device back');
  const over = channel<LineId>('line over');
  return {
    onDeviceGone: gone.listen,
    deviceGone: gone.tell,
    onDeviceBack: back.listen,
    deviceBack: back.tell,
    onLineOver: over.listen,
    lineOver: over.tell,
  };
}
