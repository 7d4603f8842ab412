import * as v from 'valibot';

/** Ids are made by us or by a page: letters, digits, `-` and `_`, so that they are safe in a URL and a file name. */
const idPattern = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,40}$/));

/** A line has the id of its delivery: one parcel, one conversation. */
export const LineId = v.pipe(idPattern, v.brand('LineId'));
export type LineId = v.InferOutput<typeof LineId>;

export const MemberId = v.pipe(idPattern, v.brand('MemberId'));
export type MemberId = v.InferOutput<typeof MemberId>;

export const EntryId = v.pipe(idPattern, v.brand('EntryId'));
export type EntryId = v.InferOutput<typeof EntryId>;

export const NoteId = v.pipe(idPattern, v.brand('NoteId'));
export type NoteId = v.InferOutput<typeof NoteId>;

export const PhotoId = v.pipe(idPattern, v.brand('PhotoId'));
export type PhotoId = v.InferOutput<typeof PhotoId>;

export const CallId = v.pipe(idPattern, v.brand('CallId'));
export type CallId = v.InferOutput<typeof CallId>;

export const LinkId = v.pipe(idPattern, v.brand('LinkId'));
export type LinkId = v.InferOutput<typeof LinkId>;

export const RoundId = v.pipe(idPattern, v.brand('RoundId'));
export type RoundId = v.InferOutput<typeof RoundId>;

const operatorsId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,64}$/));

/** The operator's own id of a pickup station. */
export const StationId = v.pipe(operatorsId, v.brand('StationId'));
export type StationId = v.InferOutput<typeof StationId>;

/** The operator's own id of somebody of customer service. */
export const AgentId = v.pipe(operatorsId, v.brand('AgentId'));
export type AgentId = v.InferOutput<typeof AgentId>;

/** Made by the page for everything it says, so that a repeated send is harmless. Unique per line. */
export const ClientId = v.pipe(idPattern, v.brand('ClientId'));
export type ClientId = v.InferOutput<typeof ClientId>;

/** Made by the page, kept while the tab lives: tells two phones of one member apart and a returning one from a new one. */
export const DeviceId = v.pipe(idPattern, v.brand('DeviceId'));
export type DeviceId = v.InferOutput<typeof DeviceId>;
