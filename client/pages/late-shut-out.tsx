import './pages.css';
import { useLoaded } from '../ui/use-loaded.ts';
import { Opening } from './opening.tsx';
import { t } from './strings.ts';
import type { ErrorCode } from '#protocol';

/** The words of a link that opens nothing: their code comes when they are needed. */
export function LateShutOut({ code, unsent = 0 }: { code: ErrorCode; unsent?: number }) {
  const part = useLoaded(() => import('./shut-out.tsx'));
  if (part === null) return <Opening offline={!navigator.onLine} role={null} />;
  if (part !== 'gone') return <part.ShutOut code={code} unsent={unsent} />;
  return (
    <main class="calm">
      <button type="button" class="btn btn-primary" onClick={() => globalThis.location.reload()}>
        {t().reload}
      </button>
    </main>
  );
}
