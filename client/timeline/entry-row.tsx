import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ReadonlySignal } from '@preact/signals';
import { clockTime, lengthInWords } from '../time-words.ts';
import { CallIcon, DoneIcon, MoreIcon } from '../ui/icons.tsx';
import { HasComeIcon } from '../ui/late-icons.tsx';
import { bodyInOneLine, memberWords, nameOf, roleWords } from './entry-words.ts';
import { markOf } from './said-marks.ts';
import { rowWords } from './row-strings.ts';
import { t } from './strings.ts';
import type { TimelineModel } from './model.ts';
import type { Entry, EntryBody, EntryId, Member, MemberId } from '#protocol';

export type BodyOf<K extends EntryBody['kind']> = Extract<EntryBody, { kind: K }>;

/** What a row needs of the page: who is who, and how the other slices draw what is theirs. */
export interface EntryView {
  readonly model: TimelineModel;
  /** What is loaded, for answers to it. */
  readonly known: ReadonlySignal<ReadonlyMap<EntryId, Entry>>;
  /** With which entry a station came last: what was said before it, it was not shown. */
  readonly cameAt: ReadonlySignal<ReadonlyMap<MemberId, number>>;
  readonly me: MemberId;
  readonly members: readonly Member[];
  readonly statusWords: (step: BodyOf<'status'>) => string;
  readonly understoodWords: (body: BodyOf<'suggestion'>) => string;
  /** Beside those words: what the reader can do about it. */
  readonly understood: (body: BodyOf<'suggestion'>, entry: Entry) => ComponentChildren;
  /** A text that was said, with what in it can be tapped. */
  readonly words: (text: string) => ComponentChildren;
  readonly voice: (body: BodyOf<'voice'>, entry: Entry) => ComponentChildren;
  readonly photo: (body: BodyOf<'photo'>, entry: Entry) => ComponentChildren;
  readonly place: (body: BodyOf<'place'>, entry: Entry) => ComponentChildren;
  /** Under the words of a call: how it was, and what can be done about a missed one. */
  readonly call: (body: BodyOf<'call'>, entry: Entry) => ComponentChildren;
  /** How a row is drawn; left out: as bubbles. */
  readonly row?: ((props: EntryRowProps) => JSX.Element) | undefined;
  /** The reader wants to do something with it. */
  readonly act: (entry: Entry) => void;
  /** The reader wants to see the entry that another answers. */
  readonly goTo: (id: EntryId) => void;
}

/** Characters of an entry that tell it from others: who listens has just heard all of them. */
const NAMED = 24;
/** Longer than a tap, as long as phones hold for a menu, ms. */
const HOLD_MS = 500;
/** A finger that moves so far scrolls, px. */
const HOLD_SLOP_PX = 10;

/** What people say themselves: it can be answered, copied, taken back. */
export const spoken = new Set(['text', 'photo', 'voice', 'place']);

export interface EntryRowProps {
  readonly entry: Entry;
  readonly view: EntryView;
  /** The entry right above is the same person's: the eye needs no name again. */
  readonly goesOn: boolean;
}

export function EntryRow({ entry, view, goesOn }: EntryRowProps): JSX.Element {
  const { body, by, at, seq } = entry;
  const { me, members } = view;
  const mine = by === me;
  const line = lineWords(entry, view);
  const hold = useHold(() => view.act(entry));
  if (line !== null)
    return (
      <li
        class={body.kind === 'suggestion' ? `status-line is-${body.state}` : 'status-line'}
        data-seq={seq}
        tabIndex={-1}
      >
        <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time> {line}
        {body.kind === 'suggestion' && view.understood(body, entry)}
      </li>
    );
  const canAct = spoken.has(body.kind);
  const isGroup = members.filter(({ left }) => !left).length > 2;
  const name = nameOf(members, by);
  return (
    <li
      class={['entry', mine && 'entry-me', `by-${members.find(({ id }) => id === by)?.role ?? 'nobody'}`]
        .filter(Boolean)
        .join(' ')}
      data-seq={seq}
      tabIndex={-1}
    >
      <div class="said" {...(canAct ? hold : {})}>
        {body.kind !== 'call' && (
          <span class={isGroup && !mine && !goesOn ? 'said-by' : 'spoken'}>
            {mine ? rowWords().mine : <bdi>{name}</bdi>}
            {isGroup && !mine && ` · ${roleOf(members, by)}`}
          </span>
        )}
        {entry.replyTo && canAct && <Quote id={entry.replyTo} view={view} />}
        <Body entry={entry} view={view} mine={mine} />
      </div>
      <div class="entry-side">
        {canAct && (
          <button
            type="button"
            class="entry-act"
            aria-haspopup="dialog"
            aria-label={rowWords().actions(
              rowWords().said(mine ? rowWords().mine : name, shortened(bodyInOneLine(body, members))),
              clockTime(at),
            )}
            onClick={() => view.act(entry)}
          >
            <MoreIcon size="xs" />
          </button>
        )}
        <span class="at">
          {mine && canAct && <Mark seq={seq} view={view} />}
          <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
        </span>
      </div>
    </li>
  );
}

const shortened = (text: string) => (text.length > NAMED ? `${text.slice(0, NAMED)}…` : text);

/** What was said, as its slice draws it. */
export function Body({ entry, view, mine }: { entry: Entry; view: EntryView; mine: boolean }) {
  const { body } = entry;
  switch (body.kind) {
    case 'text':
      return (
        <p class="bubble" dir="auto">
          {view.words(body.text)}
        </p>
      );
    case 'voice':
      return view.voice(body, entry);
    case 'photo':
      return view.photo(body, entry);
    case 'place':
      return view.place(body, entry);
    case 'taken_back':
      return <p class="bubble is-gone">{rowWords().takenBack}</p>;
    case 'erased':
      return <p class="bubble is-gone">{rowWords().erased[body.why]}</p>;
    case 'call':
      return (
        <div class={body.talkMs > 0 ? 'bubble call-entry' : 'bubble call-entry is-missed'}>
          <p>
            <CallIcon size="s" />
            {callWords(body, mine)}
          </p>
          {view.call(body, entry)}
        </div>
      );
    case 'status':
    case 'member':
    case 'exported':
    case 'suggestion':
      return null;
  }
}

/** The entry that this one answers, in a line; a tap leads to it. */
export function Quote({ id, view }: { id: EntryId; view: EntryView }) {
  const quoted = view.known.value.get(id);
  const name = quoted && (quoted.by === view.me ? rowWords().mine : nameOf(view.members, quoted.by));
  return (
    <button
      type="button"
      class={quoted?.by === view.me ? 'quote quote-me' : 'quote'}
      aria-label={
        quoted
          ? rowWords().said(rowWords().inReplyTo(name ?? ''), bodyInOneLine(quoted.body, view.members))
          : t().earlier
      }
      onClick={() => view.goTo(id)}
    >
      {name && <b>{name}</b>}
      <span dir="auto">{quoted ? bodyInOneLine(quoted.body, view.members) : t().earlier}</span>
    </button>
  );
}

/** Sent, delivered or read: a quiet sign for the eye, words for a screen reader. */
export function Mark({ seq, view }: { seq: number; view: EntryView }) {
  const others = view.members.filter(
    ({ id, left }) => id !== view.me && !left && (view.cameAt.value.get(id) ?? 0) < seq,
  );
  const mark = markOf(seq, others, view.model.marks.value);
  const names = mark.state === 'sent' ? '' : mark.with.map(({ name }) => name).join(rowWords().and);
  const isGroup = others.length > 1;
  const said =
    mark.state === 'sent'
      ? rowWords().sent
      : mark.state === 'delivered'
        ? isGroup
          ? rowWords().deliveredTo(names)
          : rowWords().delivered
        : isGroup
          ? rowWords().readBy(names)
          : rowWords().read;
  return (
    <span class="mark">
      <span class="spoken">{said}</span>
      <span aria-hidden="true" title={said}>
        {mark.state === 'sent' && <DoneIcon size="xs" />}
        {mark.state === 'delivered' && <HasComeIcon size="xs" />}
        {mark.state === 'read' &&
          (isGroup && mark.with.length < others.length ? rowWords().readCount(mark.with.length) : rowWords().read)}
      </span>
    </span>
  );
}

/** What is said in the middle of the timeline and by nobody; null for what a person said. */
export function lineWords(
  { body, by }: Entry,
  { members, statusWords, understoodWords }: Pick<EntryView, 'members' | 'statusWords' | 'understoodWords'>,
): string | null {
  if (body.kind === 'status') return statusWords(body);
  if (body.kind === 'suggestion') return understoodWords(body);
  if (body.kind === 'exported') return rowWords().exported(nameOf(members, by));
  return body.kind === 'member' ? memberWords(body, members) : null;
}

/** A member's role in words; empty for nobody. */
export const roleOf = (members: readonly Member[], id: MemberId | null): string => {
  const role = members.find((member) => member.id === id)?.role;
  return role ? roleWords()[role] : '';
};

/** `mine`: I was the one who called. */
export function callWords({ end, talkMs }: BodyOf<'call'>, mine: boolean): string {
  if (talkMs > 0) return rowWords().call(lengthInWords(talkMs));
  return mine ? rowWords().callEnd[end] : rowWords().missed[end];
}

/** A held finger, a right click and the keyboard's menu key mean the same. */
export function useHold(act: () => void) {
  const held = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const done = useRef(false);
  const end = () => {
    if (held.current) clearTimeout(held.current.timer);
    held.current = null;
  };
  return {
    onContextMenu: (event: MouseEvent) => {
      // Words that were marked with a mouse have the browser's own menu.
      if (getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      end();
      act();
    },
    // Safari on a phone has no such event.
    onTouchStart: (event: TouchEvent) => {
      end();
      done.current = false;
      const [touch] = event.touches;
      if (!touch || event.touches.length > 1) return;
      const timer = setTimeout(() => {
        held.current = null;
        done.current = true;
        act();
      }, HOLD_MS);
      held.current = { timer, x: touch.clientX, y: touch.clientY };
    },
    onTouchMove: (event: TouchEvent) => {
      const [touch] = event.touches;
      const { current } = held;
      if (touch && current && Math.hypot(touch.clientX - current.x, touch.clientY - current.y) > HOLD_SLOP_PX) end();
    },
    onTouchEnd: (event: TouchEvent) => {
      end();
      // The finger that held taps nothing when it goes up.
      if (done.current) event.preventDefault();
    },
    onTouchCancel: end,
  };
}
