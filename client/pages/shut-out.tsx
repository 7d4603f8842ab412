import './pages.css';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { t as pageWords } from './strings.ts';
import { t } from './shut-out-strings.ts';
import type { ErrorCode } from '#protocol';

/** A link that opens nothing any more, or never did: why, what a person can do now, and what becomes of what they said. */
export function ShutOut({ code, unsent }: { code: ErrorCode; unsent: number }) {
  const { title, todo } = t().shutOut[kindOf(code)];
  return (
    <main class="calm">
      <div class="over over-tr">
        <LanguageSwitch />
      </div>
      <div class="calm-words" role="alert">
        <h1>{title}</h1>
        <p>{todo}</p>
        {unsent > 0 && <p>{t().kept(unsent)}</p>}
      </div>
      {(code === 'client_too_old' || code === 'internal') && (
        <button type="button" class="btn btn-primary" onClick={() => globalThis.location.reload()}>
          {pageWords().reload}
        </button>
      )}
    </main>
  );
}

function kindOf(code: ErrorCode) {
  if (code === 'link_expired') return 'expired';
  if (code === 'link_revoked') return 'revoked';
  if (code === 'internal') return 'broken';
  return code === 'client_too_old' ? 'old' : 'unknown';
}
