import { effect, signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { announce, announcement } from '../../client/ui/announce.ts';

describe('the words for a screen reader', () => {
  it('are said once where an effect says them', () => {
    const heard: string[] = [];
    const stops = [effect(() => void heard.push(announcement.value))];
    const trouble = signal('');
    stops.push(
      effect(() => {
        if (trouble.value) announce(trouble.value);
      }),
    );
    trouble.value = 'Too short';
    expect(heard).toEqual(['', 'Too short']);
    for (const stop of stops) stop();
  });

  it('are new each time they are said, also when they are the same', () => {
    announce('Cancelled');
    const before = announcement.value;
    announce('Cancelled');
    expect(announcement.value).not.toBe(before);
    expect(announcement.value.trim()).toBe('Cancelled');
  });
});
