import { signal, type ReadonlySignal } from '@preact/signals';
import { TYPING_MS } from '../../server/protocol/limits.ts';
import { AskError, type Connection } from '../connection.ts';
import type { LineId, MemberId } from '#protocol';

/** Who is writing on a line. */
export interface Typing {
  /** The others who are, in the order they began. Ends by itself. */
  readonly members: ReadonlySignal<readonly MemberId[]>;
  /** This page's member is: told now and then. */
  readonly tell: () => void;
  /** The member has said it. */
  stop(member: MemberId): void;
  close(): void;
}

interface TypingParts {
  readonly connection: Connection;
  readonly lineId: LineId;
  readonly me: MemberId;
  readonly after: (ms: number, run: () => void) => void;
}

/** Half of the time it is shown for, so that one lost telling does not make it flicker. */
const TELL_EVERY_MS = TYPING_MS / 2;

export function createTyping({ connection, lineId, me, after }: TypingParts): Typing {
  const members = signal<readonly MemberId[]>([]);
  /** The last telling of each, so that an earlier one's end does not end a later one. */
  const turns = new Map<MemberId, number>();
  let toldAt = -Infinity;

  function stop(member: MemberId) {
    if (member === me) toldAt = -Infinity;
    if (members.value.includes(member)) members.value = members.value.filter((id) => id !== member);
  }
  const stopNotices = connection.on('timeline.typing', (notice) => {
    const { memberId } = notice;
    if (notice.lineId !== lineId || memberId === me) return;
    const turn = (turns.get(memberId) ?? 0) + 1;
    turns.set(memberId, turn);
    if (!members.value.includes(memberId)) members.value = [...members.value, memberId];
    after(TYPING_MS, () => {
      if (turns.get(memberId) === turn) stop(memberId);
    });
  });

  return {
    members,
    tell() {
      if (Math.abs(connection.now() - toldAt) < TELL_EVERY_MS) return;
      toldAt = connection.now();
      connection.ask('timeline.typing', { lineId }).catch((error: unknown) => {
        // Nobody misses it: the next key tells it again.
        if (!(error instanceof AskError)) throw error;
      });
    },
    stop,
    close: stopNotices,
  };
}
