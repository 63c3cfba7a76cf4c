import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { travel } from '../dev/journey/travel.ts';
import { sharedNetwork } from './shared-network.ts';

describe('npm run journey', function () {
  this.timeout(60_000);
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'berth-journey-'))));
  after(() => rm(directory, { recursive: true, force: true }));

  it('tells every hop of a booking, and where its receipt, mail and event are', async () => {
    const network = await sharedNetwork();
    const { shop, url } = network;
    await shop.session(shop.paid);
    const customer = { email: `traveller-${Date.now()}@example.com`, password: 'correct horse battery' };
    await (await network.customer()).register({ ...customer, displayName: 'Ana Traveller', phoneNumber: '+351912345678' });
    const lines: string[] = [];
    await travel({ url, tenant: shop.slug, customer, admin: shop.admin, directory, print: (line) => lines.push(line) });
    const told = lines.join('\n');
    expect(await readdir(join(directory, shop.slug))).to.have.lengthOf(1);
    expect(told).to.match(/E-mail +".+" to traveller-/);
    expect(told.slice(told.indexOf('TikTok   {'))).to.contain('"event": "CompletePayment"').and.not.contain(customer.email);
    for (const service of ['gateway', 'booking', 'payment', 'receipt', 'notification', 'integration']) {
      expect(told).to.match(new RegExp(`\\+\\d+ ms +[\\d.]+ ms +${service} `));
    }
  });

  it('names what is missing', async () => {
    const { url, shop } = await sharedNetwork();
    const nobody = { email: 'nobody@example.com', password: 'nothing' };
    const thrown: unknown = await travel({ url, tenant: shop.slug, customer: nobody, admin: shop.admin, directory, print: () => undefined }).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.matches(/^Missing step: something to book\. .*nobody@example\.com/);
  });
});
