import { words } from '../language.ts';
import { nameWithRole } from '../timeline/entry-words.ts';
import { MoreIcon } from '../ui/icons.tsx';
import type { LineSummary } from '#protocol';

const t = words({
  zh: {
    more: '更多：找话、客服、成员',
    moreWord: '更多',
    and: '、',
    asked: '正在等客服来',
  },
  en: {
    more: 'More: search, people, customer service',
    moreWord: 'More',
    and: ', ',
    asked: 'Waiting for customer service',
  },
});

/** Who else is on the line, where there are more than two, and who is waited for; nothing otherwise. */
export function MembersLine({ line: { members, me, helpAskedAt } }: { line: LineSummary }) {
  const present = members.filter(({ left }) => !left);
  const isTwo = present.length < 3 && present.length === members.length;
  const others = isTwo ? [] : present.filter(({ id }) => id !== me);
  const words = [others.map(nameWithRole).join(t().and), helpAskedAt && t().asked];
  const shown = words.filter(Boolean).join(' · ');
  return shown ? <p class="members-line facts">{shown}</p> : null;
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
