/** Tells the server that the browser hears of the link's lines (`PUT`), or does so no more. Answers whether it was heard; never rejects. */
export async function askPush(
  method: 'PUT' | 'DELETE',
  token: string,
  { subscription, handle }: { readonly subscription: PushSubscription; readonly handle: string | null },
): Promise<boolean> {
  const { endpoint, keys } = subscription.toJSON();
  const body =
    method === 'DELETE' ? { endpoint } : { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'], handle };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = fetch('/api/push', { method, headers, body: JSON.stringify(body) });
  return asked.then(({ ok }) => ok).catch(() => false);
}
