import { withAppDatabase, type SharedPhotos } from '../app/app-database.ts';
import { AT_ONCE_MAX } from '../photos/at-once.ts';
import { newId } from '../new-id.ts';
import type { ClientId } from '#protocol';

const isPhoto = (part: FormDataEntryValue): part is File => typeof part !== 'string' && part.type.startsWith('image/');

/** Takes photos that another app hands over, keeps them on the phone, and answers with the page that asks to whom they go. */
export async function takeShared(request: Request): Promise<Response> {
  try {
    const given = (await request.formData()).getAll('photos').filter(isPhoto);
    const photos: SharedPhotos['photos'][number][] = [];
    for (const file of given.slice(0, AT_ONCE_MAX))
      photos.push({ clientId: newId<ClientId>(), bytes: await file.arrayBuffer(), type: file.type });
    if (photos.length === 0) return Response.redirect('/app?shared=lost', 303);
    await withAppDatabase((db) => db.put('shared', { id: newId(), at: Date.now(), to: null, photos }));
    return Response.redirect(given.length > photos.length ? '/app?shared=some' : '/app?shared', 303);
  } catch {
    return Response.redirect('/app?shared=lost', 303);
  }
}
