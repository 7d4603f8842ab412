/** Keeps `data-scheme` on the root element as the phone's day or night setting. */
export function followScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.dataset['scheme'] = dark.matches ? 'night' : 'day';
  };
  dark.addEventListener('change', apply);
  apply();
}
