import './pages.css';
import { useEffect } from 'preact/hooks';
import { isAhead } from '../deliveries/progress.ts';
import { quickRepliesFor } from '../deliveries/quick-replies-for.ts';
import { Steps } from '../deliveries/steps.tsx';
import { TripHeader } from '../deliveries/trip-header.tsx';
import { language } from '../language.ts';
import { LateDemoRide, LateMap } from '../location/late-map.tsx';
import { otherOf } from '../people/names.ts';
import { PlaceIcon } from '../ui/icons.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { CallLayer } from './call-layer.tsx';
import { LineView } from './line-view.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { pageConfig } from './page-config.ts';
import { ReplyInstead } from './reply-instead.tsx';
import { t } from './strings.ts';
import { useOpenLine } from './use-open-line.ts';
import type { PageParts } from './page-parts.ts';
import type { LineSummary } from '#protocol';

/** The page of the person at the door: who comes and when, and everything that can be said about it. */
export function Recipient({ parts, line }: { parts: PageParts; line: LineSummary }) {
  const { connection, deliveries, lineOf } = parts;
  const { delivery, members } = line;
  const models = useOpenLine(lineOf, line);
  const courier = otherOf(line);
  const { phase } = connection.state.value;
  const hasDemo = pageConfig().value?.demo && isAhead(delivery.status);
  useEffect(() => {
    document.title = t().recipientTitle(delivery.courierName);
  }, [delivery.courierName, language.value]);

  const seen = models.location.people.value.find((person) => person.memberId === courier?.id);
  const loaded = useLoaded(() => import('../location/words.ts'));
  const inWords = loaded === 'gone' ? null : loaded;
  const words = seen && inWords?.tripInWords(seen, delivery.courierName, delivery.point, language.value);
  return (
    <main class={phase === 'offline' ? 'phone recipient is-offline' : 'phone recipient'}>
      <OfflineBanner phase={phase} unsent={models.timeline.unsent.value.length} />
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
            <div class="over over-tr">
              <LanguageSwitch />
            </div>
          </>
        }
        head={
          <TripHeader
            delivery={delivery}
            online={phase === 'online'}
            sight={words && seen ? { ...words, stale: seen.stale } : null}
            now={connection.now()}
          />
        }
        under={<Steps status={delivery.status} />}
        isOver={!isAhead(delivery.status)}
      />
      <CallLayer
        parts={parts}
        line={line}
        about={t().parcel(delivery.reference)}
        instead={
          <ReplyInstead models={models} replies={quickRepliesFor(deliveries.quickReplies.value, delivery.status)} />
        }
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
