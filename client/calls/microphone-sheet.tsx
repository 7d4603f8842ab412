import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { announce } from '../ui/announce.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { problemWords } from './call-problem.tsx';
import { LevelBars } from './level-bars.tsx';
import { createMicrophoneTest, type MicrophoneTest } from './microphone-test.ts';
import { mayOfferNotifications, NotifyAsk } from './notify-offer.tsx';
import { sheetWords } from './sheet-strings.ts';
import { callWords } from './strings.ts';

/** Tries the microphone and the loudspeaker: say something, see that it is heard, and hear it come back. */
export function MicrophoneSheet(): JSX.Element {
  const test = useMemo(() => createMicrophoneTest(), []);
  useEffect(() => () => test.close(), [test]);
  const state = test.state.value;
  const words = testWords(test);
  useEffect(() => {
    if (state.phase !== 'idle') announce(words);
  }, [words]);
  const isBusy = state.phase === 'asking' || state.phase === 'listening' || state.phase === 'playing';
  const t = sheetWords();
  return (
    <div class="over-sheet-scroll microphone-test">
      <p class={state.phase === 'failed' ? 'microphone-words is-trouble' : 'microphone-words'}>{words}</p>
      <Level test={test} />
      <button
        type="button"
        class={state.phase === 'done' && state.heard ? 'btn' : 'btn btn-primary'}
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) void test.start();
        }}
      >
        <MicrophoneIcon size="s" />
        {state.phase === 'idle' ? t.start : isBusy ? t.testing : callWords().tryAgain}
      </button>
      {state.phase === 'done' && mayOfferNotifications() ? <NotifyAsk /> : null}
    </div>
  );
}

/** Apart from the sheet, so that a tick draws only this. */
function Level({ test }: { test: MicrophoneTest }): JSX.Element {
  return (
    <div class="microphone-level">
      <LevelBars side="me" level={test.level.value} bars={24} />
    </div>
  );
}

function testWords(test: MicrophoneTest): string {
  const t = sheetWords();
  const state = test.state.value;
  switch (state.phase) {
    case 'idle':
      return t.microphoneWhy;
    case 'asking':
      return t.opening;
    case 'listening':
      return t.speak;
    case 'playing':
      return t.playing;
    case 'done':
      return state.heard ? t.heard : t.notHeard;
    case 'failed':
      return problemWords(state.problem);
  }
}
