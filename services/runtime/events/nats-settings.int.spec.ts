import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect, nkeys } from 'nats';
import { ensureCertificates, tlsFilesOf } from '../../../deploy/dev/certificates.ts';
import { startNats } from '../../../deploy/dev/nats.ts';
import { natsSettings, type NatsTarget, withoutSecrets } from './nats-settings.ts';

describe('connecting to NATS', function () {
  this.timeout(30_000);
  let dir: string;

  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'berth-nats-settings-'))));
  afterEach(() => rm(dir, { recursive: true }));

  const seedOf = (user: ReturnType<typeof nkeys.createUser>): string => new TextDecoder().decode(user.getSeed());
  /** Whether the server lets them in. */
  async function tried(target: Omit<NatsTarget, 'name'>): Promise<string> {
    try {
      await (await connect({ ...natsSettings({ ...target, name: 'booking' }), reconnect: false })).close();
      return 'let in';
    } catch {
      return 'turned away';
    }
  }

  it('may be with the seed of an nkey', async () => {
    const [known, stranger] = [nkeys.createUser(), nkeys.createUser()];
    await using server = await startNats({ dir, port: 0, authorization: `authorization { users: [ { nkey: ${known.getPublicKey()} } ] }\n` });
    expect(await tried({ url: server.url, identity: { nkeySeed: seedOf(known) } })).to.equal('let in');
    expect(await tried({ url: server.url, identity: { nkeySeed: seedOf(stranger) } })).to.equal('turned away');
    expect(await tried({ url: server.url })).to.equal('turned away');
  });

  it('may be with certificates on both sides', async () => {
    await ensureCertificates(join(dir, 'tls'), ['nats', 'booking']);
    await ensureCertificates(join(dir, 'strangers'), ['booking']);
    const { certFile, keyFile, caFile } = tlsFilesOf(join(dir, 'tls'), 'nats');
    const tls = `tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)}, ca_file: ${JSON.stringify(caFile)}, verify: true }\n`;
    await using server = await startNats({ dir, port: 0, authorization: tls });
    const url = server.url.replace('nats://', 'tls://');
    const own = tlsFilesOf(join(dir, 'tls'), 'booking');
    expect(await tried({ url, tls: own })).to.equal('let in');
    expect(await tried({ url, tls: { caFile } })).to.equal('turned away');
    expect(await tried({ url, tls: { ...tlsFilesOf(join(dir, 'strangers'), 'booking'), caFile } })).to.equal('turned away');
    expect(await tried({ url, tls: { ...own, caFile: tlsFilesOf(join(dir, 'strangers'), 'booking').caFile } })).to.equal('turned away');
  });

  it('leaves no secret of the URL in a log', () => {
    expect(withoutSecrets('nats://booking:secret@one:4222,tls://token@two')).to.equal('nats://one:4222,tls://two');
  });
});
