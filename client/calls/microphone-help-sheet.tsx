import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { words } from '../language.ts';
import type { MicrophoneFailure } from '../microphone-error.ts';
import { copyText } from '../timeline/copy-text.ts';
import { announce } from '../ui/announce.ts';
import { MicrophoneIcon } from '../ui/icons.tsx';
import { LinkIcon } from '../ui/late-icons.tsx';
import { microphoneHelp } from './microphone-help.ts';
import { callWords } from './strings.ts';

const t = words({
  zh: {
    copy: '复制链接',
    copied: '已复制，粘贴到浏览器的网址栏',
    notCopied: '没能复制。长按下面的网址，选“复制”',
    address: '这一页的网址',
    still: '打字、快捷回复、照片和位置在这里照常能用。',
  },
  en: {
    copy: 'Copy link',
    copied: 'Copied. Paste it into the browser’s address bar',
    notCopied: 'Not copied. Hold the address below and choose Copy',
    address: 'Address of this page',
    still: 'Typing, quick replies, photos and places go on working here.',
  },
});

export interface MicrophoneHelpSheetProps {
  readonly failure: MicrophoneFailure;
  /** Opens the microphone's test. */
  readonly onTest: () => void;
}

/** Why there is no microphone, the steps that help in this very browser, and the way into another one. */
export function MicrophoneHelpSheet({ failure, onTest }: MicrophoneHelpSheetProps): JSX.Element {
  const { why, steps, elsewhere } = microphoneHelp(failure, navigator.userAgent, globalThis.isSecureContext);
  const copied = useSignal<boolean | null>(null);
  async function copy() {
    copied.value = await copyText(globalThis.location.href);
    announce(copied.value ? t().copied : t().notCopied);
  }
  return (
    <div class="over-sheet-scroll microphone-help">
      <p>{why}</p>
      {steps.length > 0 && (
        <ol>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {copied.value !== null && <p class="microphone-copied">{copied.value ? t().copied : t().notCopied}</p>}
      {copied.value === false && (
        <input
          class="field"
          readOnly
          aria-label={t().address}
          value={globalThis.location.href}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      {elsewhere ? (
        <button type="button" class="btn btn-primary" onClick={() => void copy()}>
          <LinkIcon size="s" />
          {t().copy}
        </button>
      ) : (
        <button type="button" class="btn" onClick={onTest}>
          <MicrophoneIcon size="s" />
          {callWords().testMicrophone}
        </button>
      )}
      <p class="muted">{t().still}</p>
    </div>
  );
}
