import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import S3rver from 's3rver';
import { objectStoreContract } from './object-store.contract.ts';
import { createS3ObjectStore, type S3ObjectStoreOptions } from './s3-object-store.ts';

describe('objects in S3', function () {
  this.timeout(20_000);
  let directory: string;
  let server: S3rver;
  let options: S3ObjectStoreOptions;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'berth-s3-'));
    server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'receipts' }] });
    const { port } = await server.run();
    options = {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: 'receipts',
      region: 'us-east-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      forcePathStyle: true,
    };
  });
  after(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  objectStoreContract(() => ({
    store: createS3ObjectStore(options),
    unreachable: createS3ObjectStore({ ...options, endpoint: 'http://127.0.0.1:1' }),
  }));

  it('takes a missing bucket for a mistake in the settings, not for a missing object', async () => {
    const store = createS3ObjectStore({ ...options, bucket: 'absent' });
    const error: unknown = await store.get('one', AbortSignal.timeout(5_000)).catch((failure: unknown) => failure);
    expect(error).to.have.property('message').that.matches(/404 NoSuchBucket.*Check S3_BUCKET/);
  });

  it('refuses wrong keys as a mistake in the settings', async () => {
    const store = createS3ObjectStore({ ...options, accessKeyId: 'wrong' });
    const error: unknown = await store.get('one', AbortSignal.timeout(5_000)).catch((failure: unknown) => failure);
    expect(error).to.have.property('message').that.matches(/403 InvalidAccessKeyId/);
  });
});
