/** Where files are kept. Every adapter passes the contract in `object-store.contract.ts`. */

export interface ObjectStore {
  /** Stores an object under a key, in place of what was there; once it returns the object is durable. */
  put(key: string, object: StoredObject, signal: AbortSignal): Promise<void>;
  /** The object's bytes, or `undefined` when there is none. Never part of an object. */
  get(key: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** Removes an object; nothing happens when there is none. */
  remove(key: string, signal: AbortSignal): Promise<void>;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Media type, such as `application/pdf`. */
  readonly contentType: string;
}
