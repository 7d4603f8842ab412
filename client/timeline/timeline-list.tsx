import './timeline.css';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { clockTime, dayInWords, lengthInWords, sameDay } from '../time-words.ts';
import { AlertIcon, CallIcon, ClockIcon, DownIcon } from '../ui/icons.tsx';
import { t } from './strings.ts';
import type { TimelineModel } from './model.ts';
import type { UnsentText } from './outbox.ts';
import type { Entry, EntryBody, MemberId, Status } from '#protocol';

type VoiceBody = Extract<EntryBody, { kind: 'voice' }>;
type CallBody = Extract<EntryBody, { kind: 'call' }>;

/** A voice note that is still being sent, drawn by its own slice. */
export interface PendingVoice {
  readonly key: string;
  readonly view: ComponentChildren;
}

export interface TimelineListProps {
  readonly model: TimelineModel;
  readonly me: MemberId;
  readonly online: boolean;
  /** Server's clock, epoch ms. */
  readonly now: () => number;
  readonly nameOf: (id: MemberId) => string;
  readonly statusWords: (status: Status) => string;
  readonly voice: (body: VoiceBody, mine: boolean) => ComponentChildren;
  readonly pendingVoice: readonly PendingVoice[];
}

/** Nearer to the end than this, the reader reads the newest words and wants to stay there, px. */
const AT_END_PX = 48;

/** Everything said on the line, oldest first. It stays at the newest words unless the reader has scrolled up. */
export function TimelineList(props: TimelineListProps) {
  const { model, me, online, pendingVoice } = props;
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef({ scrollHeight: 0, clientHeight: 0 });
  const behind = useSignal(false);
  const entries = model.entries.value;
  const unsent = model.unsent.value;
  const newest = entries[entries.length - 1];
  const waiting = unsent.filter((text) => text.failed === null).length + pendingVoice.length;

  const stay = (follow: boolean) => {
    const { current } = box;
    if (!current) return;
    if (follow) current.scrollTop = current.scrollHeight;
    seen.current = { scrollHeight: current.scrollHeight, clientHeight: current.clientHeight };
  };
  /** Whether the reader was at the newest words before the box or its content changed its size. */
  const wasAtEnd = () => {
    const { current } = box;
    if (!current) return true;
    return [seen.current, current].some(
      ({ scrollHeight, clientHeight }) => scrollHeight - current.scrollTop - clientHeight < AT_END_PX,
    );
  };
  useLayoutEffect(() => {
    const follow = wasAtEnd() || newest?.by === me;
    stay(follow);
    if (!follow) behind.value = true;
  }, [entries.length, unsent.length, pendingVoice.length]);
  useLayoutEffect(() => {
    // A transcript that arrives, a keyboard that opens: what was in sight stays in sight.
    const { current } = box;
    const content = current?.firstElementChild;
    if (!current || !content) return;
    const watch = new ResizeObserver(() => stay(wasAtEnd()));
    watch.observe(current);
    watch.observe(content);
    return () => watch.disconnect();
  }, []);

  return (
    <section class="timeline" aria-label={t().timeline}>
      <div
        class="timeline-scroll"
        ref={box}
        onScroll={() => {
          if (wasAtEnd()) behind.value = false;
        }}
        role="log"
        aria-live={model.loaded.value ? 'polite' : 'off'}
        aria-label={t().timeline}
        tabIndex={0}
      >
        <ol class="timeline-entries">
          {entries.length === 0 && unsent.length === 0 && pendingVoice.length === 0 && (
            <li class="status-line">{model.loaded.value ? t().empty : online ? t().loading : ''}</li>
          )}
          {entries.map((entry, index) => {
            const before = entries[index - 1];
            const newDay = before ? !sameDay(before.at, entry.at) : !sameDay(entry.at, props.now());
            return [
              newDay && (
                <li class="status-line day-line" key={`day-${entry.seq}`}>
                  {dayInWords(entry.at, props.now())}
                </li>
              ),
              <Row key={entry.seq} entry={entry} {...props} />,
            ];
          })}
          {unsent.map((text) => (
            <Unsent key={text.clientId} text={text} model={model} />
          ))}
          {pendingVoice.map(({ key, view }) => (
            <li class="entry entry-me" key={key} aria-live="off">
              {view}
            </li>
          ))}
          {waiting > 0 && !online && (
            <li class="waiting facts">
              <ClockIcon size="xs" />
              {t().waiting(waiting)}
            </li>
          )}
        </ol>
      </div>
      {behind.value && (
        <button
          type="button"
          class="float new-messages"
          onClick={() => {
            stay(true);
            box.current?.focus();
          }}
        >
          <DownIcon size="s" />
          {t().newMessages}
        </button>
      )}
    </section>
  );
}

function Row({ entry, me, nameOf, statusWords, voice }: TimelineListProps & { entry: Entry }) {
  const { body, by, at } = entry;
  const mine = by === me;
  if (body.kind === 'status') {
    return (
      <li class="status-line">
        <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time> {statusWords(body.status)}
      </li>
    );
  }
  return (
    <li class={mine ? 'entry entry-me' : 'entry'}>
      {body.kind !== 'call' && <span class="spoken">{mine || by === null ? t().mine : nameOf(by)}</span>}
      {body.kind === 'text' && <p class="bubble">{body.text}</p>}
      {body.kind === 'voice' && voice(body, mine)}
      {body.kind === 'call' && (
        <p class={body.talkMs > 0 ? 'bubble call-entry' : 'bubble call-entry is-missed'}>
          <CallIcon size="s" />
          {callWords(body, mine)}
        </p>
      )}
      <time class="at" dateTime={new Date(at).toISOString()}>
        {clockTime(at)}
      </time>
    </li>
  );
}

/** `mine`: I was the one who called. */
function callWords({ end, talkMs }: CallBody, mine: boolean): string {
  if (talkMs > 0) return t().call(lengthInWords(talkMs));
  return mine ? t().callEnd[end] : t().missed[end];
}

function Unsent({ text, model }: { text: UnsentText; model: TimelineModel }) {
  return (
    // A screen reader says it once: when it is sent.
    <li class="entry entry-me entry-unsent" aria-live="off">
      <p class={text.failed === null ? 'bubble is-waiting' : 'bubble is-failed'}>{text.text}</p>
      {text.failed !== null && (
        <div class="failed" role="alert">
          <AlertIcon size="xs" />
          <span>{text.failed === 'too_large' ? t().failed.too_large : t().failed.other}</span>
          <button type="button" onClick={() => model.retry(text.clientId)}>
            {t().retry}
          </button>
          <button type="button" onClick={() => model.discard(text.clientId)}>
            {t().discard}
          </button>
        </div>
      )}
    </li>
  );
}
