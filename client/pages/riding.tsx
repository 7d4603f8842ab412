import './riding.css';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { computed, useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { understoodInWords } from '../assistant/act-words.ts';
import { askedOf, isUnderstanding } from '../assistant/model.ts';
import { RidingAnswers } from '../assistant/riding-answers.tsx';
import { askedInWords, newsInWords } from '../assistant/riding-words.ts';
import { doorOf } from '../deliveries/door-of.ts';
import { keepAwake } from '../keep-awake.ts';
import { keepLoud } from '../notes/earpiece.ts';
import { heard } from '../notes/heard.ts';
import { holdMediaKeys, takeMediaKeys } from '../notes/media-keys.ts';
import { playableOf } from '../notes/playable.ts';
import { silenceNotes, type NotePlayer, type Playable } from '../notes/player.ts';
import { createReadAloud } from '../notes/read-aloud.ts';
import { createRidingModel } from '../notes/riding-model.ts';
import { inReadersScript } from '../notes/script.ts';
import { TalkButton } from '../notes/talk-button.tsx';
import { otherOf } from '../people/names.ts';
import { aboutOf } from '../preferences/about-model.ts';
import { habitInWords, t as aboutWords } from '../preferences/about-words.ts';
import { bodyInOneLine, nameOf } from '../timeline/entry-words.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { SoundIcon } from '../ui/late-icons.tsx';
import { t } from './riding-strings.ts';
import { FittedWords, SentState } from './riding-words.tsx';
import { useLineInView } from './use-line-in-view.ts';
import type { PageParts } from './page-parts.ts';
import type { Entry, LineSummary, NoteId } from '#protocol';

export interface RidingProps {
  readonly parts: PageParts;
  /** The line that was open: the first one to talk on. */
  readonly line: LineSummary;
  /** Lines on which there may be a call. */
  readonly callers: readonly LineSummary[];
  readonly onClose: () => void;
}

/** Two long ones: neither a tick of the thumb nor a call. */
const NEWS_TICKS = [200, 120, 200];

type Open = readonly LineSummary[];

const spokenKinds = new Set(['text', 'voice', 'place', 'photo']);

/** A round without looking: what comes on any line sounds by itself, and two huge controls listen and talk. */
export function Riding({ parts, line: opened, callers, onClose }: RidingProps) {
  const { deliveries, lineOf } = parts;
  const root = useRef<HTMLElement>(null);
  const open = useSignal<Open>([opened]);
  const visible = useSignal(true);
  const model = useMemo(() => createModel(parts, opened, open, visible), []);
  const entry = model.entry.value;
  const line = deliveries.lines.value.find(({ delivery }) => delivery.id === entry?.lineId) ?? opened;
  const { notes: talking, timeline } = useLineInView(lineOf, line);
  const isVoiceless = model.isVoiceless.value;
  const now = parts.connection.now();
  const asked = askedOf(timeline.entries.value, 'courier', line.delivery.status, now);
  const words = asked
    ? askedInWords(asked, now)
    : entry
      ? shownOf(entry, line, now)
      : isVoiceless
        ? t().voiceless
        : t().nothing;
  const canListen = entry !== null && (!isVoiceless || entry.body.kind === 'voice');
  const isNews = useRef(false);
  useEffect(() => {
    // What nobody reads aloud is felt.
    if (isNews.current && isVoiceless) navigator.vibrate?.(NEWS_TICKS);
    isNews.current = true;
  }, [entry?.id]);

  useEffect(() => {
    open.value = [...new Set([opened, line, ...callers])];
  }, [line, callers]);
  useEffect(() => {
    const keys = {
      play: () => model.listen(),
      pause: () => model.listen(),
      stop: () => model.listen(),
      next: () => lineOf(line).notes.toggle(),
    };
    return takeMediaKeys(keys);
  }, [line.delivery.id]);
  useLayoutEffect(() => {
    root.current?.focus();
    const look = () => (visible.value = document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    const ends = [
      keepAwake(),
      holdMediaKeys(),
      keepLoud(),
      () => document.removeEventListener('visibilitychange', look),
      () => model.close(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);

  return (
    <section ref={root} class="ride" aria-label={t().title} tabIndex={-1}>
      <header class="ride-head">
        <p class="ride-from facts">{[otherOf(line)?.name, doorOf(line.delivery)].filter(Boolean).join(' · ')}</p>
        <SentState
          key={line.delivery.id}
          connection={parts.connection}
          unsent={timeline.unsent.value}
          isCutOff={Boolean(talking.here.value?.model.cutOff.value)}
          toName={otherOf(line)?.name ?? ''}
        />
        {!asked && <Known connection={parts.connection} line={line} />}
        <button
          type="button"
          class={model.aloud.value ? 'ride-small' : 'ride-small is-quiet'}
          onClick={() => model.toggleAloud()}
        >
          <SoundIcon size="s" />
          {model.aloud.value ? t().aloud : t().silent}
        </button>
        <button type="button" class="ride-small" onClick={onClose}>
          <CloseIcon size="s" />
          {t().close}
        </button>
      </header>
      {isVoiceless && entry !== null && <p class="ride-voiceless">{t().voiceless}</p>}
      <FittedWords words={words} />
      {asked ? (
        <RidingAnswers key={asked.id} connection={parts.connection} line={line} timeline={timeline} asked={asked} />
      ) : (
        <button type="button" class="ride-btn ride-listen" disabled={!canListen} onClick={() => model.listen()}>
          <SoundIcon />
          {model.sounding.value ? t().stop : t().again}
        </button>
      )}
      <TalkButton
        key={line.delivery.id}
        class="ride-btn ride-talk"
        model={talking}
        toName={otherOf(line)?.name ?? ''}
      />
    </section>
  );
}

/** Where the parcel usually goes, or is to go. */
function Known({ connection, line }: { connection: PageParts['connection']; line: LineSummary }) {
  const about = aboutOf(connection, line.delivery.id);
  useEffect(() => about.follow(), [about]);
  const habit = about.told.value?.habit;
  if (!habit) return null;
  const { what, why } = habitInWords(habit, otherOf(line)?.name ?? '');
  return <p class="ride-known facts">{[what, why].filter(Boolean).join(aboutWords().between)}</p>;
}

function shownOf({ body }: Entry, { me, members }: LineSummary, now: number): string {
  if (body.kind === 'suggestion') return understoodInWords(body, { me, members, now });
  if (body.kind !== 'voice') return bodyInOneLine(body, []);
  const { transcript } = body;
  if (transcript.state === 'done') return inReadersScript(transcript.text, transcript.language);
  return transcript.state === 'pending' ? t().pending : t().noWords;
}

/** The models and what they need of the page. `open`: lines that somebody may talk on now. */
function createModel(
  { connection, deliveries, lineOf }: PageParts,
  opened: LineSummary,
  open: Signal<Open>,
  visible: ReadonlySignal<boolean>,
) {
  const lineAt = (entry: Entry) => deliveries.lines.peek().find(({ delivery }) => delivery.id === entry.lineId);
  /** What somebody else said, or what the assistant understood of it; null where it is no news to the courier. */
  const newsOf = (entry: Entry): string | null => {
    const line = lineAt(entry);
    if (!line) return null;
    const now = connection.now();
    if (isUnderstanding(entry)) return newsInWords(entry, line, now);
    const isOthers = entry.by !== null && entry.by !== line.me && spokenKinds.has(entry.body.kind);
    return isOthers ? shownOf(entry, line, now) : null;
  };
  return createRidingModel({
    ...createReadAloud(),
    connection,
    visible,
    async saidSince(at) {
      const { lines } = await connection.ask('people.hello', {});
      const busy = lines.filter(({ lastWords }) => lastWords !== null && lastWords.at >= at);
      const said: Entry[] = [];
      for (const { delivery } of busy) {
        const { entries } = await connection.ask('timeline.open', { lineId: delivery.id });
        said.push(...entries.filter((entry) => entry.at >= at));
      }
      return said.toSorted((one, other) => one.at - other.at);
    },
    knownAt: Math.max(0, ...deliveries.lines.peek().map(({ lastWords }) => lastWords?.at ?? 0)),
    first:
      lineOf(opened)
        .timeline.entries.peek()
        .findLast((entry) => newsOf(entry) !== null) ?? null,
    busy: computed(() =>
      open.value.some((line) => {
        const { notes, calls } = lineOf(line);
        const { phase } = calls.state.value;
        return notes.state.value.phase !== 'idle' || (phase !== 'idle' && phase !== 'ended');
      }),
    ),
    wordsOf(entry) {
      const text = newsOf(entry);
      const line = lineAt(entry);
      if (!line || text === null) return null;
      // The assistant speaks of the person at the door.
      return { who: entry.by === null ? (otherOf(line)?.name ?? '') : nameOf(line.members, entry.by), text };
    },
    async play(entry) {
      const line = lineAt(entry);
      const note = playableOf(entry.body, false);
      const player = line && (await lineOf(line).notes.load())?.player;
      if (!player || !note) return false;
      // The one before may have gone on to it by itself, and it may be over.
      const isOn = player.playing.peek()?.id === note.id;
      if (!isOn && heard.peek().has(note.id as NoteId)) return true;
      if (!isOn) player.toggle(note);
      return untilSilent(player, note, visible);
    },
    stop: silenceNotes,
  });
}

/** False where it could not be played. A note that the phone held while the page was out of sight goes on after it. */
async function untilSilent(player: NotePlayer, note: Playable, visible: ReadonlySignal<boolean>): Promise<boolean> {
  const goOn = visible.subscribe((isSeen) => {
    const now = player.playing.peek();
    if (isSeen && now?.id === note.id && now.phase === 'paused') player.toggle(note);
  });
  const wasPlayed = await new Promise<boolean>((resolve) => {
    const end = player.playing.subscribe((now) => {
      if (now?.id === note.id && now.phase !== 'failed') return;
      resolve(now?.phase !== 'failed' || now.id !== note.id);
      queueMicrotask(() => end());
    });
  });
  goOn();
  return wasPlayed;
}
