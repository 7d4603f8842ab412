import { words } from '../language.ts';
import { nameWithRole } from '../timeline/entry-words.ts';
import { MoreIcon } from '../ui/icons.tsx';
import type { LineSummary } from '#protocol';

const t = words({
  zh: { more: '更多：找话、客服、成员', moreWord: '更多', and: '、' },
  en: { more: 'More: search, people, customer service', moreWord: 'More', and: ', ' },
});

/** Who else is on the line, where there are more than two; nothing otherwise. */
export function MembersLine({ line: { members, me } }: { line: LineSummary }) {
  const present = members.filter(({ left }) => !left);
  if (present.length < 3 && present.length === members.length) return null;
  const others = present.filter(({ id }) => id !== me);
  return <p class="members-line">{others.map(nameWithRole).join(t().and)}</p>;
}

/** Opens what the line has beside its words. */
export function MoreButton({ onOpen }: { onOpen: () => void }) {
  return (
    <button type="button" class="more-button" aria-haspopup="dialog" aria-label={t().more} onClick={onOpen}>
      <MoreIcon />
      <span aria-hidden="true">{t().moreWord}</span>
    </button>
  );
}
