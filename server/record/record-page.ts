import type { Act, CallPart, EntryBody, EntryId, MemberId, SpokenLine, TimeWindow } from '#protocol';
import { type PlaceChange, placeChanges } from './place-changes.ts';
import type { RecordHead, RecordMember, State } from './record-format.ts';
import { clockIn, escaped, label, length, name, policy, said, style } from './record-html.ts';
import {
  type Both,
  cameAfter,
  erasedWords,
  callWords,
  placeStateWords,
  placeWords,
  roleWords,
  statusWords,
  transcriptWords,
  words,
} from './record-words.ts';
import { type SuggestionChange, suggestionChanges } from './suggestion-changes.ts';
import {
  actWords,
  answeredByAssistant,
  answeredWords,
  confidenceWords,
  largerModel,
  suggestionStates,
  understood,
  understoodFrom,
} from './suggestion-words.ts';

export interface PageFacts extends Pick<RecordHead, 'delivery' | 'members' | 'chain' | 'exportedAt'> {
  readonly timeZone: string;
  /** Name of a photo's or note's file in the export; null where it is lost. */
  fileOf(mediaId: string): string | null;
}

/** What says something itself. */
type Shown = Exclude<EntryBody, { kind: 'taken_back' | 'erased' }>;
const isShown = (body: EntryBody): body is Shown => body.kind !== 'taken_back' && body.kind !== 'erased';

const nameOrErased = (text: string): string => (text ? name(text) : label(words.name));

/** UTF-16 units of an answered entry that are shown again; no sign is cut in two. */
const EXCERPT = 60;
const signs = new Intl.Segmenter();

/**
 * `index.html` of an export, piece by piece: what a person reads, prints and settles a dispute with. `entries` are the states
 * of one entry each, oldest first, in the order of `seq`.
 */
export async function* recordPage(facts: PageFacts, entries: AsyncIterable<readonly State[]>): AsyncGenerator<string> {
  const { delivery, members, chain } = facts;
  const clock = clockIn(facts.timeZone);
  const people = new Map(members.map((member) => [member.id, member]));
  const excerpts = new Map<EntryId, { seq: number; text: string }>();

  const moment = (at: number) => {
    const { day, time, offset, utc } = clock(at);
    return `<span class="moment">${day} ${time} ${offset}</span>${offset === 'UTC' ? '' : ` <span class="utc">${utc} UTC</span>`}`;
  };
  const span = ({ from, to }: TimeWindow) => `${moment(from)} – ${moment(to)}`;
  const who = (member: RecordMember) =>
    `<span class="who role-${member.role}">${nameOrErased(member.name)}</span> ` +
    `<span class="small">${label(roleWords[member.role])}</span>`;

  yield `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${words.title.zh} ${words.title.en}: ${delivery.reference}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${label(words.title)}</h1>
<dl>
`;
  const fact = (title: Both, value: string) => `<dt>${label(title)}</dt><dd>${value}</dd>\n`;
  yield fact(words.reference, name(delivery.reference));
  yield fact(words.status, `${label(statusWords[delivery.status])} · ${moment(delivery.statusAt)}`);
  yield fact(words.recipient, nameOrErased(delivery.recipientName));
  yield fact(words.courier, nameOrErased(delivery.courierName));
  yield fact(words.address, [delivery.address, delivery.addressDetail].filter(Boolean).map(name).join(' '));
  yield fact(words.point, `${delivery.point.lat}, ${delivery.point.lng}`);
  if (delivery.window) yield fact(words.window, span(delivery.window));
  yield fact(words.created, moment(delivery.createdAt));
  yield fact(words.exported, moment(facts.exportedAt));
  yield '</dl>\n';

  yield `<h2>${label(words.members)}</h2>\n<ul class="people">\n`;
  for (const member of members) {
    const came = label(member.joinedSeq === 0 ? words.fromStart : cameAfter(member.joinedSeq));
    const left = member.leftAt === null ? '' : `, ${label(words.leftAt)} ${moment(member.leftAt)}`;
    yield `<li>${who(member)} <span class="small">${came}${left}</span></li>\n`;
  }
  yield '</ul>\n';

  yield `<h2>${label(words.entries)}</h2>\n`;
  yield chain.seq === 0 ? `<p>${label(words.nothing)}</p>\n` : '<ol class="entries">\n';
  for await (const states of entries) {
    const last = states.at(-1);
    if (!last) continue;
    const { day, time, offset, utc } = clock(last.at);
    const by = last.by === null ? undefined : people.get(last.by);
    const answered = last.replyTo === null ? undefined : excerpts.get(last.replyTo);
    excerpts.set(last.entryId, { seq: last.seq, text: excerptOf(last.content) });
    yield `<li class="entry" id="e${last.seq}"><div class="number">${last.seq}</div>
<div class="when">${day} <b>${time}</b> <span class="small">${offset}</span>${
      offset === 'UTC' ? '' : `<span class="utc">${utc} UTC</span>`
    }</div>
<div class="by">${by ? who(by) : label(words.system)}</div>
<div class="what">`;
    if (answered) {
      const text = answered.text ? `: <bdi>${escaped(answered.text)}</bdi>` : '';
      const { content } = last;
      const isRead = content?.kind === 'suggestion' && content.act.do !== 'answer';
      yield `<p class="answers">${label(isRead ? understoodFrom : words.answers)} <a href="#e${answered.seq}">${answered.seq}</a>${text}</p>`;
    }
    yield `${whatOf(last, states)}</div></li>\n`;
  }
  if (chain.seq > 0) yield '</ol>\n';

  yield `<h2>${label(words.proof)}</h2>
<p class="small">${label(words.proofWords)}</p>
<dl>
${fact(words.links, String(chain.rev))}${fact(words.last, `<span class="hash">${chain.head}</span>`)}</dl>
</main>
</body>
</html>
`;

  /** What an entry says, with what it said before where that was taken back. */
  function whatOf(state: State, states: readonly State[]): string {
    const { content, seq } = state;
    if (content?.kind === 'taken_back') {
      const original = states.findLast((earlier) => earlier.content?.kind === content.was)?.content;
      const inside = original && isShown(original) ? contentOf(original, seq) : '';
      return (
        `<p class="gone">${label(words.takenBack)} ${moment(state.changedAt)}</p>` +
        `<div class="original"><p class="small">${label(words.original)}</p>${inside}</div>`
      );
    }
    if (content?.kind === 'erased') {
      return `<p class="gone">${label(erasedWords(content))}<br>${moment(state.changedAt)}</p>`;
    }
    if (!content) return '';
    if (content.kind === 'place') return contentOf(content, seq) + list(placeChanges(states), changeOf);
    if (content.kind === 'suggestion') return contentOf(content, seq) + list(suggestionChanges(states), stateOf);
    return contentOf(content, seq);
  }

  /** How a suggestion stood, since when, and by whom. */
  function stateOf({ state, act, by, at }: SuggestionChange): string {
    const member = by === null ? undefined : people.get(by);
    const decided = by === null ? '' : ` ${label(answeredWords)} ${member ? who(member) : label(words.name)}`;
    return `${label(suggestionStates[state])}: ${actOf(act)}${decided} <span class="small">${moment(at)}</span>`;
  }

  function actOf(act: Act): string {
    const window = act.do === 'reschedule' && act.window ? ` ${span(act.window)}` : '';
    // Pieces of what people wrote are in it.
    return `<bdi>${label(actWords(act))}</bdi>${window}`;
  }

  /** A pin that was moved, or agreed to. */
  function changeOf({ what, by, at, point }: PlaceChange): string {
    const member = people.get(by);
    const where = what === 'moved' ? ` ${point.lat}, ${point.lng}` : '';
    return `${label(placeStateWords[what])}: ${member ? who(member) : label(words.name)}${where} <span class="small">${moment(at)}</span>`;
  }

  function contentOf(body: Shown, seq: number): string {
    switch (body.kind) {
      case 'text':
        return said(body.text);
      case 'photo': {
        const file = facts.fileOf(body.photoId);
        if (file === null) return lost(words.photo, body.sha256);
        const about = escaped(`${words.photo.zh} ${words.photo.en} ${seq}`);
        return (
          `<figure><a href="${file}"><img src="${file}" width="${body.width}" height="${body.height}" alt="${about}"></a>` +
          `<figcaption class="small">${label(words.photo)} ${file}</figcaption></figure>`
        );
      }
      case 'place': {
        const radius = body.accuracy === null ? '' : ` ± ${Math.round(body.accuracy)} m`;
        const meet = body.meet ? `; ${label(placeStateWords.meet)}` : '';
        // The photo stands in its own entry; where it is gone, that one says so.
        const file = body.photo ? facts.fileOf(body.photo.photoId) : null;
        const photo = file === null ? '' : `<p class="small">${label(words.photo)} <a href="${file}">${file}</a></p>`;
        return (
          (body.name ? said(body.name) : '') +
          `<p class="said">${body.point.lat}, ${body.point.lng}${radius}</p><p class="small">${label(placeWords[body.source])}${meet}</p>${photo}`
        );
      }
      case 'voice': {
        const file = facts.fileOf(body.noteId);
        const sound =
          file === null ? lost(words.note, body.sha256) : `<audio controls preload="none" src="${file}"></audio>`;
        const { transcript } = body;
        const text =
          transcript.state === 'done'
            ? `${said(transcript.text)}${originOf(transcript.corrected)}`
            : `<p class="small">${label(transcriptWords[transcript.state])}</p>`;
        return `<p class="small">${label(words.note)} ${length(body.durationMs)} ${file ?? ''}</p>${sound}${text}`;
      }
      case 'call': {
        const talked = body.talkMs > 0 ? `; ${label(words.talked)} ${length(body.talkMs)}` : '';
        return (
          `<p class="said">${label(words.call)}: ${label(callWords[body.end])}${talked}</p>` +
          list(body.parts, partOf) +
          (body.captions?.length ? `<p class="small">${label(words.captions)}</p>` : '') +
          list(body.captions, lineOf)
        );
      }
      case 'status': {
        const status = `<p class="said">${label(words.status)}: <b>${label(statusWords[body.status])}</b></p>`;
        const agreed = body.window ? `<p class="said">${label(words.window)}: ${span(body.window)}</p>` : '';
        return (
          status + agreed + (body.instead ? `<p class="small">${label(words.instead)}: ${span(body.instead)}</p>` : '')
        );
      }
      case 'member': {
        const member = people.get(body.memberId);
        const change = body.change === 'joined' ? words.joined : body.resolved ? words.resolved : words.left;
        return `<p class="said">${member ? who(member) : label(roleWords[body.role])}: ${label(change)}</p>`;
      }
      case 'suggestion': {
        const sure = body.larger ? label(largerModel) : `${label(confidenceWords)} ${body.confidence}`;
        const what = body.act.do === 'answer' ? answeredByAssistant : understood;
        return `<p class="said">${label(what)}: <b>${actOf(body.act)}</b></p><p class="small">${sure}</p>`;
      }
      case 'exported':
        return `<p class="said">${label(words.takenOut)}</p>`;
    }
  }

  /** Whose words a transcript is, with what the engine had heard where a person put it right. */
  function originOf(corrected: { by: MemberId; heard: string } | undefined): string {
    if (!corrected) return `<p class="small">${label(words.transcript)}</p>`;
    const member = people.get(corrected.by);
    const by = `<p class="small">${label(words.corrected)}: ${member ? who(member) : label(words.name)}</p>`;
    if (corrected.heard === '') return by;
    return `${by}<div class="original"><p class="small">${label(words.transcript)}</p>${said(corrected.heard)}</div>`;
  }

  function list<T>(items: readonly T[] | undefined, show: (item: T) => string): string {
    return items?.length ? `<ul class="people">${items.map((item) => `<li>${show(item)}</li>`).join('')}</ul>` : '';
  }

  /** One member's part in a call. */
  function partOf({ memberId, talkMs, listening, mos }: CallPart): string {
    const member = people.get(memberId);
    const how = listening ? `${label(words.listened)} ${length(talkMs)}` : `${label(words.talked)} ${length(talkMs)}`;
    const heard = mos === null ? '' : `; ${label(words.sound)} ${mos.toFixed(1)}`;
    return `${member ? who(member) : label(words.name)}: <span class="small">${how}${heard}</span>`;
  }

  /** What somebody said in a call, and when after the answer. */
  function lineOf({ memberId, at, text }: SpokenLine): string {
    const member = people.get(memberId);
    const line = text === '' ? `<span class="gone">${label(words.captionErased)}</span>` : name(text);
    return `<span class="small">${length(at)}</span> ${member ? who(member) : label(words.name)}: ${line}`;
  }

  function lost(what: Both, sha256: string): string {
    return `<p class="gone">${label(what)}: ${label(words.lost)}<br><span class="hash">SHA-256 ${escaped(sha256)}</span></p>`;
  }
}

function excerptOf(body: EntryBody | null): string {
  const text =
    body?.kind === 'text'
      ? body.text
      : body?.kind === 'place'
        ? body.name
        : body?.kind === 'voice' && body.transcript.state === 'done'
          ? body.transcript.text
          : '';
  let shown = '';
  for (const { segment, index } of signs.segment(text)) {
    if (index >= EXCERPT) return `${shown}…`;
    shown += segment;
  }
  return shown;
}
