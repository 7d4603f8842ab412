import { useLoaded } from '../ui/use-loaded.ts';
import type * as aboutPartType from '../preferences/about-stop.tsx';

type AboutStopProps = Parameters<typeof aboutPartType.AboutStop>[0];

let aboutPart: typeof aboutPartType | null = null;
/** Once it is here, the next stop is drawn with it at once. */
const loadAbout = async () => (aboutPart ??= await import('../preferences/about-stop.tsx'));

/** What is known of a door, from a little after the first paint on. */
export function LateAbout(props: AboutStopProps) {
  const late = useLoaded(loadAbout);
  const part = aboutPart ?? late;
  if (part === 'gone') return null;
  if (part === null) return props.isLarge ? <div class="about-room" /> : null;
  return <part.AboutStop {...props} />;
}
