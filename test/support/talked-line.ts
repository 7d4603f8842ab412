import { newId } from '../../server/new-id.ts';
import type { LineId } from '#protocol';
import { door } from './photos.ts';
import { sendFile } from './record.ts';
import { recordingBytes } from './recordings.ts';
import { heard, type ScriptedSpeech } from './scripted-speech.ts';
import type { Phone, TestServer } from './server.ts';

export const say = (phone: Phone, lineId: LineId, text: string) =>
  phone.ask('timeline.send', { lineId, clientId: newId(), text });

/** A line of its own courier on which something of each kind was said, and the two who said it. */
export async function talkedLine(server: TestServer, speech: ScriptedSpeech, courierId: string = newId()) {
  const created = await server.createDelivery({ courier: { id: courierId, name: '王师傅' } });
  const { delivery, tokens } = created;
  const lineId = delivery.id;
  const [courier, recipient] = await Promise.all([server.phone(tokens.courier), server.phone(tokens.recipient)]);
  await courier.ask('deliveries.set_status', { lineId, status: 'out_for_delivery' });
  await say(courier, lineId, '您好，走北门可以吗？');
  await say(recipient, lineId, 'yes, the north gate, please');
  speech.answers.push(heard('the parcel is in the locker'));
  await sendFile(server, { token: tokens.courier, lineId, kind: 'notes', bytes: recordingBytes('en-jfk.wav') });
  await sendFile(server, { token: tokens.recipient, lineId, kind: 'photos', bytes: door() });
  await recipient.ask('timeline.send_place', {
    lineId,
    clientId: newId(),
    point: { lat: 30.28114, lng: 120.02243 },
    name: 'blue bench',
    source: 'pin',
    accuracy: null,
  });
  return { ...created, lineId, courier, recipient };
}
