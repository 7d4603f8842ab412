/** A text with the words that were looked for marked, wherever they stand in it. */
export function Marked({ text, words }: { text: string; words: string }) {
  if (words === '') return <>{text}</>;
  const [low, wanted] = [text.toLowerCase(), words.toLowerCase()];
  const parts = [];
  let from = 0;
  // Where lower case is longer than the text itself, places in one are not places in the other.
  for (let at = low.indexOf(wanted); at >= 0 && low.length === text.length; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + words.length)}</mark>);
    from = at + words.length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

/** So much is shown before the words that were found, so that they are in sight, in UTF-16 units. */
const BEFORE = 24;

/** A long text from a little before the words that were found in it, with them marked. */
export function FoundWords({ text, words }: { text: string; words: string }) {
  const at = text.toLowerCase().indexOf(words.toLowerCase());
  const from = at > BEFORE ? at - BEFORE : 0;
  return (
    <>
      {from > 0 && '…'}
      <Marked text={text.slice(from)} words={words} />
    </>
  );
}
