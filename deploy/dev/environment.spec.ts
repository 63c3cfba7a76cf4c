import { expect } from 'chai';
import { environmentOf } from './environment.ts';
import { temporarySecrets } from './secrets.ts';
import { ENTRIES } from './services.ts';
import { readDevSettings } from './settings.ts';
import { keysOf } from './surroundings.ts';

function around(env: Record<string, string>) {
  return { settings: readDevSettings(env), entries: ENTRIES, keys: keysOf(ENTRIES, temporarySecrets()), natsUrlOf: (part: string) => `nats://${part}:secret@127.0.0.1:3942`, providers: { STRIPE_SECRET_KEY: 'sk_test_1' } };
}

const DATABASE = { appUrl: 'postgres://app@x/db', ownerUrl: 'postgres://owner@x/db', relayUrl: 'postgres://relay@x/db' };
const read = (name: string, env: Record<string, string> = {}) => {
  const entry = ENTRIES.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return environmentOf(entry, around(env), name === 'gateway' ? undefined : DATABASE);
};

describe('the environment of a part', () => {
  it('is all that its settings need', async () => {
    for (const entry of ENTRIES) {
      if (['payment', 'notification'].includes(entry.name)) continue; // need the providers' own settings too
      await entry.prepare(read(entry.name));
    }
  });

  it('gives each its own port, key and database role', () => {
    const booking = read('booking');
    expect(booking).to.include({ HOST: '127.0.0.1', GRPC_PORT: '3004', ADMIN_PORT: '4004', DATABASE_URL: DATABASE.appUrl, DATABASE_RELAY_URL: DATABASE.relayUrl, MIGRATE: 'true' });
    expect(JSON.parse(booking['INTERNAL_SIGNING_KEY'] ?? '')).to.include({ kid: 'booking', crv: 'Ed25519' });
    expect(booking['NATS_URL']).to.equal('nats://booking:secret@127.0.0.1:3942');
    expect(read('gateway')).to.include({ PORT: '8080', ADMIN_PORT: '4000' }).and.not.to.have.property('DATABASE_URL');
  });

  it('moves every port and address by the offset', () => {
    const moved = read('gateway', { PORT_OFFSET: '100' });
    expect(moved).to.include({ PORT: '8180', ADMIN_PORT: '4100', USER_SERVICE_ADDRESS: '127.0.0.1:3101', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4418' });
    expect(moved['ALLOWED_ORIGINS']?.split(',')).to.include('http://localhost:8180');
  });

  it('takes a setting in either form, as its value or a file with it, and never hands on both', () => {
    const chosen = read('user', { ENCRYPTION_KEYS_FILE: '/run/secrets/keys', INTERNAL_JWKS_FILE: '/run/secrets/jwks' });
    expect(chosen).to.include({ ENCRYPTION_KEYS_FILE: '/run/secrets/keys' }).and.not.to.have.any.keys('ENCRYPTION_KEYS', 'INTERNAL_JWKS_FILE');
    const [user, payment] = [read('user')['ENCRYPTION_KEYS'], read('payment')['ENCRYPTION_KEYS']];
    expect(user).to.be.a('string').and.not.to.equal(payment);
  });

  it('lets whoever starts Berth decide, but not give a part the admin\'s database', () => {
    const chosen = read('user', { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', DATABASE_URL: 'postgres://admin@db/postgres', HOST: '0.0.0.0' });
    expect(chosen).to.include({ LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', DATABASE_URL: DATABASE.appUrl, HOST: '0.0.0.0', BOOKING_SERVICE_ADDRESS: '127.0.0.1:3004' });
  });
});
