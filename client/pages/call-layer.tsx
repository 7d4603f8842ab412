import { useLoaded } from '../ui/use-loaded.ts';
import type { CallScreenProps } from '../calls/call-screen.tsx';

/** The call over the page. It is drawn only while there is one, so it comes right after the first paint. */
export function CallLayer(props: CallScreenProps) {
  const loaded = useLoaded(() => import('../calls/call-screen.tsx'));
  if (loaded === null || loaded === 'gone') return null;
  return <loaded.CallScreen {...props} />;
}
