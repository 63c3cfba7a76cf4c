import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RETENTION } from '../events/retention.ts';
import { STREAM_AGE_MS } from '../events/streams.ts';
import { createTestKeys } from '../testing/keys.ts';
import { address, constant, duration, encryptionKeys, flag, integer, oneOf, optional, peer, port, secret, text, url } from './kinds.ts';
import { runtimeSettings } from './runtime.ts';
import { type Environment, readSettings, type Schema, SettingsError } from './settings.ts';

function problemsOf(env: Environment, schema: Schema): readonly string[] {
  try {
    readSettings(env, schema);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  after(() => rmSync(folder, { recursive: true }));

  it('come typed, nested and with their fallbacks', () => {
    const settings = readSettings(
      { PORT: '8080', VERBOSE: '1', KEY: 's3cret', MAX: '-3' },
      {
        port: port('PORT'),
        nested: { verbose: flag('VERBOSE'), mode: oneOf('MODE', ['fast', 'safe'], { fallback: 'safe' }) },
        key: secret('KEY'),
        max: integer('MAX', { min: -5, max: 5 }),
        name: optional(text('NAME')),
        payment: peer('payment', 3006),
        service: constant('booking'),
      },
    );
    expect(settings).to.deep.equal({
      port: 8080,
      nested: { verbose: true, mode: 'safe' },
      key: 's3cret',
      max: -3,
      name: undefined,
      payment: '127.0.0.1:3006',
      service: 'booking',
    });
  });

  it('that are bad are all listed in one error, with what they should be', () => {
    const schema = {
      port: port('PORT'),
      inner: { url: url('DATABASE_URL', ['postgres', 'postgresql']), flag: flag('MIGRATE') },
      mode: oneOf('MODE', ['fast', 'safe']),
      address: address('ADDRESS'),
    };
    expect(() => readSettings({ PORT: '99999', DATABASE_URL: 'mysql://root:hunter2@db', MIGRATE: 'ja', ADDRESS: 'db' }, schema))
      .to.throw(SettingsError)
      .with.property('message')
      .that.equals(
        [
          '5 settings need attention:',
          '  PORT is "99999": must be a whole number from 0 to 65535',
          '  DATABASE_URL must be a URL that starts with postgres:// or postgresql://',
          '  MIGRATE is "ja": must be true or false',
          '  MODE is not set: must be one of fast, safe',
          '  ADDRESS is "db": must be host:port, such as 127.0.0.1:3006',
        ].join('\n'),
      );
  });

  it('count as not set when they are empty', () => {
    expect(problemsOf({ NAME: '' }, { name: text('NAME') })).to.deep.equal(['NAME is not set: must be some text']);
  });

  it('come out of files named by *_FILE', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'from-file\n');
    expect(readSettings({ KEY_FILE: file }, { key: secret('KEY') })).to.deep.equal({ key: 'from-file' });
    expect(problemsOf({ KEY_FILE: file, KEY: 'too' }, { key: secret('KEY') })).to.deep.equal(['KEY and KEY_FILE are both set: keep one']);
    const [missing] = problemsOf({ KEY_FILE: join(folder, 'none') }, { key: secret('KEY') });
    expect(missing).to.match(/^KEY cannot be read from KEY_FILE: ENOENT/).and.not.to.include('\n');
    expect(problemsOf({ KEY_FILE: folder }, { key: secret('KEY') })[0]).to.match(/^KEY cannot be read from KEY_FILE: EISDIR/);
  });

  for (const [content, value] of [['a\n', 'a'], ['a\r\n', 'a'], ['a\n\n', 'a\n'], [' a ', ' a '], ['a\nb\n', 'a\nb']] as const) {
    it(`come out of a file with ${JSON.stringify(content)} as ${JSON.stringify(value)}: one newline at the end is no part of them`, () => {
      const file = join(folder, 'lines');
      writeFileSync(file, content);
      expect(readSettings({ KEY_FILE: file }, { key: secret('KEY') })).to.deep.equal({ key: value });
    });
  }

  it('count as not set when their file is empty', () => {
    const file = join(folder, 'empty');
    writeFileSync(file, '\n');
    expect(problemsOf({ KEY_FILE: file }, { key: secret('KEY') })).to.deep.equal(['KEY is not set: must be a secret']);
  });

  it('read times with their unit', () => {
    const schema = { every: duration('EVERY', { min: '1s', max: '365d', fallback: '30d' }) };
    expect(['1s', '90s', '10m', '12h', '365d'].map((EVERY) => readSettings({ EVERY }, schema).every / 1_000)).to.deep.equal([1, 90, 600, 43_200, 31_536_000]);
    expect(readSettings({}, schema).every).to.equal(30 * 86_400_000);
    for (const EVERY of ['0s', '366d', '10', 'm', '1.5h', '-1s', '1 m', '10M']) {
      expect(problemsOf({ EVERY }, schema), EVERY).to.deep.equal([`EVERY is "${EVERY}": must be a time from 1s to 365d, such as 30d`]);
    }
  });

  it('read keys that encrypt, each long enough, and show none', () => {
    const [one, two] = ['1'.repeat(32), '2'.repeat(40)];
    expect(readSettings({ ENCRYPTION_KEYS: `${one}, ${two}` }, { keys: encryptionKeys() }).keys).to.deep.equal([one, two]);
    for (const bad of ['short', `${one},short`, `${one},`]) {
      expect(problemsOf({ ENCRYPTION_KEYS: bad }, { keys: encryptionKeys() })).to.deep.equal(['ENCRYPTION_KEYS must be random texts of at least 32 characters, separated by commas']);
    }
  });

  for (const odd of ['1e3', '0x10', ' 7', '7.0', '', 'NaN', '9'.repeat(20)]) {
    it(`takes ${JSON.stringify(odd)} for no number`, () => {
      expect(problemsOf({ N: odd }, { n: integer('N', { min: 0, max: 10_000 }) })).to.have.length(1);
    });
  }
});

describe('settings of the runtime', () => {
  const keys = createTestKeys('payment');
  const env = {
    DATABASE_URL: 'postgres://app:hunter2@127.0.0.1:3932/berth_payment',
    DATABASE_RELAY_URL: 'postgres://relay:hunter2@127.0.0.1:3932/berth_payment',
    INTERNAL_SIGNING_KEY: keys.signingKey('payment'),
    INTERNAL_JWKS: keys.jwks,
  };

  it('need four values; the rest has fallbacks', () => {
    expect(problemsOf({}, runtimeSettings('payment', 3006)).map((line) => line.split(' ', 1)[0])).to.have.members(Object.keys(env));
    const config = readSettings(env, runtimeSettings('payment', 3006));
    expect(config).to.include({ service: 'payment', host: '127.0.0.1', grpcPort: 3006, adminPort: 4006, migrate: false, logLevel: 'info' });
  });

  it('keep things as long as the runtime does by itself, and events longer than their stream does', () => {
    const schema = runtimeSettings('payment', 3006);
    expect(readSettings(env, schema).retention).to.deep.equal(DEFAULT_RETENTION);
    const streamDays = STREAM_AGE_MS / 86_400_000;
    expect(problemsOf({ ...env, OUTBOX_RETENTION_DAYS: `${streamDays}`, REQUEST_LOG_RETENTION_DAYS: `${streamDays * 2}` }, schema)).to.deep.equal([
      'OUTBOX_RETENTION_DAYS is "7": must be a whole number from 8 to 3650',
      'REQUEST_LOG_RETENTION_DAYS is "14": must be a whole number from 15 to 3650',
    ]);
  });

  it('say what is wrong with a key and never show it', () => {
    const problems = problemsOf({ ...env, INTERNAL_SIGNING_KEY: keys.jwks }, runtimeSettings('payment', 3006));
    expect(problems).to.deep.equal(['INTERNAL_SIGNING_KEY must be a private JWK: member d is missing']);
  });
});
