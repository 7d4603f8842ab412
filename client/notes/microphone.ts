import captureFile from './capture-worklet.ts?worker&url';
import { openMicrophone, untilCallTakesIt } from '../microphone.ts';
import { recordByBrowser } from './browser-recording.ts';
import { loudness } from './loudness.ts';
import { loadMp3, type Mp3Writer } from './mp3.ts';
import { LEVEL_MS, type Hearing, type Recorder, type Recording } from './recorder.ts';

/** Kept open after a note for the next one, which then starts at once; then the phone's microphone light goes out. */
const KEEP_MS = 10_000;
/** A track that gives no more sound must not hold up what was said. */
const TAIL_MAX_MS = 150;

interface OpenMicrophone {
  readonly stream: MediaStream;
  readonly context: AudioContext;
  /** Null where the browser has no AudioWorklet. */
  readonly capture: AudioWorkletNode | null;
}

async function open(): Promise<OpenMicrophone> {
  const stream = new MediaStream([await openMicrophone()]);
  const context = new AudioContext();
  try {
    await context.resume();
    const source = context.createMediaStreamSource(stream);
    if (!('audioWorklet' in context)) return { stream, context, capture: null };
    await context.audioWorklet.addModule(captureFile);
    const capture = new AudioWorkletNode(context, 'capture', { numberOfInputs: 1, numberOfOutputs: 1 });
    // Its output is silence; only what leads to the loudspeaker is run by every browser.
    source.connect(capture).connect(context.destination);
    return { stream, context, capture };
  } catch (error) {
    release({ stream, context, capture: null });
    throw error;
  }
}

function release({ stream, context }: OpenMicrophone) {
  for (const track of stream.getTracks()) track.stop();
  if (context.state !== 'closed') void context.close();
}

/** The microphone: recorded as MP3 frame by frame, kept warm for a moment between notes. Rejects where its code is not to be loaded. */
export async function createMicrophone(): Promise<Recorder> {
  const beginMp3 = await loadMp3();
  let warm: Promise<OpenMicrophone> | null = null;
  let cooling: ReturnType<typeof setTimeout> | undefined;
  /** The end of the last recording: there is one encoder. */
  let ending: Promise<unknown> = Promise.resolve();
  let closed = false;
  /** Tells whoever records that a call takes the microphone; null while nobody records. */
  let taken: (() => void) | null = null;
  let givenUp = false;

  async function letGo() {
    clearTimeout(cooling);
    const opened = warm;
    warm = null;
    if (opened) release(await opened);
  }

  async function take(): Promise<OpenMicrophone> {
    clearTimeout(cooling);
    const opened = warm && (await warm);
    // A phone call or another program may have ended the track since.
    const lives = opened?.stream.getAudioTracks().every((track) => track.readyState === 'live');
    if (opened && lives && opened.context.state === 'running') return opened;
    if (opened) release(opened);
    warm = open();
    return warm.catch((error: unknown) => {
      warm = null;
      throw error;
    });
  }

  const cool = () => {
    taken = null;
    cooling = setTimeout(() => void letGo(), closed || givenUp ? 0 : KEEP_MS);
  };
  const stopGiving = untilCallTakesIt(() => {
    givenUp = true;
    if (taken) taken();
    else void letGo();
  });

  return {
    async start(hear) {
      await ending;
      givenUp = false;
      taken = () => hear.taken();
      const { stream, context, capture } = await take().catch((error: unknown) => {
        taken = null;
        throw error;
      });
      const watch = new AbortController();
      const whileOn = { signal: watch.signal };
      const over = () => {
        watch.abort();
        cool();
      };
      for (const track of stream.getAudioTracks())
        for (const name of ['ended', 'mute']) track.addEventListener(name, () => hear.ended(), whileOn);
      // An iPhone calls it `interrupted` when the phone rings or the page goes out of sight.
      const stood = () => {
        if (context.state !== 'running') hear.ended();
      };
      context.addEventListener('statechange', stood, whileOn);
      if (!capture) return recordByBrowser(stream, context, hear, over);
      const recording = recordMp3(capture, beginMp3(context.sampleRate), hear, over);
      return {
        ...recording,
        stop() {
          const stopped = recording.stop();
          ending = stopped;
          return stopped;
        },
      };
    },
    close() {
      closed = true;
      stopGiving();
      void letGo();
    },
  };
}

/** Begins with the next slice. */
function recordMp3(
  capture: AudioWorkletNode,
  file: Mp3Writer,
  hearing: Pick<Hearing, 'level' | 'sound'>,
  ended: () => void,
): Recording {
  let slices = 0;
  let heard = () => {};
  const hear = ({ data }: MessageEvent<Float32Array>) => {
    slices++;
    const ready = file.add(data);
    if (ready.length > 0) hearing.sound(new Blob([ready], { type: 'audio/mpeg' }));
    hearing.level(loudness(data));
    heard();
  };
  capture.port.addEventListener('message', hear);
  capture.port.start();
  const end = () => {
    capture.port.removeEventListener('message', hear);
    ended();
  };
  return {
    async stop() {
      // The slice that is being filled holds the end of the last word.
      await Promise.race([
        new Promise<void>((resolve) => (heard = resolve)),
        new Promise((resolve) => setTimeout(resolve, TAIL_MAX_MS)),
      ]);
      end();
      return { audio: file.finish(), durationMs: slices * LEVEL_MS };
    },
    cancel: end,
  };
}
