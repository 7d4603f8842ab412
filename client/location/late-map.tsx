import './location.css';
import { words } from '../language.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import type { DemoRideProps } from './demo-ride.tsx';
import type { LineMapProps } from './line-map.tsx';
import type { ShareButtonProps } from './share-button.tsx';

const t = words({
  zh: { map: '地图', loading: '正在加载地图…', old: '页面有更新，请重新打开这一页', to: '送到' },
  en: { map: 'Map', loading: 'Loading the map…', old: 'This page has an update: open it again', to: 'To' },
});

const load = () => import('./map-part.tsx');

export interface LateMapProps extends LineMapProps {
  /** The door in words, for as long as no map shows it. */
  readonly address?: string;
}

/** The line's map. Its code comes right after the first paint; until then its ground and its words are there. */
export function LateMap({ address, ...props }: LateMapProps) {
  const part = useLoaded(load);
  if (part !== null && part !== 'gone') return <part.LineMap {...props} />;
  return (
    <section class="line-map" aria-label={t().map}>
      <div class="line-map-words">
        <p>
          {address && (
            <>
              {t().to} <b dir="auto">{address}</b>
              <br />
            </>
          )}
          {part === 'gone' ? t().old : t().loading}
        </p>
      </div>
    </section>
  );
}

const loadRide = () => import('./demo-ride.tsx');

/** The ride that nobody rides, for servers that are there to be tried. */
export function LateDemoRide(props: DemoRideProps) {
  const part = useLoaded(loadRide);
  return part === null || part === 'gone' ? null : <part.DemoRide {...props} />;
}

/** Sharing by choice; it comes with the map. */
export function LateShareButton(props: ShareButtonProps) {
  const part = useLoaded(load);
  return part === null || part === 'gone' ? null : <part.ShareButton {...props} />;
}
