import { simplified } from '../simplified.ts';

/** Full-width signs and letters stand this far behind the plain ones. */
const WIDTH = 0xfee0;

function folded(unit: string): string {
  const code = unit.charCodeAt(0);
  if (code === 0x3000 || code === 0xa0) return ' ';
  if (code === 0x2019 || code === 0x2018) return "'";
  const plain = code > 0xff00 && code < 0xff5f && !'，。！？；：（）'.includes(unit);
  const half = plain ? String.fromCharCode(code - WIDTH) : unit;
  // It only looks like a mouth.
  if (half === '囗') return '口';
  const lower = half.toLowerCase();
  return lower.length === 1 ? (simplified.get(lower) ?? lower) : half;
}

/** A text in small letters, one width and simplified characters; what stands at a place in it stands there in the original. */
export function foldedText(text: string): string {
  return text.replaceAll(/[^ -@[-`{-~]/g, folded);
}
