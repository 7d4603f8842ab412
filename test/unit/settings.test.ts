import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/settings.ts';

describe('settings', () => {
  it('have values for a first start with nothing set', () => {
    expect(readSettings({})).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      DATA_DIR: './data',
      PUBLIC_URL: null,
      DOORLINE_SPEECH_ENGINE: 'whisper',
      production: false,
      demo: true,
    });
  });

  it('name every wrong one and its reason at once', () => {
    expect(() => readSettings({ PORT: '80a', PUBLIC_URL: 'example.org', LOG_LEVEL: 'loud' })).toThrow(
      /PORT must be a whole number from 0 to 65535\nPUBLIC_URL must be a URL.*\nLOG_LEVEL must be one of/s,
    );
  });

  it('refuse an unknown name of ours, and leave those of others alone', () => {
    expect(() => readSettings({ DOORLINE_SPEACH: 'x' })).toThrow('DOORLINE_SPEACH is not a setting');
    expect(() => readSettings({ HOME: '/', LANG: 'C' })).not.toThrow();
  });

  it('say so when several machines are asked for', () => {
    expect(() => readSettings({ REDIS_URL: 'redis://localhost' })).toThrow('REDIS_URL is not supported yet');
  });

  it('want a time zone that there is', () => {
    expect(readSettings({}).DOORLINE_TIME_ZONE).toBe('Asia/Shanghai');
    expect(readSettings({ DOORLINE_TIME_ZONE: 'Europe/Berlin' }).DOORLINE_TIME_ZONE).toBe('Europe/Berlin');
    expect(() => readSettings({ DOORLINE_TIME_ZONE: 'Asia/Shangai' })).toThrow(
      'DOORLINE_TIME_ZONE must be a time zone such as Asia/Shanghai',
    );
  });

  it('take the slash off the public address, since paths are put behind it', () => {
    expect(readSettings({ PUBLIC_URL: 'https://d.example/' }).PUBLIC_URL).toBe('https://d.example');
  });

  it('want an address with a speech server, without a name or a password', () => {
    const http = { DOORLINE_SPEECH_ENGINE: 'http' };
    expect(() => readSettings(http)).toThrow('DOORLINE_SPEECH_URL must be set');
    expect(() => readSettings({ ...http, DOORLINE_SPEECH_URL: 'https://me:secret@speech.example' })).toThrow(
      'must not hold',
    );
    const url = 'https://speech.example/v1/audio/transcriptions';
    expect(readSettings({ ...http, DOORLINE_SPEECH_URL: url })).toMatchObject({
      DOORLINE_SPEECH_URL: url,
      DOORLINE_SPEECH_KEY: null,
      DOORLINE_SPEECH_MODEL: 'whisper-1',
      DOORLINE_SPEECH_WORKERS: 1,
    });
  });

  it('want an address and a name of a larger model, or nothing of it', () => {
    const model = { DOORLINE_MODEL_URL: 'http://127.0.0.1:11434/v1', DOORLINE_MODEL_NAME: 'qwen2.5' };
    expect(readSettings({})).toMatchObject({ DOORLINE_MODEL_URL: null, DOORLINE_MODEL_VISION: 'off' });
    expect(readSettings(model)).toMatchObject({
      ...model,
      DOORLINE_MODEL_KEY: null,
      DOORLINE_MODEL_VISION: 'off',
      DOORLINE_MODEL_TIMEOUT: 4000,
      DOORLINE_MODEL_DAILY: 1_000_000,
    });
    expect(() => readSettings({ DOORLINE_MODEL_URL: model.DOORLINE_MODEL_URL })).toThrow('DOORLINE_MODEL_NAME must be');
    expect(() => readSettings({ ...model, DOORLINE_MODEL_URL: 'https://me:key@model.example/v1' })).toThrow('not hold');
    expect(() => readSettings({ ...model, DOORLINE_MODEL_TIMEOUT: '0' })).toThrow('from 200 to 60000');
    for (const alone of ['KEY', 'NAME', 'VISION', 'TIMEOUT', 'DAILY'])
      expect(() => readSettings({ [`DOORLINE_MODEL_${alone}`]: '1000' })).toThrow('without DOORLINE_MODEL_URL');
  });

  it('want a good key with a backend that is told by webhooks', () => {
    const told = { DOORLINE_WEBHOOK_URL: 'https://backend.example/hooks' };
    expect(() => readSettings(told)).toThrow('DOORLINE_WEBHOOK_SECRET must be set');
    // Node's fetch refuses such an address: every try would fail.
    expect(() => readSettings({ DOORLINE_WEBHOOK_URL: 'https://me:secret@backend.example' })).toThrow('must not hold');
    for (const bad of ['whsec_', 'whsec_c2hvcnQ=', `whsec_${'!'.repeat(32)}`, 'a'.repeat(40)]) {
      expect(() => readSettings({ ...told, DOORLINE_WEBHOOK_SECRET: bad })).toThrow('must be whsec_ and 24 to 64');
    }
    const good = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    expect(readSettings({ ...told, DOORLINE_WEBHOOK_SECRET: good }).DOORLINE_WEBHOOK_SECRET).toBe(good);
  });

  it('takes several addresses for call media, and refuses what is none', () => {
    const read = (given: string) => readSettings({ DOORLINE_MEDIA_ADDRESS: given }).DOORLINE_MEDIA_ADDRESS;
    expect(read('203.0.113.7')).toEqual(['203.0.113.7']);
    expect(read('203.0.113.7, 2001:db8::7,media.example.com')).toEqual([
      '203.0.113.7',
      '2001:db8::7',
      'media.example.com',
    ]);
    for (const bad of [
      '',
      '203.0.113.7:44440',
      '[2001:db8::7]',
      '203.0.113',
      'https://media.example.com',
      'a,,b',
      'a b',
    ])
      expect(() => read(bad), bad).toThrow('DOORLINE_MEDIA_ADDRESS must be IP addresses or host names');
  });

  it('want a template of tiles with the three numbers of a tile, and with one host', () => {
    const read = (url: string) => readSettings({ DOORLINE_TILES_URL: url }).DOORLINE_TILES_URL;
    for (const good of ['https://tiles.example/{z}/{x}/{y}{r}.png', 'https://tiles.example/{x}.png?z={z}&y={-y}'])
      expect(read(good)).toBe(good);
    expect(() => read('https://tiles.example/1/2/3.png')).toThrow('must have {z}, {x} and {y}');
    expect(() => read('https://{s}.tiles.example/{z}/{x}/{y}.png')).toThrow('name one host');
    const both = {
      DOORLINE_TILES_URL: 'https://tiles.example/{z}/{x}/{y}.png',
      DOORLINE_TILES_FILE: '/maps/city.pmtiles',
    };
    expect(() => readSettings(both)).toThrow('DOORLINE_TILES_FILE must not be set beside DOORLINE_TILES_URL');
    expect(readSettings({}).DOORLINE_TILES_DATUM).toBe('wgs84');
    expect(() => readSettings({ DOORLINE_TILES_DATUM: 'bd09' })).toThrow('DOORLINE_TILES_DATUM must be one of');
  });
});
