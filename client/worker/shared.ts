import { withAppDatabase } from '../app/app-database.ts';
import { newId } from '../new-id.ts';
import type { ClientId } from '#protocol';

/** Takes photos that another app hands over, keeps them on the phone, and answers with the page that asks to whom they go. */
export async function takeShared(request: Request): Promise<Response> {
  try {
    const form = await request.formData();
    const files = form.getAll('photos').filter((part) => typeof part !== 'string');
    const photos = await Promise.all(
      files.map(async (file) => ({
        clientId: newId<ClientId>(),
        bytes: await file.arrayBuffer(),
        type: file.type,
      })),
    );
    if (photos.length > 0)
      await withAppDatabase((db) => db.put('shared', { id: newId(), at: Date.now(), to: null, photos }));
    return Response.redirect('/app?shared', 303);
  } catch {
    return Response.redirect('/app?shared=lost', 303);
  }
}
