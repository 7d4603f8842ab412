import type { Point } from '#protocol';

export const timeout = { code: 3, message: '', PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as const;

/** A phone's positions by hand: what a browser would call back. */
export class FakeGeolocation implements Geolocation {
  watching: { success: PositionCallback; failure: PositionErrorCallback | null | undefined } | null = null;
  asked = 0;
  watches = 0;
  /** Calls back what it gave before, as browsers do for whoever listens anew; alone it answers no question beside a watch. */
  kept: GeolocationPosition | null = null;
  here: Point = { lat: 30.28, lng: 120.02 };
  watchPosition(success: PositionCallback, failure?: PositionErrorCallback | null): number {
    this.watching = { success, failure };
    if (this.kept) success(this.kept);
    return ++this.watches;
  }
  clearWatch(): void {
    this.watching = null;
  }
  getCurrentPosition(success: PositionCallback, failure?: PositionErrorCallback | null): void {
    this.asked += 1;
    if (this.kept) failure?.(timeout);
    else success(this.position({}));
  }
  position(coords: Partial<GeolocationCoordinates>): GeolocationPosition {
    const all = { accuracy: 8, altitude: null, altitudeAccuracy: null, heading: null, speed: null, ...coords };
    const position = { latitude: this.here.lat, longitude: this.here.lng, ...all };
    return { timestamp: Date.now(), coords: { ...position, toJSON: () => position }, toJSON: () => null };
  }
  move(to: Point, coords: Partial<GeolocationCoordinates> = {}): void {
    this.here = to;
    this.watching?.success(this.position(coords));
  }
  fail(code: 1 | 2 | 3): void {
    const error = { code, message: '', PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as const;
    this.watching?.failure?.(error);
  }
}
