import { keepAwake } from '../keep-awake.ts';
import { words } from '../language.ts';
import type { CallPage } from './call-page.ts';

/** What the lock screen and the headset show. */
const systemWords = words({ en: { call: 'Call' }, zh: { call: '通话' } });

/** Not in every browser, or not in the types yet. */
interface Phone {
  /** Only phones tell the kind of the network (`wifi`, `cellular`); its guessed speed changes all the time. */
  readonly connection?: EventTarget & { readonly type?: string };
  /** Safari: without it the sound of a call may be that of a film, and the microphone ends with it. */
  readonly audioSession?: { type: string };
}

function listenTo(target: EventTarget | undefined, name: string, listen: () => void): () => void {
  target?.addEventListener(name, listen);
  return () => target?.removeEventListener(name, listen);
}

/** The real page and phone. Opened once per page, and left open with it. */
export function openBrowserPage(): CallPage {
  const { connection, audioSession } = navigator as Phone;
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  let granted = (): boolean => false;
  void askPermission();

  /** Followed from now on, because a tap leaves no time to ask. */
  async function askPermission(): Promise<void> {
    try {
      const permission = await navigator.permissions.query({ name: 'microphone' });
      granted = () => permission.state === 'granted';
    } catch {
      // Firefox up to 131 and old Safari do not know this permission. A device has a name for us once we may use it.
      const known = (await devices?.enumerateDevices().catch(() => [])) ?? [];
      const named = known.some(({ kind, label }) => kind === 'audioinput' && label !== '');
      granted = () => named;
    }
  }

  function onNetwork(listen: () => void): () => void {
    let type = connection?.type;
    const stops = [
      listenTo(globalThis, 'online', listen),
      listenTo(connection, 'change', () => {
        if (connection?.type === type) return;
        type = connection?.type;
        if (type !== 'none') listen();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  return {
    microphoneGranted: () => granted(),
    onVisible: (listen) =>
      listenTo(document, 'visibilitychange', () => {
        if (document.visibilityState === 'visible') listen();
      }),
    onDevices: (listen) => listenTo(devices, 'devicechange', listen),
    onNetwork,
    async outputs() {
      if (!('setSinkId' in HTMLMediaElement.prototype)) return [];
      const known = (await devices?.enumerateDevices()) ?? [];
      return known
        .filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    },
    hold(controls) {
      const letSleep = keepAwake();
      if (audioSession !== undefined) audioSession.type = 'play-and-record';
      const session = 'mediaSession' in navigator ? navigator.mediaSession : null;
      if (session !== null && 'MediaMetadata' in globalThis)
        session.metadata = new MediaMetadata({ title: systemWords().call, artist: document.title });
      setAction(session, 'hangup', () => controls.hangUp());
      setAction(session, 'togglemicrophone', () => controls.toggleMuted());
      return {
        setMuted(muted) {
          // Newer than the rest of the media session.
          if (session !== null && 'setMicrophoneActive' in session) void session.setMicrophoneActive(!muted);
        },
        end() {
          letSleep();
          if (audioSession !== undefined) audioSession.type = 'auto';
          if (session !== null) session.metadata = null;
          setAction(session, 'hangup', null);
          setAction(session, 'togglemicrophone', null);
        },
      };
    },
  };
}

function setAction(session: MediaSession | null, action: string, act: MediaSessionActionHandler | null): void {
  try {
    session?.setActionHandler(action as MediaSessionAction, act);
  } catch {
    // A browser throws on an action that it does not know.
  }
}
