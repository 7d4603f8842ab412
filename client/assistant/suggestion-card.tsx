import './assistant.css';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { nameOf } from '../timeline/entry-words.ts';
import { dayAndDate, windowInWords } from '../window-words.ts';
import { Sheet } from '../ui/sheet.tsx';
import { UnderstoodIcon } from '../ui/late-icons.tsx';
import { placeInWords } from './act-words.ts';
import { cardInWords, placesBut, sourceInWords, t, troubleInWords } from './card-words.ts';
import { askedOf, createAssistantModel, type AssistantModel, type Understanding } from './model.ts';
import { useExpiry } from './use-expiry.ts';
import { WindowSheet } from './window-sheet.tsx';
import type { Connection } from '../connection.ts';
import type { TimelineModel } from '../timeline/model.ts';
import type { LeavePlace, LineSummary, Role, TimeWindow } from '#protocol';

export interface SuggestionCardProps {
  readonly connection: Connection;
  readonly line: LineSummary;
  readonly timeline: TimelineModel;
}

/** What waits for the reader's tap, in the place of the quick replies; nothing where nothing does. */
export function SuggestionCard({ connection, line, timeline }: SuggestionCardProps) {
  const { delivery, members, me } = line;
  const place = useRef<HTMLDivElement>(null);
  const model = useMemo(
    () => createAssistantModel({ connection, lineId: delivery.id, learn: timeline.learn }),
    [connection, delivery.id, timeline],
  );
  const role = members.find(({ id }) => id === me)?.role ?? 'recipient';
  const now = connection.now();
  const asked = askedOf(timeline.entries.value, role, delivery.status, now);
  const act = asked?.body.act;
  useExpiry(act?.do === 'reschedule' && act.window ? act.window.to : null, now);
  const hasAsked = useRef(false);
  if (asked) hasAsked.current = true;
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    // The answered card has taken the focus with it: on to what can be said next.
    if (hadFocus.current && !asked && document.activeElement === document.body)
      place.current?.parentElement?.querySelector<HTMLElement>(':is(.chips, .bar) button')?.focus();
    hadFocus.current = false;
  }, [asked?.id]);
  return (
    <div
      ref={place}
      class={hasAsked.current ? 'ask-place has-asked' : 'ask-place'}
      onFocusIn={() => (hadFocus.current = true)}
    >
      {asked && (
        <Card
          key={asked.id}
          model={model}
          asked={asked}
          role={role}
          line={line}
          timeline={timeline}
          connection={connection}
        />
      )}
    </div>
  );
}

interface CardProps extends SuggestionCardProps {
  readonly model: AssistantModel;
  readonly asked: Understanding;
  readonly role: Role;
}

function Card({ model, asked, role, line, timeline, connection }: CardProps) {
  const { id, body, at, replyTo } = asked;
  const { act, about } = body;
  const now = connection.now();
  const sheet = useSignal<'times' | 'places' | null>(null);
  const card = cardInWords(act, role, now);
  const said = timeline.entries.value.find((entry) => entry.id === replyTo);
  const isMine = about === line.me;
  const source = sourceInWords(said, at, isMine, nameOf(line.members, about));
  const isOffline = connection.state.value.phase === 'offline';
  const sending = model.sending.value;
  const isBusy = sending !== null;
  const trouble = model.trouble.value?.entryId === id ? model.trouble.value : null;
  const isOff = isBusy || isOffline;
  const problem = isOffline ? ({ code: 'offline', answer: 'confirm' } as const) : trouble;
  const others = act.do === 'reschedule' ? act.others.filter(({ to }) => to > now) : [];
  const choices = act.do === 'reschedule' && act.window === null ? others : null;
  const send = (answer: 'confirm' | 'dismiss', change?: { window?: TimeWindow; place?: LeavePlace }) => {
    if (!isOff) void model.answer(id, answer, change);
  };
  const state = isBusy ? t().sending : problem ? troubleInWords(problem, act) : '';
  const dismiss = (look: string) => (
    <button type="button" class={look} aria-disabled={isOff} onClick={() => send('dismiss')}>
      {card.dismiss}
    </button>
  );
  const more = (kind: 'times' | 'places', look: string) => (
    <button type="button" class={look} aria-haspopup="dialog" onClick={() => (sheet.value = kind)}>
      {kind === 'times' ? t().anotherTime : t().anotherPlace}
    </button>
  );
  return (
    <section class="ask" aria-label={t().region}>
      <div class="ask-top">
        <UnderstoodIcon size="s" />
        <span>{t().understood}</span>
        {choices
          ? dismiss('ask-more')
          : act.do === 'reschedule'
            ? more('times', 'ask-more')
            : act.do === 'leave_at' && more('places', 'ask-more')}
      </div>
      <h2 dir="auto">{card.headline}</h2>
      <p class="ask-from">
        {[act.do === 'reschedule' && act.window && dayAndDate(act.window.from), source].filter(Boolean).join(' · ')}
        {!isMine && said?.body.kind === 'text' && <q dir="auto">{said.body.text}</q>}
        {!isMine && said?.body.kind === 'voice' && said.body.transcript.state === 'done' && (
          <q dir="auto">{said.body.transcript.text}</q>
        )}
      </p>
      {card.hint && <p class="ask-hint">{card.hint}</p>}
      <div class="ask-acts">
        {choices ? (
          <>
            {choices.map((window) => (
              <button
                key={window.from}
                type="button"
                class="btn btn-line"
                aria-disabled={isOff}
                onClick={() => send('confirm', { window })}
              >
                {windowInWords(window, now)}
              </button>
            ))}
            {more('times', 'btn btn-line')}
          </>
        ) : (
          <>
            <button type="button" class="btn btn-primary" aria-disabled={isOff} onClick={() => send('confirm')}>
              {card.confirm}
            </button>
            {dismiss('btn btn-line')}
          </>
        )}
      </div>
      <p class={trouble && !isBusy ? 'ask-state is-bad' : 'ask-state'} role="status">
        {state}
      </p>
      {sheet.value === 'times' && (
        <Sheet title={t().whichTime} onClose={() => (sheet.value = null)}>
          <WindowSheet model={model} id={id} act={act} now={now} onDone={() => (sheet.value = null)} />
        </Sheet>
      )}
      {sheet.value === 'places' && act.do === 'leave_at' && (
        <Sheet title={t().whichPlace} onClose={() => (sheet.value = null)}>
          <div class="over-sheet-scroll">
            {placesBut(act.place).map((place) => (
              <button
                key={place}
                type="button"
                class="act"
                aria-disabled={isOff}
                onClick={() => {
                  send('confirm', { place });
                  sheet.value = null;
                }}
              >
                {placeInWords(place)}
              </button>
            ))}
          </div>
        </Sheet>
      )}
    </section>
  );
}
