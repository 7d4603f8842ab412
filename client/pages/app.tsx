import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { language } from '../language.ts';
import { announcement } from '../ui/announce.ts';
import { Opening } from './opening.tsx';
import { Recipient } from './recipient.tsx';
import { ShutOut } from './shut-out.tsx';
import type { PageParts } from './page-parts.ts';

/** The page that the link opens, told by the role that the server answers. */
export function App({ parts }: { parts: PageParts }) {
  const said = language.value;
  useEffect(() => {
    document.documentElement.lang = said === 'zh' ? 'zh-CN' : 'en';
  }, [said]);
  return (
    <>
      <Page parts={parts} />
      <div class="spoken" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}

function Page({ parts }: { parts: PageParts }) {
  const { connection, deliveries } = parts;
  const state = connection.state.value;
  const role = deliveries.role.value;
  const [first] = deliveries.lines.value;
  if (state.phase === 'refused') return <ShutOut code={state.code} />;
  if (role === null) return <Opening offline={state.phase === 'offline'} />;
  if (role === 'courier') return <CourierPage parts={parts} />;
  return first ? <Recipient parts={parts} line={first} /> : <ShutOut code="not_found" />;
}

/** The courier's page comes by itself, so that the recipient's loads less. */
function CourierPage({ parts }: { parts: PageParts }) {
  const page = useSignal<{ Courier: ComponentType<{ parts: PageParts }> } | 'gone' | null>(null);
  useEffect(() => {
    let tries = 0;
    const load = () => {
      import('./courier.tsx').then(
        (loaded) => (page.value = loaded),
        // A second failure while online means that a newer version has replaced the file.
        () => ((tries += 1) > 1 && navigator.onLine ? (page.value = 'gone') : setTimeout(load, 2000)),
      );
    };
    load();
  }, []);
  if (page.value === 'gone') return <ShutOut code="client_too_old" />;
  if (page.value === null) return <Opening offline={false} />;
  const { Courier } = page.value;
  return <Courier parts={parts} />;
}
