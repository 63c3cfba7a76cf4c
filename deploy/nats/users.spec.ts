import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { ENTRIES } from '../dev/services.ts';
import { brokerUsers } from './users.ts';

const ROOT = new URL('../../', import.meta.url);

describe('what users of the broker take', () => {
  it('is what their reactions are about', async () => {
    const users = await brokerUsers(ENTRIES.map(({ name }) => name));
    const sources = Object.fromEntries(users.map((user) => [user.name, user.sources]));
    expect(sources).to.deep.include({ gateway: [], receipt: ['booking', 'user'], payment: ['booking'] });
    const admin = users.find(({ name }) => name === 'admin');
    expect(admin?.sources).to.have.members(ENTRIES.map(({ name }) => name).filter((name) => name !== 'gateway'));
    expect(admin?.only).to.include({ booking: 'audit.recorded' }).and.not.to.have.property('user');
    expect(Object.fromEntries(users.map(({ name, only = {} }) => [name, only['booking']]))).to.include({ receipt: 'booking.confirmed', integration: 'booking.confirmed', notification: undefined });
    expect(sources['booking']).to.include.members(['booking', 'catalog', 'payment', 'user']);
  });

  it('is complete: reactions stand nowhere but in reactions/', async () => {
    const strays: string[] = [];
    for (const file of await readdir(new URL('services/', ROOT), { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.spec.ts') || /^runtime\/|\/test(ing)?\//.test(file)) continue;
      const text = await readFile(new URL(`services/${file}`, ROOT), 'utf8');
      const reacts = /import \{[^}]*\breaction\b[^}]*\} from '[./]*\/runtime\/events\/types\.ts'/.test(text);
      if (reacts && !/^\w+\/reactions\/[^/]+\.ts$/.test(file)) strays.push(file);
    }
    expect(strays).to.deep.equal([]);
  });
});
