import { CALL_GRACE_MS } from '../../server/protocol/limits.ts';
import type { Path } from './call-media.ts';

/** No way for the sound after this: a firewall, and no patience will help. ms */
const NONE_AFTER_MS = 15_000;
/** The server notices later than this device that the way is gone, and is the one to end it where it can be asked. ms */
const GIVE_UP_MS = CALL_GRACE_MS + 15_000;

export interface SoundWayParts {
  /** The network was gone or is back: does the connection to the server live? */
  readonly prove: () => void;
  /** There has never been a way, and it is late. */
  readonly onNone: () => void;
  /** It was there, and has been gone for so long that nobody waits. */
  readonly onGone: () => void;
}

/** Where the way of a call's sound stands, and when a person has to hear of it. */
export interface SoundWay {
  readonly isUp: boolean;
  /** They have heard each other: what is missing now was lost. */
  readonly wasUp: boolean;
  change(path: Path): void;
  /** They talk, or did before this page was loaded. */
  used(): void;
  /** Answered: from now on there should be one. */
  due(): void;
  close(): void;
}

export function openSoundWay({ prove, onNone, onGone }: SoundWayParts): SoundWay {
  let path: Path = 'connecting';
  let once = false;
  let none: ReturnType<typeof setTimeout> | undefined;
  let gone: ReturnType<typeof setTimeout> | undefined;
  const isUp = () => path === 'up';

  return {
    get isUp() {
      return isUp();
    },
    get wasUp() {
      return once;
    },
    change(next) {
      path = next;
      if (isUp()) {
        clearTimeout(gone);
        gone = undefined;
      } else if (once) gone ??= setTimeout(onGone, GIVE_UP_MS);
      // Who cannot be heard cannot be asked either, most times; and who is heard again can be, perhaps sooner than it is known.
      if (once && next !== 'connecting') prove();
    },
    used() {
      once = true;
    },
    due() {
      none ??= setTimeout(() => {
        if (!isUp() && !once) onNone();
      }, NONE_AFTER_MS);
    },
    close() {
      clearTimeout(none);
      clearTimeout(gone);
    },
  };
}
