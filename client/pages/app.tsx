import { useErrorBoundary } from 'preact/hooks';
import { announcement } from '../ui/announce.ts';
import { Opening } from './opening.tsx';
import { Recipient } from './recipient.tsx';
import { LateShutOut } from './late-shut-out.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import type { PageParts } from './page-parts.ts';

/** The page that the link opens, told by the role that the server answers. */
export function App({ parts }: { parts: PageParts }) {
  const [broken] = useErrorBoundary((error) => globalThis.reportError?.(error));
  if (broken) return <LateShutOut code="internal" />;
  const isShutOut = parts.connection.state.value.phase === 'refused';
  return (
    <>
      <Page parts={parts} />
      <div class="spoken" role="status" aria-live="polite">
        {/* The last words of the line may be in it: a stranger to the line hears them no more. */}
        {isShutOut ? '' : announcement}
      </div>
    </>
  );
}

function Page({ parts }: { parts: PageParts }) {
  const { connection, deliveries } = parts;
  const state = connection.state.value;
  const role = deliveries.role.value;
  const [first] = deliveries.lines.value;
  if (state.phase === 'refused') return <LateShutOut code={state.code} unsent={parts.unsent()} />;
  if (role === null) return <Opening offline={state.phase === 'offline'} />;
  if (role === 'courier') return <CourierPage parts={parts} />;
  if (role !== 'recipient') return <DeskPage parts={parts} />;
  return first ? <Recipient parts={parts} line={first} /> : <LateShutOut code="not_found" />;
}

/** The courier's page comes by itself, so that the recipient's loads less. */
function CourierPage({ parts }: { parts: PageParts }) {
  const page = useLoaded(() => import('./courier.tsx'));
  if (page === 'gone') return <LateShutOut code="client_too_old" />;
  if (page === null) return <Opening offline={false} />;
  return <page.Courier parts={parts} />;
}

function DeskPage({ parts }: { parts: PageParts }) {
  const page = useLoaded(() => import('./desk.tsx'));
  if (page === 'gone') return <LateShutOut code="client_too_old" />;
  if (page === null) return <Opening offline={false} />;
  return <page.Desk parts={parts} />;
}
