import type { AssistantRules } from '../protocol/operator-assistant.ts';

/** Morning, afternoon and evening of every day, and couriers who agree to where a parcel is left: what holds until the operator says otherwise. */
export const defaultRules: AssistantRules = {
  hours: [
    { from: '08:00', to: '12:00' },
    { from: '12:00', to: '18:00' },
    { from: '18:00', to: '22:00' },
  ],
  leaveAt: {},
};
