import { useErrorBoundary } from 'preact/hooks';
import { announcement } from '../ui/announce.ts';
import { Opening } from './opening.tsx';
import { Recipient } from './recipient.tsx';
import { LateShutOut } from './late-shut-out.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import type { PageParts } from './page-parts.ts';
import type { Role } from '#protocol';

export interface AppProps {
  readonly parts: PageParts;
  /** Whose page the server has drawn: its code comes while the page connects. */
  readonly expected: Role | null;
}

/** The page that the link opens, told by the role that the server answers. */
export function App({ parts, expected }: AppProps) {
  const [broken] = useErrorBoundary((error) => globalThis.reportError?.(error));
  if (broken) return <LateShutOut code="internal" />;
  const isShutOut = parts.connection.state.value.phase === 'refused';
  return (
    <>
      <Page parts={parts} expected={expected} />
      <div class="spoken" role="status" aria-live="polite">
        {/* The last words of the line may be in it: a stranger to the line hears them no more. Its value, not the signal: that would be
            written anew, and maybe heard again, whenever this is drawn. */}
        {isShutOut ? '' : announcement.value}
      </div>
    </>
  );
}

function Page({ parts, expected }: AppProps) {
  const { connection, deliveries } = parts;
  const state = connection.state.value;
  const known = deliveries.role.value;
  const role = known ?? expected;
  const [first] = deliveries.lines.value;
  if (state.phase === 'refused') return <LateShutOut code={state.code} unsent={parts.unsent()} />;
  if (role === 'courier') return <CourierPage parts={parts} />;
  if (role === 'agent' || role === 'station') return <DeskPage parts={parts} expected={role} />;
  if (known === null) return <Opening offline={state.phase === 'offline'} role={role} />;
  return first ? <Recipient parts={parts} line={first} /> : <LateShutOut code="not_found" />;
}

/** The courier's page comes by itself, so that the recipient's loads less. */
function CourierPage({ parts }: { parts: PageParts }) {
  const page = useLoaded(() => import('./courier.tsx'));
  if (page === 'gone') return <LateShutOut code="client_too_old" />;
  if (page === null || parts.deliveries.role.value === null) return <Waiting parts={parts} expected="courier" />;
  return <page.Courier parts={parts} />;
}

function DeskPage({ parts, expected }: AppProps) {
  const page = useLoaded(() => import('./desk/desk.tsx'));
  if (page === 'gone') return <LateShutOut code="client_too_old" />;
  if (page === null || parts.deliveries.role.value === null) return <Waiting parts={parts} expected={expected} />;
  return <page.Desk parts={parts} />;
}

function Waiting({ parts, expected }: AppProps) {
  return <Opening offline={parts.connection.state.value.phase === 'offline'} role={expected} />;
}
