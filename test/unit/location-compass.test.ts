import { describe, expect, it } from 'vitest';
import { createCompass, headingOf } from '../../client/location/compass.ts';

describe('where a phone looks', () => {
  it.each([
    ['to the north', { alpha: 0, absolute: true }, 0, 0],
    ['to the east: alpha runs the other way round', { alpha: 270, absolute: true }, 0, 90],
    ['to the east on its side', { alpha: 0, absolute: true }, 90, 90],
    ['as Safari says it', { alpha: 12, absolute: false, webkitCompassHeading: 45 }, 0, 45],
    ['as Safari says it, on its other side', { alpha: 12, absolute: false, webkitCompassHeading: 45 }, -90, 315],
  ])('is told %s', (_, event, screenAngle, degrees) => expect(headingOf(event, screenAngle)).toBe(degrees));

  it('is not known from a turn without a north, nor from a phone without a sensor', () => {
    expect(headingOf({ alpha: 90, absolute: false }, 0)).toBeNull();
    expect(headingOf({ alpha: null, absolute: true }, 0)).toBeNull();
  });
});

/** A page with a sensor that a test turns. */
function pageWith(answer?: 'granted' | 'denied') {
  const events = new EventTarget();
  let late = () => {};
  const page = {
    screen: { orientation: { angle: 0 } },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    setTimeout: (run: () => void) => {
      late = run;
      return 1;
    },
    clearTimeout: () => (late = () => {}),
    DeviceOrientationEvent: answer ? { prototype: null, requestPermission: () => Promise.resolve(answer) } : undefined,
  };
  const turn = (alpha: number | null) =>
    events.dispatchEvent(Object.assign(new Event('deviceorientationabsolute'), { alpha, absolute: true }));
  return { page, turn, passTime: () => late() };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the compass', () => {
  it('asks where the phone wants to be asked, and follows it until it is put away', async () => {
    const { page, turn } = pageWith('granted');
    const compass = createCompass(page);
    compass.start();
    expect(compass.state.value).toBe('asking');
    await settled();
    turn(270);
    expect([compass.state.value, compass.degrees.value]).toEqual(['on', 90]);
    turn(269.5);
    expect(compass.degrees.value).toBe(90);
    turn(180);
    expect(compass.degrees.value).toBe(180);
    compass.stop();
    turn(90);
    expect([compass.state.value, compass.degrees.value]).toEqual(['off', null]);
  });

  it('says that it was not allowed', async () => {
    const { page } = pageWith('denied');
    const compass = createCompass(page);
    compass.start();
    await settled();
    expect(compass.state.value).toBe('denied');
  });

  it('says that there is none where nothing answers', async () => {
    const { page, turn, passTime } = pageWith();
    const compass = createCompass(page);
    compass.start();
    await settled();
    turn(null);
    passTime();
    expect(compass.state.value).toBe('none');
  });

  it('stays away where it was put away before the phone had answered', async () => {
    const { page, turn } = pageWith('granted');
    const compass = createCompass(page);
    compass.start();
    compass.stop();
    await settled();
    turn(90);
    expect([compass.state.value, compass.degrees.value]).toEqual(['off', null]);
  });
});
