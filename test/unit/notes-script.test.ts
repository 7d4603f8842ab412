import { afterEach, describe, expect, it, vi } from 'vitest';
import { inReadersScript, traditionalOf } from '../../client/notes/script.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('the script of a transcript', () => {
  it.each([
    [['zh-CN', 'en'], null],
    [['en-US'], null],
    [['en-GB', 'zh-TW'], 'tw'],
    [['zh-Hant'], 'tw'],
    [['zh-HK', 'zh-CN'], 'hk'],
    [['zh-Hant-MO'], 'hk'],
    [['zh-Hans-HK-x'], null],
  ] as const)('of who reads %j is %s', (languages, script) => {
    expect(traditionalOf(languages)).toBe(script);
  });

  it('is the reader’s as soon as the dictionary is here, and English stays English', async () => {
    vi.stubGlobal('navigator', { languages: ['zh-TW'] });
    const heard = '放在门口的柜子里面，头发店后面';
    expect(inReadersScript(heard, 'zh')).toBe(heard);
    await vi.waitFor(() => expect(inReadersScript(heard, 'zh')).toBe('放在門口的櫃子裡面，頭髮店後面'), 20_000);
    expect(inReadersScript('后 OK', 'en')).toBe('后 OK');
    vi.stubGlobal('navigator', { languages: ['zh-CN'] });
    expect(inReadersScript(heard, 'zh')).toBe(heard);
  });
});
