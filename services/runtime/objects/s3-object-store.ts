/** Objects in a bucket of any store that speaks S3: AWS, MinIO, R2, Ceph. */
import { AwsClient } from 'aws4fetch';
import { unavailable } from '../errors.ts';
import type { ObjectStore } from './object-store.ts';

export interface S3ObjectStoreOptions {
  /** Such as `https://s3.eu-west-1.amazonaws.com` or `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The bucket in the path instead of the host name, as most stores but AWS want it. */
  readonly forcePathStyle: boolean;
}

/** A store in an existing bucket. */
export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore {
  const { accessKeyId, secretAccessKey, region } = options;
  // Callers retry; the client's ten retries of its own would only hide an outage.
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  const address = addressIn(options);

  async function call(key: string, init: RequestInit): Promise<Response> {
    try {
      return await client.fetch(address(key), init);
    } catch (error) {
      throw unavailable('OBJECT_STORE_UNAVAILABLE', 'The S3 object store cannot be reached at the moment. Try again.', error);
    }
  }

  return {
    async put(key, { bytes, contentType }, signal) {
      const response = await call(key, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-type': contentType }, signal });
      await expectOk(response, 'store');
      await response.body?.cancel();
    },
    async get(key, signal) {
      const response = await call(key, { method: 'GET', signal });
      if (response.status === 404 && (await errorCode(response)) === 'NoSuchKey') return undefined;
      await expectOk(response, 'fetch');
      return bodyOf(response);
    },
    async remove(key, signal) {
      const response = await call(key, { method: 'DELETE', signal });
      if (response.status !== 404) await expectOk(response, 'remove');
      await response.body?.cancel();
    },
  };
}

function addressIn({ endpoint, bucket, forcePathStyle }: S3ObjectStoreOptions): (key: string) => string {
  const base = new URL(endpoint);
  if (!forcePathStyle) base.hostname = `${bucket}.${base.hostname}`;
  const folder = `${base.pathname.replace(/\/$/, '')}${forcePathStyle ? `/${bucket}` : ''}`;
  return (key) => `${base.origin}${folder}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

/** A body that breaks off is an outage, not a short object. */
async function bodyOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw unavailable('OBJECT_STORE_UNAVAILABLE', 'The S3 object store broke off. Try again.', error);
  }
}

/** S3's error code; a missing bucket is no missing object. */
async function errorCode(response: Response): Promise<string | undefined> {
  return /<Code>(\w+)<\/Code>/.exec(await response.clone().text())?.[1];
}

async function expectOk(response: Response, verb: string): Promise<void> {
  if (response.ok) return;
  const code = (await errorCode(response)) ?? 'no code';
  throw unavailable('OBJECT_STORE_REFUSED', `The S3 object store would not ${verb} the object (${response.status} ${code}). Check S3_BUCKET and its keys.`);
}
