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

  it('take the slash off the public address, since paths are put behind it', () => {
    expect(readSettings({ PUBLIC_URL: 'https://d.example/' }).PUBLIC_URL).toBe('https://d.example');
  });
});
