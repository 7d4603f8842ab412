import '../pages/pages.css';
import './app.css';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { isAhead } from '../deliveries/progress.ts';
import { statusWords } from '../deliveries/strings.ts';
import { dayInWords } from '../time-words.ts';
import { announce } from '../ui/announce.ts';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { forgetLink, keptLinks, withAppDatabase, type KeptLink, type SharedPhotos } from './app-database.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { pathOfLink } from './link-path.ts';
import { t } from './strings.ts';
import type { LineId } from '#protocol';

const isApp = () => matchMedia('(display-mode: standalone)').matches;
const wasShared = () => new URLSearchParams(globalThis.location.search).get('shared');
const open = (path: string) => globalThis.location.assign(path);

/** Where the installed app begins: the lines that this phone has opened; or, with photos from another app, whom they are for. */
export function AppPage() {
  const links = useSignal<readonly KeptLink[] | null>(null);
  const keeps = useSignal(true);
  const shared = useSignal<SharedPhotos | null>(null);
  useEffect(() => {
    document.title = 'Doorline';
    void load();
  }, []);

  async function load() {
    try {
      links.value = await keptLinks();
      const waiting = await withAppDatabase((db) => db.getAllFromIndex('shared', 'at'));
      shared.value = waiting.findLast(({ to }) => to === null) ?? null;
      const [only] = links.value;
      if (only && links.value.length === 1 && isApp() && !shared.value && wasShared() === null)
        globalThis.location.replace(`/l/${only.token}`);
    } catch {
      links.value = [];
      keeps.value = false;
    }
  }
  async function drop() {
    const { value } = shared;
    shared.value = null;
    if (value) await withAppDatabase((db) => db.delete('shared', value.id));
  }
  async function forget(link: KeptLink) {
    await forgetLink(link.token);
    announce(t().forgotten);
    await load();
  }

  if (links.value === null) return <main class="calm app-page" />;
  return (
    <main class="calm app-page">
      <div class="over over-tr">
        <LanguageSwitch />
      </div>
      {wasShared() === 'lost' && <p role="alert">{t().lost}</p>}
      {shared.value && links.value.some(({ hello }) => hello !== null) ? (
        <Share shared={shared.value} links={links.value} drop={() => void drop()} />
      ) : links.value.length > 0 ? (
        <Lines links={links.value} forget={(link) => void forget(link)} />
      ) : (
        <Empty keeps={keeps.value} />
      )}
    </main>
  );
}

function Lines({ links, forget }: { links: readonly KeptLink[]; forget: (link: KeptLink) => void }) {
  return (
    <>
      <h1>{t().title}</h1>
      <ul class="app-lines">
        {links.map((link) => (
          <li key={link.token}>
            <a class="app-line" href={`/l/${link.token}`}>
              <bdi>{nameOf(link)}</bdi>
              <small>{aboutOf(link)}</small>
            </a>
            <button
              type="button"
              class="float"
              aria-label={t().forgetOf(`${nameOf(link)}, ${aboutOf(link)}`)}
              title={t().forget}
              onClick={() => forget(link)}
            >
              <CloseIcon size="s" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One row for each line that photos can go to: a courier has many, and chooses the door. */
function Share({ shared, links, drop }: { shared: SharedPhotos; links: readonly KeptLink[]; drop: () => void }) {
  async function send(token: string, lineId: LineId) {
    await withAppDatabase((db) => db.put('shared', { ...shared, to: { token, lineId } }));
    open(`/l/${token}#${lineId}`);
  }
  return (
    <>
      <div class="calm-words">
        <h1>{t().shareTitle(shared.photos.length)}</h1>
        <p>{t().shareOnce}</p>
      </div>
      <ul class="app-lines">
        {links.flatMap((link) =>
          (link.hello?.lines ?? []).map(({ delivery, stop }) => (
            <li key={`${link.token} ${delivery.id}`}>
              <button type="button" class="app-line" onClick={() => void send(link.token, delivery.id)}>
                <bdi>
                  {link.role === 'recipient' ? nameOf(link) : `${stop} · ${delivery.addressDetail || delivery.address}`}
                </bdi>
                <small>{`${t().tail(delivery.reference)} · ${statusWords()[delivery.status].short}`}</small>
              </button>
            </li>
          )),
        )}
      </ul>
      <button type="button" class="btn btn-line" onClick={drop}>
        {t().drop}
      </button>
    </>
  );
}

function Empty({ keeps }: { keeps: boolean }) {
  const trouble = useSignal('');
  const pasted = useSignal('');
  const go = (event: Event) => {
    event.preventDefault();
    const path = pathOfLink(pasted.value, globalThis.location.origin);
    if (path) open(path);
    else trouble.value = t().notOurs;
  };
  return (
    <>
      <div class="calm-words">
        <h1>{t().none}</h1>
        <p>{keeps ? t().noneWhy : t().noneKept}</p>
      </div>
      <form class="app-paste" onSubmit={go}>
        <input
          type="url"
          inputMode="url"
          autocomplete="off"
          aria-label={t().paste}
          placeholder={t().paste}
          value={pasted}
          onInput={({ currentTarget }) => (pasted.value = currentTarget.value)}
        />
        <button type="submit" class="btn btn-primary">
          {t().open}
        </button>
      </form>
      <p role="alert">{trouble}</p>
    </>
  );
}

function nameOf({ role, name, hello }: KeptLink): string {
  const [first] = hello?.lines ?? [];
  if (role === 'recipient' && first) return t().yourParcel(first.delivery.courierName);
  if (role === 'courier') return `${t().round}${name && ` · ${name}`}`;
  return `${role === 'station' ? t().station : t().agent}${name && ` · ${name}`}`;
}

function aboutOf({ role, at, hello }: KeptLink): string {
  const lines = hello?.lines ?? [];
  const [first] = lines;
  if (role === 'recipient' && first)
    return `${t().tail(first.delivery.reference)} · ${statusWords()[first.delivery.status].short}`;
  const opened = t().lastOpened(dayInWords(at, Date.now()));
  if (role !== 'courier') return opened;
  return `${t().stops(lines.filter(({ delivery }) => isAhead(delivery.status)).length)} · ${opened}`;
}
