import type { Language } from '#protocol';

/** Nearer than this, two phones' own errors are larger than the distance, m. */
const SMALLEST_M = 10;

/** Rounded to what a person can use: 10 m below 1 km, then 0.1 km, from 10 km whole kilometres. */
export function distanceInWords(m: number, language: Language): string {
  const zh = language === 'zh';
  const tens = Math.max(SMALLEST_M, Math.round(m / 10) * 10);
  if (tens < 1000) return zh ? `${tens} 米` : `${tens} m`;
  const km = m < 9950 ? (Math.round(m / 100) / 10).toFixed(1).replace('.0', '') : String(Math.round(m / 1000));
  return zh ? `${km} 公里` : `${km} km`;
}
