import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { readSettings, SettingsError, type Environment } from '../../runtime/config/settings.ts';
import { configuredProviders, socialSettings } from './settings.ts';

describe('settings of providers', () => {
  const keyOn = (namedCurve: string): string => generateKeyPairSync('ec', { namedCurve, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey;
  const KEY = keyOn('P-256');
  const ALL = {
    GOOGLE_CLIENT_ID: 'g', GOOGLE_CLIENT_SECRET: 'g-secret', APPLE_CLIENT_ID: 'a', APPLE_TEAM_ID: 't', APPLE_KEY_ID: 'k', APPLE_PRIVATE_KEY: KEY,
    FACEBOOK_APP_ID: 'f', FACEBOOK_APP_SECRET: 'f-secret',
  };
  const read = (env: Environment) => configuredProviders(readSettings(env, socialSettings));
  const problemsOf = (env: Environment): readonly string[] => {
    try {
      read(env);
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
      throw error;
    }
  };

  it('offer a provider when all of its settings are there', () => {
    expect(read({})).to.deep.equal({});
    expect(Object.keys(read(ALL))).to.deep.equal(['google', 'apple', 'facebook']);
    expect(read({ GOOGLE_CLIENT_ID: 'g', GOOGLE_CLIENT_SECRET: 's' })).to.deep.equal({ google: { clientId: 'g', clientSecret: 's', issuer: 'https://accounts.google.com' } });
  });

  it('name what is missing of a provider that is set up by half', () => {
    for (const name of Object.keys(ALL)) {
      const problems = problemsOf({ ...ALL, [name]: '' });
      expect(problems, name).to.have.length(1);
      expect(problems[0]).to.match(new RegExp(`^${name} is not set`));
    }
  });

  it('take the key as the file has it, or on one line', () => {
    expect(read({ ...ALL, APPLE_PRIVATE_KEY: KEY.trim().replaceAll('\n', '\\n') }).apple?.privateKey.trim()).to.equal(KEY.trim());
  });

  it('refuse what is no key of Apple’s, and repeat nothing of it', () => {
    for (const bad of ['secret-that-is-no-key', keyOn('P-384'), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
      const problems = problemsOf({ ...ALL, APPLE_PRIVATE_KEY: bad });
      expect(problems).to.deep.equal(['APPLE_PRIVATE_KEY must be the content of the .p8 file: a P-256 key in PKCS #8']);
    }
  });

  it('want https, but on this machine', () => {
    for (const name of ['GOOGLE_ISSUER', 'APPLE_ISSUER', 'FACEBOOK_URL', 'FACEBOOK_GRAPH_URL']) {
      for (const good of ['https://id.example', 'http://127.0.0.1:3905', 'http://localhost:3905', 'http://[::1]:3905']) expect(problemsOf({ ...ALL, [name]: good }), good).to.deep.equal([]);
      for (const bad of ['http://id.example', 'http://127.0.0.1.example']) expect(problemsOf({ ...ALL, [name]: bad }), bad).to.deep.equal([`${name} must be https, unless it is on this machine`]);
    }
  });
});
