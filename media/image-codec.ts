/** Reads the photos that phones and other programs send. Untrusted bytes: unpacking runs in a worker thread with limits. */

/** A photo that may be shown to others: unpacked whole once, and without a word of where, when or by what it was taken. */
export interface Photo {
  /** JPEG of nothing but the picture: no APPn and no comment segment, nothing after its end. */
  readonly bytes: Uint8Array;
  /** Of the upright picture, px. */
  readonly width: number;
  readonly height: number;
  /** The same in small, JPEG. */
  readonly thumb: Uint8Array;
}

export interface ImageCodec {
  /**
   * Checks, unpacks and cleans a JPEG, told by its bytes and not by its name; rejects with `ImageError`. The same bytes give
   * the same photo.
   */
  read(bytes: Uint8Array): Promise<Photo>;
  close(): Promise<void>;
}

export class ImageError extends Error {
  override name = 'ImageError';
  readonly reason: 'unreadable' | 'too_large';

  constructor(reason: ImageError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
