import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { type Postgres, startPostgres } from './postgres.ts';
import { provisionDatabase } from './provision.ts';
import { openSecrets, temporarySecrets } from './secrets.ts';
import { signingKeys } from './signing-keys.ts';

describe('provisioning', function () {
  this.timeout(30_000);
  const dir = mkdtempSync(join(tmpdir(), 'berth-provision-'));
  let postgres: Postgres;

  before(async () => {
    postgres = await startPostgres({ dir: join(dir, 'pg'), port: 0, durable: false });
  });
  after(async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true });
  });

  async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing was refused', (error: unknown) => String(error));

  it('gives three roles that row-level security binds, and the extensions', async () => {
    const urls = await provisionDatabase(postgres.adminUrl, 'alpha', temporarySecrets());
    for (const url of Object.values(urls)) {
      const rows = await query(url, 'select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole as powerful from pg_roles where rolname = current_user');
      expect(rows).to.deep.equal([{ powerful: false }]);
    }
    const extensions = await query(urls.appUrl, 'select extname from pg_extension');
    expect(extensions.map(({ extname }) => extname)).to.include.members(['btree_gist', 'pg_trgm', 'citext', 'unaccent']);
  });

  it('lets only the owner make tables, and no role into another service', async () => {
    const secrets = temporarySecrets();
    const alpha = await provisionDatabase(postgres.adminUrl, 'alpha', secrets);
    const beta = await provisionDatabase(postgres.adminUrl, 'beta', secrets);
    await query(alpha.ownerUrl, 'create table things (id int)');
    expect(await refusal(query(alpha.appUrl, 'create table mine (id int)'))).to.match(/permission denied for schema public/);
    expect(await refusal(query(alpha.appUrl, 'select * from things'))).to.match(/permission denied for table things/);
    const trespass = new URL(alpha.appUrl);
    trespass.pathname = new URL(beta.appUrl).pathname;
    expect(await refusal(query(trespass.href, 'select 1'))).to.match(/permission denied for database/);
  });

  it('is repeatable, also at the same time and with lost passwords', async () => {
    await Promise.all(['gamma', 'delta', 'gamma', 'delta'].map((service) => provisionDatabase(postgres.adminUrl, service, temporarySecrets())));
    const urls = await provisionDatabase(postgres.adminUrl, 'gamma', temporarySecrets());
    expect(await query(urls.relayUrl, 'select 1 as one')).to.deep.equal([{ one: 1 }]);
  });

  it('works for an admin who is no superuser', async () => {
    await query(postgres.adminUrl, `create role manager login createrole createdb password 'manager'`);
    const managed = new URL(postgres.adminUrl);
    managed.username = managed.password = 'manager';
    const secrets = temporarySecrets();
    await provisionDatabase(managed.href, 'managed', secrets);
    const urls = await provisionDatabase(managed.href, 'managed', secrets);
    await query(urls.ownerUrl, 'create table things (id int)');
  });

  it('refuses a role that passes row-level security', async () => {
    await provisionDatabase(postgres.adminUrl, 'epsilon', temporarySecrets());
    await query(postgres.adminUrl, 'alter role berth_epsilon_app bypassrls');
    const message = await refusal(provisionDatabase(postgres.adminUrl, 'epsilon', temporarySecrets()));
    expect(message).to.match(/Role berth_epsilon_app may pass row-level security\. Type: alter role/);
  });

  it('says what to check when the server is not there', async () => {
    const message = await refusal(provisionDatabase('postgres://postgres:x@127.0.0.1:1/postgres', 'zeta', temporarySecrets()));
    expect(message).to.match(/Postgres at 127\.0\.0\.1:1 does not let us in: .*Check DATABASE_URL/);
  });

  it('keeps secrets in a file for its owner only, and does not replace a damaged one', () => {
    const file = join(dir, 'secrets.json');
    const secret = openSecrets(file).get('one');
    expect(openSecrets(file).get('one')).to.equal(secret);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    chmodSync(file, 0o600);
    writeFileSync(file, '{"one":');
    expect(() => openSecrets(file)).to.throw(/is damaged.*npm run reset/);
  });

  it('makes signing keys once, and publishes no private part', () => {
    const secrets = temporarySecrets();
    const first = signingKeys(['user', 'booking'], secrets);
    expect(signingKeys(['user', 'booking'], secrets)).to.deep.equal(first);
    const { keys }: { keys: Record<string, unknown>[] } = JSON.parse(first.jwks);
    expect(keys.map(({ kid }) => kid)).to.deep.equal(['user', 'booking']);
    expect(keys.some((key) => 'd' in key)).to.equal(false);
  });
});
