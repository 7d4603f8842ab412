import './pages.css';
import { t } from './strings.ts';

/** Before the server has answered for the first time. */
export function Opening({ offline }: { offline: boolean }) {
  return (
    <main class="calm">
      <div class="calm-words" role="status">
        <p>{offline ? t().openingOffline : t().opening}</p>
      </div>
    </main>
  );
}
