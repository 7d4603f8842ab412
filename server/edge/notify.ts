import type { Server } from 'socket.io';
import type { Notify } from '../parts.ts';
import { seesWholeHistory } from '../people/rules.ts';
import { rooms } from './socket-rooms.ts';

/** Notices over socket.io rooms. */
export function openNotify(io: Server): Notify {
  return {
    line(lineId, name, body, options = {}) {
      const { to = 'all', except } = options;
      const whole = to === 'since_joined' ? [] : [rooms.line(lineId)];
      const since = to === 'whole_history' ? [] : [rooms.lineSinceJoined(lineId)];
      let audience = io.to([...whole, ...since]);
      if (except) audience = audience.except(rooms.device(except));
      (options.volatile ? audience.volatile : audience).emit(name, body);
    },
    scope: (scopeId, name, body) => void io.to(rooms.scope(scopeId)).emit(name, body),
    admit(scopeId, lineId, role) {
      const room = seesWholeHistory(role) ? rooms.line(lineId) : rooms.lineSinceJoined(lineId);
      io.in(rooms.scope(scopeId)).socketsJoin(room);
    },
    dismiss: (scopeId, lineId) =>
      io.in(rooms.scope(scopeId)).socketsLeave([rooms.line(lineId), rooms.lineSinceJoined(lineId)]),
    device: (deviceId, name, body) => void io.to(rooms.device(deviceId)).emit(name, body),
  };
}
