import './timeline.css';
import { Component, Fragment, type ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { dayInWords, sameDay } from '../time-words.ts';
import { announce } from '../ui/announce.ts';
import { DownIcon } from '../ui/icons.tsx';
import { bodyInOneLine, nameOf } from './entry-words.ts';
import { callWords, EntryRow, lineWords, type EntryView } from './entry-row.tsx';
import type { Wanted } from './find-entry.ts';
import { useKeptPlace } from './kept-place.ts';
import { useDivider } from './new-since.ts';
import { rowWords } from './row-strings.ts';
import { t } from './strings.ts';
import { UnsentRows } from './unsent-row.tsx';
import type { TimelineModel } from './model.ts';
import type { Unsent } from './said.ts';
import type { Entry } from '#protocol';

export interface TimelineListProps {
  readonly view: Omit<EntryView, 'goTo' | 'known' | 'cameAt'>;
  readonly online: boolean;
  /** Server's clock, epoch ms. */
  readonly now: () => number;
  /** What is not sent yet and is no text, drawn by its own slice. */
  readonly unsentBody: (unsent: Unsent) => ComponentChildren;
  /** Given once: goes to an entry, whether it is loaded or not. */
  readonly takeGoTo: (goTo: (wanted: Wanted) => void) => void;
}

/** Entries that are drawn, or passed over, together. */
const PAGE_ENTRIES = 50;
/** Nearer to the beginning than this, earlier entries are asked for, px. */
const NEAR_START_PX = 400;
/** How long an entry that was gone to stands out, ms. */
const FOUND_MS = 2400;

/** Everything said on the line, oldest first. It stays at the newest words unless the reader has scrolled up. */
export function TimelineList({ view: given, online, now, unsentBody, takeGoTo }: TimelineListProps) {
  const { model, me } = given;
  const entries = model.entries.value;
  const unsent = model.unsent.value;
  const older = model.older.value;
  const place = useKeptPlace();
  const behind = useSignal(false);
  const looking = useSignal('');
  const dividerAt = useDivider(model, me);
  const pages = usePages(entries);
  const known = useComputed(() => new Map(model.entries.value.map((entry) => [entry.id, entry])));
  const cameAt = useComputed(() => stationsCame(model.entries.value));
  const view = useMemo<EntryView>(() => ({ ...given, known, cameAt, goTo: (id) => void goTo({ id }) }), [given]);
  useNewsSpoken(model, given, now);

  async function goTo(wanted: Wanted) {
    looking.value = rowWords().looking;
    const before = document.activeElement;
    const entry = await find(model, wanted);
    looking.value = '';
    // The next frame has drawn what was loaded.
    await new Promise(requestAnimationFrame);
    const row = entry && place.box.current?.querySelector<HTMLElement>(`[data-seq="${entry.seq}"]`);
    if (!row) {
      looking.value = rowWords().gone;
      announce(rowWords().gone);
      setTimeout(() => (looking.value = ''), FOUND_MS);
      return;
    }
    row.scrollIntoView({ block: 'center' });
    place.scrolled();
    // Whoever has begun to type meanwhile goes on typing.
    const { activeElement } = document;
    if (activeElement === before || !(activeElement instanceof HTMLTextAreaElement)) row.focus({ preventScroll: true });
    row.classList.add('is-found');
    setTimeout(() => row.classList.remove('is-found'), FOUND_MS);
  }
  useEffect(() => {
    // In braces: what it answers would be called when the line is left.
    takeGoTo((wanted) => void goTo(wanted));
  }, [model]);

  const newest = lastOf(entries);
  const seen = useRef({ seq: 0, unsent: 0 });
  useLayoutEffect(() => {
    const isNew = (newest?.seq ?? 0) > seen.current.seq;
    const iSaid = unsent.length > seen.current.unsent || (isNew && newest?.by === me && seen.current.seq > 0);
    seen.current = { seq: newest?.seq ?? 0, unsent: unsent.length };
    if (iSaid) place.toEnd();
    else place.drawn();
    if (isNew && !place.atEnd.peek()) behind.value = true;
  }, [entries, unsent]);
  useReading(model, place.atEnd.value && entries.length > 0);

  return (
    <section class="timeline" aria-label={t().timeline}>
      <div
        class="timeline-scroll"
        ref={place.box}
        onScroll={() => {
          place.scrolled();
          if (place.atEnd.peek()) behind.value = false;
          const { current } = place.box;
          if (current && current.scrollTop < NEAR_START_PX && !place.atEnd.peek()) model.loadOlder();
        }}
        role="log"
        aria-live="off"
        aria-label={t().timeline}
        tabIndex={0}
      >
        <div class="timeline-entries">
          {older !== 'none' && (
            <div class="older">
              <button type="button" class="chip" aria-disabled={older === 'loading'} onClick={() => model.loadOlder()}>
                {older === 'loading' ? rowWords().loadingOlder : rowWords().older}
              </button>
            </div>
          )}
          {entries.length === 0 && unsent.length === 0 && (
            <p class="status-line">{model.loaded.value ? rowWords().empty : online ? t().loading : ''}</p>
          )}
          {pages.map((page, index) => (
            <Page
              key={pageOf(page)}
              entries={page}
              before={lastOf(pages[index - 1])}
              hasOlder={older !== 'none'}
              view={view}
              now={now}
              dividerAt={page.some(({ seq }) => seq === dividerAt) ? dividerAt : null}
              isLast={index === pages.length - 1}
            />
          ))}
          <UnsentRows view={view} unsent={unsent} online={online} body={unsentBody} />
        </div>
      </div>
      <Typing view={view} />
      {looking.value && (
        <p class="float looking" role="status">
          {looking}
        </p>
      )}
      {!place.atEnd.value && entries.length > 0 && (
        <button
          type="button"
          class={behind.value ? 'float to-newest is-new' : 'float to-newest'}
          aria-label={behind.value ? rowWords().newMessages : rowWords().toNewest}
          onClick={() => {
            place.toEnd();
            behind.value = false;
            place.box.current?.focus();
          }}
        >
          <DownIcon size="s" />
          {behind.value && rowWords().newMessages}
        </button>
      )}
    </section>
  );
}

/** Entries are loaded without gaps up to the newest: one that is drawn is never older than an unloaded coming. */
const stationsCame = (entries: readonly Entry[]) =>
  new Map(
    entries.flatMap(({ body, seq }) =>
      body.kind === 'member' && body.role === 'station' && body.change === 'joined' ? [[body.memberId, seq]] : [],
    ),
  );

/** Null also where the code for it does not come. */
async function find(model: TimelineModel, wanted: Wanted): Promise<Entry | null> {
  try {
    const { findEntry } = await import('./find-entry.ts');
    return await findEntry(model, wanted);
  } catch {
    return null;
  }
}

const lastOf = (entries: readonly Entry[] | undefined) => entries?.[entries.length - 1];
const pageOf = (entries: readonly Entry[]) => Math.floor((entries[0]?.seq ?? 0) / PAGE_ENTRIES);

/** The entries in pages, each the same array as before where nothing in it has changed. */
function usePages(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const before = useRef(new Map<number, readonly Entry[]>());
  return useMemo(() => {
    const pages = new Map<number, Entry[]>();
    for (const entry of entries) {
      const number = Math.floor(entry.seq / PAGE_ENTRIES);
      const page = pages.get(number);
      if (page) page.push(entry);
      else pages.set(number, [entry]);
    }
    const kept = new Map<number, readonly Entry[]>();
    for (const [number, page] of pages) {
      const known = before.current.get(number);
      const isSame = known?.length === page.length && page.every((entry, index) => entry === known[index]);
      kept.set(number, isSame ? known : page);
    }
    before.current = kept;
    return [...kept.values()];
  }, [entries]);
}

interface PageProps {
  readonly entries: readonly Entry[];
  /** The entry before the first one. */
  readonly before: Entry | undefined;
  readonly hasOlder: boolean;
  readonly view: EntryView;
  readonly now: () => number;
  /** The first entry that is new since the reader was away. */
  readonly dividerAt: number | null;
  readonly isLast: boolean;
}

const spokenOf = ({ body }: Entry) => !['status', 'member', 'call', 'exported', 'suggestion'].includes(body.kind);
const goesOn = (last: Entry | undefined, entry: Entry) => last?.by === entry.by && spokenOf(last) && spokenOf(entry);

/** A page draws only when something in it has changed, and is passed over by the browser while it is out of sight. */
class Page extends Component<PageProps> {
  private element: HTMLDivElement | null = null;
  override shouldComponentUpdate(next: PageProps) {
    const { props } = this;
    return (Object.keys(next) as (keyof PageProps)[]).some((key) => next[key] !== props[key]);
  }
  override componentDidUpdate() {
    this.measure();
  }
  override componentDidMount() {
    this.measure();
  }
  /** What is out of sight keeps its real height, so that nothing moves when it comes into sight. */
  measure() {
    const { element } = this;
    if (!element) return;
    element.style.contentVisibility = '';
    if (this.props.isLast) return;
    // Not `auto`: that would be the height it had before it grew.
    element.style.containIntrinsicSize = `1px ${element.offsetHeight}px`;
    element.style.contentVisibility = 'auto';
  }
  override render({ entries, before, hasOlder, view, now, dividerAt }: PageProps) {
    const Row = view.row ?? EntryRow;
    return (
      <div class="entry-page" data-page ref={(element) => void (this.element = element)}>
        <ol class="timeline-entries">
          {entries.map((entry, index) => {
            const last = entries[index - 1] ?? before;
            const newDay = last ? !sameDay(last.at, entry.at) : !hasOlder && !sameDay(entry.at, now());
            return (
              // Keyed, so that a row stays the same element when earlier ones are put before it.
              <Fragment key={entry.seq}>
                {newDay && <li class="status-line day-line">{dayInWords(entry.at, now())}</li>}
                {entry.seq === dividerAt && <li class="new-since">{rowWords().newSince}</li>}
                <Row entry={entry} view={view} goesOn={!newDay && entry.seq !== dividerAt && goesOn(last, entry)} />
              </Fragment>
            );
          })}
        </ol>
      </div>
    );
  }
}

/** Who is writing, on a line that is always there: nothing moves when it is filled. */
function Typing({ view: { model, members } }: { view: EntryView }) {
  const names = model.typing.value.map((id) => nameOf(members, id)).filter(Boolean);
  return <p class="typing">{names.length > 0 && rowWords().typing(names.join(rowWords().and), names.length)}</p>;
}

/** Tells the model whether the newest words are in front of the reader. */
function useReading(model: TimelineModel, sees: boolean) {
  useEffect(() => {
    model.look(sees);
    return () => model.look(false);
  }, [model, sees]);
}

/** A call that ended longer ago ended without this page; of any other its own screen has told. ms */
const LATE_MS = 10_000;

/** A screen reader hears what comes, and not what is loaded from before. */
function useNewsSpoken(
  model: TimelineModel,
  view: Pick<EntryView, 'me' | 'members' | 'statusWords' | 'understoodWords'>,
  now: () => number,
) {
  const { me, members } = view;
  const heardRev = useRef<number | null>(null);
  const entries = model.entries.value;
  const isLoaded = model.loaded.value;
  useEffect(() => {
    if (!isLoaded) return;
    const last = entries.slice(-5);
    const rev = Math.max(0, ...last.map((entry) => entry.rev));
    const from = heardRev.current;
    heardRev.current = Math.max(rev, from ?? 0);
    if (from === null) return;
    const said = last
      .filter((entry) => entry.rev > from && (entry.body.kind !== 'call' || now() - entry.at > LATE_MS))
      .map((entry) => {
        const who = entry.by === me ? rowWords().mine : nameOf(members, entry.by);
        if (entry.body.kind === 'call') return callWords(entry.body, entry.by === me);
        return lineWords(entry, view) ?? rowWords().said(who, bodyInOneLine(entry.body, members));
      });
    if (said.length > 0) announce(said.join('\n'));
  }, [entries, isLoaded]);
}
