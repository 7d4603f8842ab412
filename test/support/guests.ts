import { newId } from '../../server/new-id.ts';
import type { Phone, TestServer } from './server.ts';

export interface Guest {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly linkId: string;
  /** A device of theirs. */
  phone(): Promise<Phone>;
}

/** Names a fresh station or agent by the operator's API, with their link. */
export async function nameGuest(server: TestServer, role: 'station' | 'agent', name: string): Promise<Guest> {
  const id = `${role}-${newId()}`;
  const { status, body } = await server.operator('PUT', `/${role}s/${id}`, { name });
  if (status !== 201) throw new Error(`The ${role} was refused with ${status}: ${JSON.stringify(body)}`);
  const { link, linkId } = body as { link: string; linkId: string };
  const token = link.split('/l/')[1] ?? '';
  return { id, name, token, linkId, phone: () => server.phone(token) };
}
