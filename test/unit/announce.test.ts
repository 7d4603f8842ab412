import { effect, signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announce, announcement } from '../../client/ui/announce.ts';

describe('the words for a screen reader', () => {
  const heard: string[] = [];
  let stop = () => {};
  beforeEach(() => {
    vi.useFakeTimers();
    announcement.value = '';
    heard.length = 0;
    stop = effect(() => void (announcement.value && heard.push(announcement.value)));
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('are said once where an effect says them', () => {
    const trouble = signal('');
    const end = effect(() => {
      if (trouble.value) announce(trouble.value);
    });
    trouble.value = 'Too short';
    vi.runAllTimers();
    expect(heard).toEqual(['Too short']);
    end();
  });

  it('are all said where several things happen at once, each once', () => {
    for (const text of ['Wang: I am here', 'Connected again', 'Wang: I am here']) announce(text);
    vi.runAllTimers();
    expect(heard).toEqual(['Wang: I am here\nConnected again']);
  });

  it('are new each time they are said, also when they are the same', () => {
    for (const _ of [1, 2]) {
      announce('Cancelled');
      vi.runAllTimers();
    }
    expect(heard.map((text) => text.trim())).toEqual(['Cancelled', 'Cancelled']);
    expect(new Set(heard).size).toBe(2);
  });
});
