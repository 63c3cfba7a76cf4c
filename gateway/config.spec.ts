import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { readGatewayConfig } from './config.ts';
import { serviceNames } from './rpc/services.ts';

const key = JSON.stringify({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'gateway' });
const addresses = Object.fromEntries(serviceNames().map((name, index) => [`${name.toUpperCase()}_SERVICE_ADDRESS`, `10.0.0.${index}:3000`]));

describe('readGatewayConfig', () => {
  it('needs the addresses of all services of the contract and a key', () => {
    const config = readGatewayConfig({ ...addresses, INTERNAL_SIGNING_KEY: key, ALLOWED_ORIGINS: ' https://a.example , https://b.example,' });
    expect(config.services).to.include({ admin: '10.0.0.0:3000' }).and.have.all.keys(serviceNames());
    expect(config).to.include({ port: 8080, adminPort: 4000, host: '127.0.0.1' });
    expect(config.allowedOrigins).to.deep.equal(['https://a.example', 'https://b.example']);
  });

  it('lists everything that is missing or wrong at once', () => {
    expect(() => readGatewayConfig({ PORT: 'eighty', STRIPE_JS_URL: 'javascript:1' })).to.throw(
      /PORT[\s\S]*INTERNAL_SIGNING_KEY[\s\S]*STRIPE_JS_URL[\s\S]*BOOKING_SERVICE_ADDRESS[\s\S]*PAYMENT_SERVICE_ADDRESS/,
    );
  });
});
