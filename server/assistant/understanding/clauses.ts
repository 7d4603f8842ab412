const breaks =
  /[，。！？；、,!?;\n…~—]+|\.(?!\d)|(?<=\p{Script=Han}) | (?=\p{Script=Han})|\b(?:but|though|so|then|because|otherwise|instead of|rather than|just)\b|不然|否则|但是?|不过|所以|因为|(?<=的话)/gu;

/** The clauses of a plain text: what stands between punctuation and words of contrast or reason, which are left out. */
export function clausesOf(plain: string): string[] {
  return plain
    .split(breaks)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}
