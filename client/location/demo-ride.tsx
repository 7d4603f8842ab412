import './demo-ride.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LineId } from '#protocol';
import { AskError, type Connection } from '../connection.ts';
import { RunIcon, StopIcon } from './map-icons.tsx';
import { t } from './demo-ride-strings.ts';

export interface DemoRideProps {
  readonly connection: Pick<Connection, 'ask' | 'on' | 'onOnline'>;
  readonly lineId: LineId;
}

/** What was said stays over the map for so long, ms. */
const NOTE_MS = 8_000;

/** Begins and ends the ride that nobody rides, on servers that are there to be tried. Whoever of the line began it. */
export function DemoRide({ connection, lineId }: DemoRideProps) {
  /** Null: not known yet, or not here, where a courier may be a real one. */
  const runs = useSignal<boolean | null>(null);
  const note = useSignal<'' | 'runs' | 'failed' | 'over'>('');

  useEffect(() => {
    const look = () =>
      void connection.ask('location.demo_ride', { lineId, run: null }).then(
        (ride) => (runs.value = ride.runs),
        () => undefined, // The next reconnect asks again.
      );
    const off = [
      connection.onOnline(look),
      connection.on('location.demo_ride_changed', (ride) => {
        if (ride.lineId !== lineId) return;
        runs.value = ride.runs;
        note.value = ride.runs ? 'runs' : '';
      }),
    ];
    look();
    return () => {
      for (const end of off) end();
    };
  }, [connection, lineId]);

  useEffect(() => {
    if (note.value === '') return;
    const timer = setTimeout(() => (note.value = ''), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note.value]);

  async function tap(): Promise<void> {
    try {
      runs.value = (await connection.ask('location.demo_ride', { lineId, run: !runs.value })).runs;
    } catch (error) {
      note.value = error instanceof AskError && error.code === 'conflict' ? 'over' : 'failed';
    }
  }

  if (runs.value === null) return null;
  return (
    <div class="demo-ride">
      <button
        type="button"
        class={runs.value ? 'float is-on' : 'float'}
        aria-label={runs.value ? t().stop : t().watch}
        onClick={() => void tap()}
      >
        {runs.value ? <StopIcon /> : <RunIcon />}
        <span>{t().ride}</span>
      </button>
      <p class="map-note share-note" role="status">
        {note.value && t()[note.value]}
      </p>
    </div>
  );
}
