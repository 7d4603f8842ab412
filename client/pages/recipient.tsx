import './pages.css';
import { useEffect } from 'preact/hooks';
import { isAhead } from '../deliveries/progress.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { EndFrame, EndHead } from '../deliveries/end-head.tsx';
import { Steps } from '../deliveries/steps.tsx';
import { TripHeader } from '../deliveries/trip-header.tsx';
import { language } from '../language.ts';
import { LateDemoRide, LateMap } from '../location/late-map.tsx';
import { otherOf } from '../people/names.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { CallLayer } from './call-layer.tsx';
import { LatePageNotes } from './late-page-notes.tsx';
import { LineView } from './line-view.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { pageConfig } from './page-config.ts';
import { ReplyInstead } from './reply-instead.tsx';
import { t } from './strings.ts';
import { useEnd } from './use-end.ts';
import { useOpenLine } from './use-open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

/** A page that is opened before the end has time until then; it must be there also when the network is not. */
const END_SOON_MS = 2000;

/** The page of the person at the door: who comes and when, and everything that can be said about it. */
export function Recipient({ parts, line }: { parts: PageParts; line: LineSummary }) {
  const { connection, deliveries, lineOf } = parts;
  const { delivery, members } = line;
  const { status } = delivery;
  const models = useOpenLine(lineOf, line);
  const courier = otherOf(line);
  const { phase } = connection.state.value;
  const hasDemo = pageConfig().value?.demo && isAhead(status);
  const front = useEnd(status, models);
  const end = useLoaded(async () => {
    if (isAhead(status)) await new Promise((resolve) => setTimeout(resolve, END_SOON_MS));
    return import('./end-page.tsx');
  });
  // What has just ended stays as it is until there is something to show in its place.
  const showsLine =
    isAhead(status) || front.value === 'line' || end === 'gone' || (end === null && front.value === 'just');
  useEffect(() => {
    if (showsLine) document.title = t().recipientTitle(delivery.courierName);
  }, [delivery.courierName, language.value, showsLine]);

  const seen = models.location.people.value.find((person) => person.memberId === courier?.id);
  const loaded = useLoaded(() => import('../location/words.ts'));
  const inWords = loaded === 'gone' ? null : loaded;
  const words = seen && inWords?.tripInWords(seen, delivery.courierName, delivery.point, language.value);
  const languageSwitch = (
    <div class="over over-tr">
      <LanguageSwitch />
    </div>
  );
  const { unsent, unsafe } = models.timeline;
  return (
    <main class={phase === 'offline' ? 'phone recipient is-offline' : 'phone recipient'}>
      <OfflineBanner phase={phase} unsent={unsent.value.length} unsafe={unsafe.value} />
      {showsLine ? (
        <LineView
          parts={parts}
          line={line}
          models={models}
          corners={
            <>
              {hasDemo && (
                <div class="over over-tl">
                  <LateDemoRide connection={connection} lineId={delivery.id} />
                </div>
              )}
              {languageSwitch}
            </>
          }
          head={
            isAhead(status) ? (
              <TripHeader
                delivery={{ ...delivery, status }}
                online={phase === 'online'}
                sight={words && seen ? { ...words, stale: seen.stale } : null}
                now={connection.now()}
              />
            ) : (
              end !== null &&
              end !== 'gone' && <end.EndBar delivery={delivery} status={status} onBack={() => (front.value = 'just')} />
            )
          }
          under={
            <>
              <Steps status={status} />
              <LatePageNotes connection={connection} />
            </>
          }
          isOver={!isAhead(status)}
        />
      ) : end === null ? (
        <EndFrame
          status={status}
          corners={languageSwitch}
          head={<EndHead delivery={{ ...delivery, status }} now={connection.now()} />}
        />
      ) : (
        <end.EndPage
          parts={parts}
          line={line}
          models={models}
          status={status}
          corners={languageSwitch}
          takesFocus={front.value === 'just'}
          onTalk={() => (front.value = 'line')}
        />
      )}
      <CallLayer
        parts={parts}
        line={line}
        about={t().parcel(delivery.reference)}
        instead={<ReplyInstead models={models} replies={quickRepliesFor(deliveries.quickReplies.value, status)} />}
        where={
          seen?.fix ? (
            <>
              <div class="ring-map">
                <LateMap model={models.location} door={delivery.point} members={members} />
              </div>
              <p class="ring-where">
                <PlaceIcon />
                {inWords?.sightingInWords(seen, delivery.courierName, delivery.point, 'riding', language.value)}
              </p>
            </>
          ) : undefined
        }
      />
    </main>
  );
}
