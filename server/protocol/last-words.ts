import type { LineSummary } from './deliveries.ts';
import type { MemberId } from './ids.ts';
import type { EntryBody } from './timeline.ts';

/** No schema in this file: pages import it as it is. What the list of lines shows of an entry: words where there are some, else only its kind. */
export function lastWordsOf(body: EntryBody, by: MemberId | null, at: number): LineSummary['lastWords'] {
  switch (body.kind) {
    case 'text':
      return { by, kind: body.kind, text: body.text, at };
    case 'voice':
      return { by, kind: body.kind, text: body.transcript.state === 'done' ? body.transcript.text : '', at };
    case 'place':
      return { by, kind: body.kind, text: body.name, at };
    case 'member': {
      const { memberId, role, change, resolved } = body;
      return {
        by,
        kind: body.kind,
        text: '',
        at,
        member: { memberId, role, change, ...(resolved && { resolved }) },
      };
    }
    case 'suggestion': {
      const { act, about, asks, state, answeredBy } = body;
      return { by, kind: body.kind, text: '', at, suggestion: { act, about, asks, state, answeredBy } };
    }
    case 'photo':
    case 'call':
    case 'status':
    case 'exported':
    case 'taken_back':
    case 'erased':
      return { by, kind: body.kind, text: '', at };
  }
}
