import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { afterAll, describe, expect, it } from 'vitest';
import { openImageCodec } from '../../media/image/open-image-codec.ts';
import { MODEL_PHOTO_SIDE } from '../../server/assistant/larger-model/larger-model.ts';
import type { Context } from '../../server/assistant/understanding/understand.ts';
import { modelMetrics } from '../../server/edge/model-metrics.ts';
import { photoLimits } from '../../server/photos/limits.ts';
import { type Asking, startAsking } from '../support/larger-model.ts';
import { json, says } from '../support/model-server.ts';
import { CAMERA, cornersOf, markersOf, photoPath, withExif, door } from '../support/photos.ts';

const context: Context = { from: 'recipient', now: '2026-11-23T10:12:00+08:00', status: 'out_for_delivery' };
const known = {
  names: ['王小明', 'Sarah Lee', '快递员'],
  addresses: ['上海市徐汇区漕溪北路398号汇智大厦', '12栋3单元502'],
  references: ['JD-88213-AX'],
};
/** What must be nowhere in what leaves; written as people write it. */
const secrets = (
  '王小明|小明|王先生|Sarah|Lee|徐汇|漕溪|汇智|502|398|88213|JD-|4096|四零九六|４０９６|4 0 9 6|13800138000|' +
  '138-0013-8000|31.2304|121.4737|芝麻开门|sarah@lee.example|evil.example|xiao_ming_88'
).split('|');
/** All that a server gets to see, but for the addresses and lengths of the connection. */
const seenBy = ({ server }: Asking) =>
  server.heard.map(({ path, headers, body }) =>
    JSON.stringify([path, headers.authorization, headers['user-agent'], body]),
  );
const spoken = [
  '我是王小明，小明不在家王先生在，明天晚上七点以后送到12栋3单元502，门禁密码四零九六或者４０９６',
  "It's Sarah, code 4 0 9 6, call 138-0013-8000 or 13800138000, mail sarah@lee.example, http://evil.example/4096",
  '徐汇漕溪路汇智398号，31.2304,121.4737，订单JD-88213-AX，微信 xiao_ming_88，暗号：芝麻开门',
];

describe('what leaves for the larger model', () => {
  it('of messages holds nothing private, and all of the times', async () => {
    await using asking = await startAsking();
    asking.server.answering = says({ sure: true, intents: [{ intent: 'other' }] });
    for (const text of spoken) await asking.model.understand(text, context, known);
    expect(asking.outcomes).toEqual(['answered', 'answered', 'answered']);
    const left = seenBy(asking);
    for (const secret of secrets)
      expect(
        left.filter((one) => one.includes(secret)),
        secret,
      ).toEqual([]);
    expect(left[0]).toContain('明天晚上七点以后送到');
  });

  it('of questions and facts neither', async () => {
    await using asking = await startAsking();
    asking.server.answering = says({ sure: true, answer: '晚上七点到，密码<CODE_1>。', facts: [1] });
    const facts = ['王小明七点到，门禁密码四零九六', ...spoken, 'Leave it with Sarah Lee at flat 502 before 19:30.'];
    expect(await asking.model.answer('小明几点到 4096', facts, known)).toBe('晚上七点到，密码四零九六。');
    const [left] = seenBy(asking);
    for (const secret of secrets) expect(left, secret).not.toContain(secret);
    expect(left).toContain('before 19:30');
  });

  it('is not told by what is logged and counted', async () => {
    const registry = new Registry();
    await using asking = await startAsking({ observe: modelMetrics(registry) });
    asking.server.answering = says(`${secrets.join(' ')} 门卫`);
    for (const text of spoken) await asking.model.understand(text, context, known);
    asking.server.answering = json(`{"error":{"message":"${secrets.join(' ')}"}}`, 503);
    for (const text of spoken) await asking.model.answer(text, spoken, known);
    const told = JSON.stringify(asking.logged) + (await registry.metrics());
    for (const secret of [...secrets, '门卫', 'sk-test']) expect(told, secret).not.toContain(secret);
    expect(told).toContain('doorline_model_questions_total{asked="understand",outcome="not_json"} 3');
    expect(told).toContain('doorline_model_questions_total{asked="answer",outcome="http_503"} 3');
    expect(asking.logged).toHaveLength(2);
  });
});

describe('a photo', () => {
  const images = openImageCodec({ limits: { ...photoLimits, thumbSide: MODEL_PHOTO_SIDE } });
  afterAll(() => images.close());
  const seen = { sure: true, kind: 'note', words: '包裹请放在鞋柜上' };

  it('leaves for nowhere unless the operator lets it', async () => {
    await using asking = await startAsking({ images });
    asking.server.answering = says(seen);
    expect(await asking.model.look(door(), 'image/jpeg')).toBeNull();
    expect(asking.outcomes).toEqual(['not_asked']);
    expect(asking.server.heard).toEqual([]);
  });

  it.each([
    ['held upright', withExif(door(), 1)],
    ['turned, with its place', readFileSync(photoPath('door-turned-gps.jpg'))],
  ])('%s, leaves small and as nothing but a picture', async (_, photo) => {
    await using asking = await startAsking({ images, vision: 'some-eyes' });
    asking.server.answering = says(seen);
    expect(await asking.model.look(photo, 'image/jpeg')).toEqual({ kind: 'note', words: '包裹请放在鞋柜上' });
    const body = asking.server.heard[0]?.body ?? '';
    expect(JSON.parse(body)).toMatchObject({ model: 'some-eyes' });
    const sent = Buffer.from(/data:image\/jpeg;base64,([^"]+)"/.exec(body)?.[1] ?? '', 'base64');
    const { width, height } = await cornersOf(sent);
    expect(Math.max(width, height)).toBeLessThanOrEqual(MODEL_PHOTO_SIDE);
    expect(markersOf(sent).filter((marker) => marker >= 0xe0)).toEqual([]);
    for (const trace of [CAMERA, 'Exif', 'GPS']) expect(sent.includes(trace)).toBe(false);
  });

  it('that is none is silence', async () => {
    await using asking = await startAsking({ images, vision: 'on' });
    expect(await asking.model.look(Buffer.from('<svg/>'), 'image/svg+xml')).toBeNull();
    expect(await asking.model.look(Buffer.from('not a JPEG'), 'image/jpeg')).toBeNull();
    expect(asking.outcomes).toEqual(['not_asked', 'unreadable_photo']);
    expect(asking.server.heard).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    ['that it is not sure', 'unsure', { ...seen, sure: false }],
    ['a kind of its own', 'wrong_schema', { ...seen, kind: 'person' }],
    ['too many words', 'wrong_schema', { ...seen, words: '字'.repeat(201) }],
    ['a link that stands on it', 'unfit_words', { ...seen, words: 'scan evil.com/pay' }],
    ['marks', 'unfit_words', { ...seen, words: '<img src=x>' }],
  ])('of which the model says %s is not spoken of', async (_, outcome, answer) => {
    await using asking = await startAsking({ images, vision: 'on' });
    asking.server.answering = says(answer);
    expect(await asking.model.look(door(), 'image/jpeg')).toBeNull();
    expect(asking.outcomes).toEqual([outcome]);
  });
});
