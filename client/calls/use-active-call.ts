import { useEffect } from 'preact/hooks';
import { activeCall } from './active-call.ts';
import type { CallModel } from './call-model.ts';

/** The call is the one of this device for as long as something of it is drawn. */
export function useActiveCall(model: CallModel): void {
  useEffect(() => {
    activeCall.value = model;
    return () => {
      if (activeCall.peek() === model) activeCall.value = null;
    };
  }, [model]);
}
