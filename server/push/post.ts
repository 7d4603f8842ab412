/** One try to hand a message to a push service. Resolves with the answer's status; rejects where there is none. */
export type PostPush = (
  endpoint: string,
  request: { readonly headers: Record<string, string>; readonly body: Buffer; readonly signal: AbortSignal },
) => Promise<number>;

/** Posts over HTTP. A redirect is not followed, and what the service says is not read. */
export const postPush: PostPush = async (endpoint, { headers, body, signal }) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new Uint8Array(body),
    signal,
  });
  await response.body?.cancel();
  return response.status;
};
