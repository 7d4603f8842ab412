import '../pages/pages.css';
import './app.css';
import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { isAhead } from '../deliveries/progress.ts';
import { statusWords } from '../deliveries/strings.ts';
import { dayInWords } from '../time-words.ts';
import { announce, announcement } from '../ui/announce.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { LanguageSwitch } from '../ui/language-switch.tsx';
import { forgetLink, forgetOld, keptLinks, withAppDatabase, type KeptLink, type SharedPhotos } from './app-database.ts';
import { askPush } from './ask-push.ts';
import { pathOfLink } from './link-path.ts';
import { isApp } from './phone-kind.ts';
import { t } from './strings.ts';
import type { Hello, LineId } from '#protocol';

const { search } = globalThis.location;
/** What became of the last photos from another app: `lost`, `some` of them, or all; null where none were handed over. */
const handedOver = () => new URLSearchParams(search).get('shared');
const open = (path: string) => globalThis.location.assign(path);

/** Where the installed app begins: the lines that this phone has opened; or, with photos from another app, whom they are for. */
export function AppPage() {
  const links = useSignal<readonly KeptLink[] | null>(null);
  const keeps = useSignal(true);
  const shared = useSignal<SharedPhotos | null>(null);
  useEffect(() => {
    document.title = 'Doorline';
    void start();
  }, []);

  async function start() {
    try {
      await forgetOld();
      await load();
    } catch {
      links.value = [];
      keeps.value = false;
    }
  }
  async function load() {
    const known = await keptLinks();
    const waiting = await withAppDatabase((db) => db.getAllFromIndex('shared', 'at'));
    shared.value = waiting.findLast(({ to }) => to === null) ?? null;
    const [last] = known;
    if (last && known.length === 1 && isApp() && !shared.value && search === '')
      globalThis.location.replace(`/l/${last.token}`);
    else links.value = known;
  }
  async function drop() {
    const { value } = shared;
    shared.value = null;
    if (value) await withAppDatabase((db) => db.delete('shared', value.id));
  }
  async function forget({ token }: KeptLink) {
    const registration = await navigator.serviceWorker?.getRegistration();
    const subscription = await registration?.pushManager?.getSubscription();
    // Where the server cannot be asked now, what is pushed for it names no line any more.
    if (subscription) await askPush('DELETE', token, { subscription, handle: null });
    await forgetLink(token);
    announce(t().forgotten);
    await load();
  }

  if (links.value === null) return <main class="calm app-page" />;
  return (
    <main class="calm app-page">
      <div class="over over-tr">
        <LanguageSwitch />
      </div>
      <div class="spoken" role="status">
        {announcement}
      </div>
      {handedOver() === 'lost' && <p role="alert">{t().lost}</p>}
      {shared.value && links.value.length > 0 ? (
        <Share shared={shared.value} links={links.value} drop={() => void drop()} />
      ) : links.value.length > 0 ? (
        <Lines links={links.value} forget={(link) => void forget(link)} />
      ) : (
        <div class="calm-words">
          <h1>{t().none}</h1>
          <p>{!keeps.value ? t().noneKept : shared.value ? t().noneShared : t().noneWhy}</p>
        </div>
      )}
      {!(shared.value && links.value.length > 0) && <Paste />}
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
              <bdi>{nameOf(link.hello)}</bdi>
              <small>{aboutOf(link)}</small>
            </a>
            <button
              type="button"
              class="float"
              aria-label={t().forgetOf(`${nameOf(link.hello)}, ${aboutOf(link)}`)}
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
        <p>{handedOver() === 'some' ? t().shareSome : t().shareOnce}</p>
      </div>
      <ul class="app-lines">
        {links.flatMap(({ token, hello }) =>
          ahead(hello.lines).map(({ delivery, stop }) => (
            <li key={`${token} ${delivery.id}`}>
              <button type="button" class="app-line" onClick={() => void send(token, delivery.id)}>
                <bdi>
                  {hello.role === 'recipient'
                    ? nameOf(hello)
                    : `${stop} · ${delivery.addressDetail || delivery.address}`}
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

/** A link that came by a message to another app, or was opened in a browser that keeps its own memory, as on iPhones. */
function Paste() {
  const trouble = useSignal('');
  const pasted = useSignal('');
  const go = (event: Event) => {
    event.preventDefault();
    const path = pathOfLink(pasted.value, globalThis.location.origin);
    if (path) open(path);
    else trouble.value = t().notOurs;
  };
  return (
    <form class="app-paste" onSubmit={go} noValidate>
      <label>
        <span>{t().paste}</span>
        <input
          type="url"
          inputMode="url"
          autocomplete="off"
          value={pasted}
          onInput={({ currentTarget }) => (pasted.value = currentTarget.value)}
        />
      </label>
      <button type="submit" class="btn btn-line">
        {t().open}
      </button>
      <p role="alert">{trouble}</p>
    </form>
  );
}

/** First what is still to be delivered. */
const ahead = (lines: Hello['lines']) =>
  lines.toSorted((a, b) => Number(isAhead(b.delivery.status)) - Number(isAhead(a.delivery.status)));

function nameOf({ role, name, lines: [first] }: Hello): string {
  if (role === 'recipient' && first) return t().yourParcel(first.delivery.courierName);
  return `${t().round}${name && ` · ${name}`}`;
}

function aboutOf({ at, hello: { role, lines } }: KeptLink): string {
  const [first] = lines;
  if (role === 'recipient' && first)
    return `${t().tail(first.delivery.reference)} · ${statusWords()[first.delivery.status].short}`;
  const stops = lines.filter(({ delivery }) => isAhead(delivery.status)).length;
  return `${t().stops(stops)} · ${t().lastOpened(dayInWords(at, Date.now()))}`;
}
