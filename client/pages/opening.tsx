import './pages.css';
import { t } from './strings.ts';
import type { Role } from '#protocol';

/** Before the page is there: whose it is, where that is known, and that it comes. */
export function Opening({ offline, role }: { offline: boolean; role: Role | null }) {
  return (
    <main class="calm">
      <div class="calm-words">
        {role === null ? <h1 class="spoken">Doorline</h1> : <h1>{t().pageOf[role]}</h1>}
        <p role="status">{offline ? t().openingOffline : t().opening}</p>
      </div>
    </main>
  );
}
