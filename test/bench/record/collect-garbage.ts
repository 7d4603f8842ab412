import { setTimeout as wait } from 'node:timers/promises';

/** What a process has on its JavaScript heap, kB. */
export interface Heap {
  readonly usedKb: number;
}

/** Has a process that was started with `--inspect` collect its garbage, so that only what is held is measured. */
export async function collectGarbage(inspectorPort: number): Promise<Heap> {
  const [target] = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  if (!target) throw new Error('The process has no inspector');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((opened) => socket.addEventListener('open', opened, { once: true }));
  const call = async (id: number, method: string, params: object = {}) => {
    const answered = new Promise<{ result: { result?: { value: number } } }>((resolve) => {
      const hear = ({ data }: { data: string }) => {
        const answer = JSON.parse(data) as { id?: number; result: { result?: { value: number } } };
        if (answer.id !== id) return;
        socket.removeEventListener('message', hear);
        resolve(answer);
      };
      socket.addEventListener('message', hear);
    });
    socket.send(JSON.stringify({ id, method, params }));
    return (await answered).result;
  };
  await call(1, 'HeapProfiler.collectGarbage');
  // What finalizers let go of is collected the second time.
  await wait(500);
  await call(2, 'HeapProfiler.collectGarbage');
  const used = await call(3, 'Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed', returnByValue: true });
  socket.close();
  return { usedKb: (used.result?.value ?? Number.NaN) / 1024 };
}
