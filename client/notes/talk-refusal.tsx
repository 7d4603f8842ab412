import type { JSX } from 'preact';
import { words } from '../language.ts';
import type { MicrophoneFailure } from '../microphone-error.ts';
import { AlertIcon } from '../ui/icons.tsx';
import { recordingWords } from './recording-strings.ts';
import type { TalkRefusal as Refusal } from './talk.ts';

const t = words({ zh: { how: '怎么办' }, en: { how: 'What helps' } });

const failures: ReadonlySet<string> = new Set<MicrophoneFailure>(['denied', 'in_use', 'missing', 'unsupported']);
const isFailure = (refusal: Refusal): refusal is MicrophoneFailure => failures.has(refusal);

export interface TalkRefusalProps {
  readonly refusal: Refusal;
  /** Shows what helps against a microphone that is not to be had; none where the page has no room for it. */
  readonly onHelp: ((failure: MicrophoneFailure) => void) | undefined;
}

/** Why nothing was recorded, over the bar, and the way to what helps. */
export function TalkRefusal({ refusal, onHelp }: TalkRefusalProps): JSX.Element {
  return (
    <div class="talk-refusal">
      <AlertIcon size="s" />
      <p>{recordingWords().refusal[refusal]}</p>
      {onHelp && isFailure(refusal) && (
        <button type="button" class="btn btn-line" onClick={() => onHelp(refusal)}>
          {t().how}
        </button>
      )}
    </div>
  );
}
