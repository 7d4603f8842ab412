import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { language } from '../language.ts';
import { copyText } from '../timeline/copy-text.ts';
import { announce } from '../ui/announce.ts';
import type { EntryId, Language, NoteProgress, Transcript } from '#protocol';
import type { NotesModel } from './model.ts';
import { t } from './note-strings.ts';
import { languageOf } from './read-aloud.ts';
import { inReadersScript } from './script.ts';

export interface TranscriptWordsProps {
  readonly model: NotesModel;
  readonly entryId: EntryId;
  readonly transcript: Transcript;
  readonly canTranslate: boolean;
  /** What was said, with what in it can be tapped. */
  readonly words: (text: string) => ComponentChildren;
}

/** Long enough to read three words, ms. */
const COPIED_MS = 2000;

/** What was said in a note, how far it is, or why it cannot be read. */
export function TranscriptWords({ model, entryId, transcript, canTranslate, words }: TranscriptWordsProps) {
  switch (transcript.state) {
    case 'pending':
      return <Pending progress={model.transcripts.progress.value.get(entryId)} />;
    case 'done':
      return (
        <>
          <Said transcript={transcript} words={words} />
          {canTranslate && (
            <Translation key={transcript.text} model={model} entryId={entryId} transcript={transcript} />
          )}
        </>
      );
    case 'no_speech':
      return <p class="note-words is-quiet">{t().noSpeech}</p>;
    case 'failed':
      return <Failed model={model} entryId={entryId} reason={transcript.reason} />;
  }
}

/** The words so far, or whose turn it is. */
function Pending({ progress }: { progress: NoteProgress | undefined }) {
  const { ahead = 0, partial = '' } = progress ?? {};
  return (
    <>
      {partial !== '' && (
        <p class="note-words is-quiet is-partial" dir="auto">
          {inReadersScript(partial, languageOf(partial))}
        </p>
      )}
      <p class="note-words is-quiet is-state">{ahead > 0 ? t().ahead(ahead) : partial ? t().more : t().pending}</p>
    </>
  );
}

interface SaidProps extends Pick<TranscriptWordsProps, 'words'> {
  readonly transcript: Extract<Transcript, { state: 'done' }>;
}

/** The words; long ones are folded, and what the engine had heard first is there on demand. */
function Said({ transcript, words }: SaidProps) {
  const { language: spokenIn, corrected } = transcript;
  const text = inReadersScript(transcript.text, spokenIn);
  const paragraph = useRef<HTMLParagraphElement>(null);
  const isLong = useSignal(false);
  const isOpen = useSignal(false);
  useLayoutEffect(() => {
    const { current } = paragraph;
    // Open, it is as tall as its words: what was found while it was folded stays true.
    if (current && !isOpen.peek()) isLong.value = current.scrollHeight > current.clientHeight + 1;
  }, [text]);
  const { copied, copy } = useCopy(text);
  return (
    <>
      {/* Keys and screen readers find the same among the actions of the entry. */}
      <p
        ref={paragraph}
        class={isOpen.value ? 'note-words is-said' : 'note-words is-said is-folded'}
        dir="auto"
        lang={spokenIn ?? undefined}
        title={t().copy}
        onClick={(event) => void copy(event)}
      >
        {words(text)}
      </p>
      {copied !== null && (
        <span class="note-copied" aria-hidden="true">
          {copied}
        </span>
      )}
      {isLong.value && (
        <button
          type="button"
          class="note-way"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          {isOpen.value ? t().fold : t().unfold}
        </button>
      )}
      {corrected && (
        <details class="note-corrected">
          <summary>{t().corrected}</summary>
          <p dir="auto">{corrected.heard === '' ? t().heardNothing : inReadersScript(corrected.heard, spokenIn)}</p>
        </details>
      )}
    </>
  );
}

/** Copies the words and says so for a moment. */
function useCopy(text: string) {
  const copied = useSignal<string | null>(null);
  useEffect(() => {
    if (copied.value === null) return;
    const timer = setTimeout(() => (copied.value = null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const copy = async ({ target }: MouseEvent) => {
    // A place that is named in the words leads to the map.
    if (target instanceof Element && target.closest('button')) return;
    // Who marks a part of the words wants that part.
    if (getSelection()?.isCollapsed === false) return;
    copied.value = (await copyText(text)) ? t().copied : t().notCopied;
    announce(copied.value);
  };
  return { copied: copied.value, copy };
}

interface TranslationProps extends Pick<TranscriptWordsProps, 'model' | 'entryId'> {
  readonly transcript: Extract<Transcript, { state: 'done' }>;
}

/** The words in the reader's language, asked for by a tap. */
function Translation({ model, entryId, transcript }: TranslationProps) {
  const state = useSignal<'none' | 'asking' | 'failed' | { readonly text: string; readonly to: Language }>('none');
  const to = language.value;
  const { value } = state;
  if ((transcript.language ?? languageOf(transcript.text)) === to) return null;
  const ask = async () => {
    if (value === 'asking') return;
    state.value = 'asking';
    const text = await model.transcripts.translate(entryId, to);
    state.value = text === null ? 'failed' : { text, to };
  };
  if (typeof value === 'object' && value.to === to)
    return (
      <p class="note-words is-quiet" dir="auto" lang={to} role="status">
        {t().translated(value.text)}
      </p>
    );
  return (
    <>
      {value === 'failed' && (
        <p class="note-words is-quiet" role="alert">
          {t().translateFailed}
        </p>
      )}
      <button type="button" class="note-way" aria-disabled={value === 'asking'} onClick={() => void ask()}>
        {value === 'asking' ? t().translating : t().translate}
      </button>
    </>
  );
}

interface FailedProps extends Pick<TranscriptWordsProps, 'model' | 'entryId'> {
  readonly reason: Extract<Transcript, { state: 'failed' }>['reason'];
}

function Failed({ model, entryId, reason }: FailedProps) {
  const isAsking = useSignal(false);
  const isRefused = useSignal(false);
  const retry = async () => {
    if (isAsking.value) return;
    isAsking.value = true;
    isRefused.value = (await model.transcripts.retry(entryId)) !== null;
    isAsking.value = false;
  };
  return (
    <>
      <p class="note-words is-quiet" role={isRefused.value ? 'alert' : undefined}>
        {isRefused.value ? t().retryFailed : t().failed[reason]}
      </p>
      {/* Where no engine is, none can try again. */}
      {reason !== 'engine_off' && (
        <button type="button" class="note-way" aria-disabled={isAsking.value} onClick={() => void retry()}>
          {isAsking.value ? t().retrying : t().retry}
        </button>
      )}
    </>
  );
}
