import type { DeviceId, LineId, LinkId, Role } from '#protocol';
import type { Scope } from '../parts.ts';
import { seesWholeHistory } from '../people/rules.ts';

/** Names of socket.io rooms, in one place. */
export const rooms = {
  /** Devices of a line whose members see its whole history. */
  line: (id: LineId) => `line:${id}`,
  /** Devices of a line whose members see only what was said after they came. */
  lineSinceJoined: (id: LineId) => `since:${id}`,
  /** All devices of a round, a recipient's line, a station or an agent. */
  scope: ({ role, scopeId }: Scope) => `scope:${role}:${scopeId}`,
  /** All devices of all agents. */
  desk: 'desk',
  link: (id: LinkId) => `link:${id}`,
  device: (id: DeviceId) => `device:${id}`,
};

/** The room in which devices of this role hear a line. */
export const hearingRoom = (role: Role, id: LineId): string =>
  seesWholeHistory(role) ? rooms.line(id) : rooms.lineSinceJoined(id);
