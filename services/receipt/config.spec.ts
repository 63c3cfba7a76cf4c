import { expect } from 'chai';
import { SettingsError } from '../runtime/config/settings.ts';
import { createTestKeys } from '../runtime/testing/keys.ts';
import { readReceiptConfig } from './config.ts';

const keys = createTestKeys('receipt');
const env = {
  DATABASE_URL: 'postgres://app@127.0.0.1/x',
  DATABASE_RELAY_URL: 'postgres://relay@127.0.0.1/x',
  INTERNAL_SIGNING_KEY: keys.signingKey('receipt'),
  INTERNAL_JWKS: keys.jwks,
};

describe('settings of the receipt service', () => {
  it('keep PDFs in NATS unless S3 is named', () => {
    expect(readReceiptConfig(env)).not.to.have.property('s3');
  });

  it('take S3 when all of it is there', () => {
    const s3 = { S3_ENDPOINT: 'http://127.0.0.1:9000', S3_BUCKET: 'receipts', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };
    expect(readReceiptConfig({ ...env, ...s3 }).s3).to.deep.equal({
      endpoint: 'http://127.0.0.1:9000', bucket: 'receipts', accessKeyId: 'id', secretAccessKey: 'secret', region: 'us-east-1', forcePathStyle: true,
    });
  });

  it('name what S3 lacks', () => {
    expect(() => readReceiptConfig({ ...env, S3_BUCKET: 'receipts' })).to.throw(SettingsError, /S3_ENDPOINT is not set[^]*S3_SECRET_ACCESS_KEY is not set/);
  });
});
