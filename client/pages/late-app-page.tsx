import { useLoaded } from '../ui/use-loaded.ts';
import { LateShutOut } from './late-shut-out.tsx';
import { Opening } from './opening.tsx';

/** Where the installed app begins. Its code comes only there. */
export function LateAppPage() {
  const part = useLoaded(() => import('../app/app-page.tsx'));
  if (part === 'gone') return <LateShutOut code="client_too_old" />;
  return part ? <part.AppPage /> : <Opening offline={false} role={null} />;
}
