import { Delivery } from '../protocol/deliveries.ts';
import { TrackerState } from '../protocol/location.ts';
import { Member } from '../protocol/member.ts';
import {
  DeliveryOrder,
  DeliveryWithLinks,
  GuestOrder,
  GuestWithLink,
  LinkOrder,
  MemberOrder,
  NewLink,
  StatusOrder,
  TimelinePage,
} from '../protocol/operator.ts';
import { ChainHead, Erasure, ErasureOrder, ExportQuery } from '../protocol/operator-record.ts';
import { CompoundOrder, CompoundPut, CompoundsPage, CompoundsQuery } from '../protocol/operator-compounds.ts';
import { AssistantRules } from '../protocol/operator-assistant.ts';
import { KeptOfRecipient } from '../protocol/operator-preferences.ts';
import { QuickReplies } from '../protocol/operator-quick-replies.ts';
import { FoundPage, SearchQuery } from '../protocol/operator-search.ts';
import { ReplayOrder, Replayed, Webhook, WebhooksPage, WebhooksQuery } from '../protocol/operator-webhooks.ts';
import { header, id, jsonBody, operation, problem, queryOf } from './openapi-operation.ts';

/** Those whom the operator names by an id of its own, and who have one link for all their lines. */
const guestPaths = (path: string, who: string) => ({
  [`${path}/{id}`]: {
    put: operation(
      `Name ${who}; 201 with the first link where the id is new, else 200 with the newest one`,
      { status: 201, description: 'Named', schema: GuestWithLink },
      { parameters: [id], requestBody: { required: true, ...jsonBody(GuestOrder) } },
    ),
  },
  [`${path}/{id}/links`]: {
    post: operation(
      `Make a further link for ${who}`,
      { status: 201, description: 'The link', schema: NewLink },
      { parameters: [id] },
    ),
  },
});

/** The operator's API as OpenAPI 3.1, its schemas made from the ones that parse. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Doorline operator API', version: '1' },
    servers: [{ url: '/api/v1' }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/deliveries': {
        post: operation(
          'Create a delivery and its two links; the same reference again answers the one that is there (200)',
          { status: 201, description: 'Created', schema: DeliveryWithLinks },
          { requestBody: { required: true, ...jsonBody(DeliveryOrder) } },
        ),
      },
      '/deliveries/{id}': {
        get: operation(
          'Read a delivery',
          { status: 200, description: 'The delivery', schema: DeliveryWithLinks },
          { parameters: [id] },
        ),
      },
      '/deliveries/{id}/status': {
        post: operation(
          'Move the status one allowed step, with `window` to another time; with `correction` take a final status back that was set by mistake',
          { status: 200, description: 'The delivery', schema: Delivery },
          { parameters: [id], requestBody: { required: true, ...jsonBody(StatusOrder) } },
        ),
      },
      '/deliveries/{id}/timeline': {
        get: operation(
          'Read the timeline after entry `since`, at most 200 entries at once',
          { status: 200, description: 'Entries in order', schema: TimelinePage },
          {
            parameters: [id, { name: 'since', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } }],
          },
        ),
      },
      '/deliveries/{id}/links': {
        post: operation(
          'Make a further link for the recipient or for the courier of the round',
          { status: 201, description: 'The link', schema: NewLink },
          { parameters: [id], requestBody: { required: true, ...jsonBody(LinkOrder) } },
        ),
      },
      ...guestPaths('/stations', 'a pickup station'),
      ...guestPaths('/agents', 'somebody of customer service'),
      '/deliveries/{id}/members': {
        post: operation(
          'Put a station or an agent on the line, which everybody on it is told; 200 where they are on it',
          { status: 201, description: 'The member', schema: Member },
          { parameters: [id], requestBody: { required: true, ...jsonBody(MemberOrder) } },
        ),
      },
      '/deliveries/{id}/members/{memberId}': {
        delete: operation(
          'Take a station or an agent off the line; they hear it no more from this moment on',
          { status: 204, description: 'They are off the line' },
          { parameters: [id, { ...id, name: 'memberId' }] },
        ),
      },
      '/deliveries/{id}/export': {
        get: {
          summary:
            'Export everything that was said as one ZIP, to read, to print and to prove (`npm run verify-export`)',
          security: [{ key: [] }],
          parameters: [id, ...queryOf(ExportQuery)],
          responses: {
            200: {
              description: 'The record. Kept elsewhere, its digest proves the whole file, its head everything said.',
              content: { 'application/zip': {} },
              headers: {
                'X-Record-Digest': header('SHA-256 of record.json in the ZIP, hex'),
                'X-Chain-Head': header('The last link of the chain, hex'),
                'X-Chain-Rev': header('Number of the last change'),
              },
            },
            default: problem,
          },
        },
      },
      '/deliveries/{id}/chain': {
        get: operation(
          'Read the last link of the chain: kept elsewhere, it proves everything said up to now',
          { status: 200, description: 'The link', schema: ChainHead },
          { parameters: [id] },
        ),
      },
      '/deliveries/{id}/erase': {
        post: operation(
          'Erase for good what a member said, their name and where they are; a recipient is shut out. Again: the same',
          { status: 200, description: 'What is erased', schema: Erasure },
          { parameters: [id], requestBody: { required: true, ...jsonBody(ErasureOrder) } },
        ),
      },
      '/search': {
        get: operation(
          'Find texts, transcripts and names of places by any part of their words, newest first; `next` asks on as `after`',
          { status: 200, description: 'What was found', schema: FoundPage },
          { parameters: queryOf(SearchQuery) },
        ),
      },
      '/webhooks': {
        get: operation(
          'What your backend was and is to be told, newest first; `next` asks on as `after`',
          { status: 200, description: 'Webhooks', schema: WebhooksPage },
          { parameters: queryOf(WebhooksQuery) },
        ),
      },
      '/webhooks/replay': {
        post: operation(
          'Send again everything that was made since',
          { status: 202, description: 'How many are sent again', schema: Replayed },
          { requestBody: { required: true, ...jsonBody(ReplayOrder) } },
        ),
      },
      '/webhooks/{id}/replay': {
        post: operation(
          'Send one again, whatever became of it',
          { status: 202, description: 'The webhook', schema: Webhook },
          { parameters: [id] },
        ),
      },
      '/quick-replies': {
        get: operation('Read the answers that pages offer as chips', {
          status: 200,
          description: 'Per role, in the order of the chips',
          schema: QuickReplies,
        }),
        put: operation(
          'Put a whole list in their place; pages have it when they next open',
          { status: 200, description: 'The list', schema: QuickReplies },
          { requestBody: { required: true, ...jsonBody(QuickReplies) } },
        ),
        delete: operation('Go back to the ones that came with Doorline', {
          status: 200,
          description: 'The list',
          schema: QuickReplies,
        }),
      },
      '/assistant': {
        get: operation('Read when the assistant may propose to deliver, and who agrees to a place', {
          status: 200,
          description: 'Hours and places',
          schema: AssistantRules,
        }),
        put: operation(
          'Put other hours and places in their place',
          { status: 200, description: 'Hours and places', schema: AssistantRules },
          { requestBody: { required: true, ...jsonBody(AssistantRules) } },
        ),
        delete: operation('Go back to the ones that came with Doorline', {
          status: 200,
          description: 'Hours and places',
          schema: AssistantRules,
        }),
      },
      '/compounds': {
        get: operation(
          'List the compounds that are kept, by id; `next` asks on as `after`',
          { status: 200, description: 'Their boxes, without what is drawn', schema: CompoundsPage },
          { parameters: queryOf(CompoundsQuery) },
        ),
      },
      '/compounds/{id}': {
        put: operation(
          'Keep the drawing of a compound as GeoJSON, in the place of what was there (200); pages have it when they next open',
          { status: 201, description: 'What is kept', schema: CompoundPut },
          { parameters: [id], requestBody: { required: true, ...jsonBody(CompoundOrder) } },
        ),
        get: operation(
          'Read the drawing of a compound',
          { status: 200, description: 'GeoJSON, as `application/geo+json`', schema: CompoundOrder },
          { parameters: [id] },
        ),
        delete: operation(
          'Remove the drawing of a compound',
          { status: 204, description: 'Removed' },
          { parameters: [id] },
        ),
      },
      '/couriers/{id}/tracker': {
        get: operation(
          "Read whether a courier's background app is set up, and when it last reported; 404 where there is none",
          { status: 200, description: 'Epoch ms', schema: TrackerState },
          { parameters: [id] },
        ),
        delete: operation(
          'End it: it is heard no more from this moment on',
          { status: 204, description: 'It has ended' },
          { parameters: [id] },
        ),
      },
      '/recipients/{id}/preferences': {
        get: operation(
          'Read all that is remembered of the recipient whom you call so, for whoever asks by right what is',
          { status: 200, description: 'What is kept; nothing of whom nothing is known', schema: KeptOfRecipient },
          { parameters: [id] },
        ),
        delete: operation(
          'Delete all of it; that they want nothing remembered stays known',
          { status: 204, description: 'Nothing is kept' },
          { parameters: [id] },
        ),
      },
      '/links/{id}': {
        delete: operation(
          'Revoke a link; its holders are put out at once',
          { status: 204, description: 'Revoked' },
          { parameters: [id] },
        ),
      },
    },
  };
}
