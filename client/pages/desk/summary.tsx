import './summary.css';
import { statusWords } from '../../deliveries/strings.ts';
import { clockTime, dayInWords, sameDay } from '../../time-words.ts';
import { nameOf } from '../../timeline/entry-words.ts';
import { windowInWords } from '../../window-words.ts';
import { t as desk } from './strings.ts';
import { meant, t } from './summary-strings.ts';
import type { DeskSummary, LineSummary, Understood } from '#protocol';

export interface SummaryProps {
  readonly line: LineSummary;
  readonly summary: DeskSummary | 'coming' | null;
  /** Server's clock, epoch ms. */
  readonly now: number;
}

/** A line in two: what has happened, and what nobody has answered. */
export function Summary({ line, summary, now }: SummaryProps) {
  const { delivery, members } = line;
  const known = summary === 'coming' ? null : summary;
  const time = (at: number) => (sameDay(at, now) ? clockTime(at) : `${dayInWords(at, now)} ${clockTime(at)}`);
  const { status, statusAt, window } = delivery;
  const agreed = [
    ...(window ? [windowInWords(window, now)] : []),
    ...(known?.place ? [t().leave(meant().place[known.place])] : []),
  ].join(t().and);
  const last = known?.last;
  const facts = [
    desk().since(statusWords()[status].short, time(statusAt)),
    agreed && t().agreed(agreed),
    last &&
      t().said(nameOf(members, last.by), last.means.map((one) => meantInWords(one, now)).join(t().and), time(last.at)),
    known && known.missedCalls > 0 && t().missed(known.missedCalls),
    known && known.notHome > 1 && t().notHome(known.notHome),
  ];
  return (
    <section class="desk-summary" aria-label={t().summary}>
      <p>{facts.filter(Boolean).join(' · ')}</p>
      {summary === 'coming' ? (
        <p>{t().coming}</p>
      ) : (
        (known?.open || known?.isRead) && (
          <p>
            {known.open ? (
              <OpenQuestion line={line} open={known.open} now={now} since={time(known.open.since)} />
            ) : (
              t().nothing
            )}
          </p>
        )
      )}
    </section>
  );
}

interface OpenQuestionProps {
  readonly line: LineSummary;
  readonly open: NonNullable<DeskSummary['open']>;
  readonly now: number;
  readonly since: string;
}

function OpenQuestion({ line: { members }, open, now, since }: OpenQuestionProps) {
  const { by, means, asks, answeredByAssistant } = open;
  const who = nameOf(members, by);
  const what = meantInWords(means, now);
  const asked = members.find(({ role, left }) => role === asks && !left);
  const words = answeredByAssistant
    ? t().onlyAssistant(who, what)
    : asked
      ? asked.id === by
        ? t().toConfirm(who, what)
        : t().waitsFor(asked.name, who, what)
      : t().unanswered(who, what);
  return (
    <>
      <b>{words}</b> · {t().since(since)}
    </>
  );
}

/** What was understood, to be read after a name. */
function meantInWords(means: Understood, now: number): string {
  const { plain, problem, contact, place, ...say } = meant();
  switch (means.intent) {
    case 'leave_at':
      return say.leaveAt(place[means.place]);
    case 'ask_leave_at':
      return means.place === 'other' ? say.whereToLeave : say.mayLeaveAt(place[means.place]);
    case 'left_at':
      return say.leftAt(place[means.place]);
    case 'problem':
      return problem[means.kind];
    case 'contact':
      return contact[means.channel];
    case 'coming':
      return say.coming(means.inMinutes);
    case 'delay':
      return say.delay(means.inMinutes);
    case 'reschedule': {
      const time = wishInWords(means, now);
      return time ? say.otherTimeAt(time) : say.otherTime;
    }
    case 'not_home':
    case 'refuse':
    case 'change_address':
    case 'ask_where':
    case 'directions':
    case 'access_code':
    case 'received':
    case 'ack':
    case 'ask_home':
    case 'ask_directions':
    case 'ask_code':
    case 'arrived':
      return plain[means.intent];
  }
}

/** The wished time, as far as one was said. */
function wishInWords({ date, from, to }: Extract<Understood, { intent: 'reschedule' }>, now: number): string {
  if (date === null) return '';
  const day = dayInWords(new Date(`${date}T12:00`).getTime(), now);
  const hours = from && to ? `${from}–${to}` : from ? t().from(from) : to ? t().to(to) : '';
  return [day, hours].filter(Boolean).join(' ');
}
