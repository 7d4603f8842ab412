import type { Transcript } from '#protocol';
import { t } from './note-strings.ts';

/** What was said in a note, or why it cannot be read. */
export function TranscriptWords({ transcript }: { transcript: Transcript }) {
  switch (transcript.state) {
    case 'pending':
      return <p class="note-words is-quiet">{t().pending}</p>;
    case 'done':
      return (
        <p class="note-words" dir="auto" lang={transcript.language ?? undefined}>
          {transcript.text}
        </p>
      );
    case 'no_speech':
      return <p class="note-words is-quiet">{t().noSpeech}</p>;
    case 'failed':
      return <p class="note-words is-quiet">{t().failed[transcript.reason]}</p>;
  }
}
