/** One try to tell the operator's backend. Resolves with the answer's status; rejects where there is none. */
export type Post = (
  url: string,
  request: { readonly headers: Record<string, string>; readonly body: string; readonly signal: AbortSignal },
) => Promise<number>;

/** Posts over HTTP. A redirect is not followed: the answer is its status. What the backend says is not read. */
export const postOverHttp: Post = async (url, { headers, body, signal }) => {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body, signal });
  await response.body?.cancel();
  return response.status;
};
