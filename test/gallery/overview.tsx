import { pageScenes } from './page-scenes.ts';

const variants = ['zh', 'en'].flatMap((language) =>
  ['day', 'night'].map((scheme) => ({
    key: `${language} ${scheme}`,
    search: `?language=${language}&scheme=${scheme}`,
  })),
);

/** Everything there is, in both languages and both schemes; each frame is drawn when it comes into sight. */
export function Overview() {
  return (
    <main class="overview">
      <h1>Doorline: every component in every state</h1>
      <p>
        The real components, on data that stand still. What a person taps works where the page needs no server; the
        names open one alone, to be tried at any size.
      </p>
      <section>
        <h2>Components</h2>
        <ul>
          {variants.map(({ key, search }) => (
            <li key={key}>
              <a href={search}>{key}</a>
              <iframe class="overview-board" title={`Components, ${key}`} src={search} loading="lazy" />
            </li>
          ))}
        </ul>
      </section>
      {pageScenes.map(({ name, title }) => (
        <section key={name}>
          <h2>{title}</h2>
          <ul>
            {variants.map(({ key, search }) => (
              <li key={key}>
                <a href={`${search}&page=${name}`}>{key}</a>
                <iframe title={`${title}, ${key}`} src={`${search}&page=${name}`} loading="lazy" />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  );
}
