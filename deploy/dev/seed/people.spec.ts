import { expect } from 'chai';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { BUSINESSES } from './data/businesses.ts';
import { accountsOf, emailOf } from './people.ts';

describe('demo people', () => {
  it('have addresses that can be written without accents', () => {
    expect(emailOf('Inês D’Ávila', 'mare-alta')).to.equal('ines.davila@mare-alta.example');
    expect(emailOf('Mei-Ling Cheung', 'x')).to.equal('mei.ling.cheung@x.example');
    expect(emailOf('Dr. Ana Sá', 'x')).to.equal('dr.ana.sa@x.example');
  });

  it('have addresses that no mail server serves', () => {
    const outside = BUSINESSES.flatMap(accountsOf).filter(({ email }) => !/^[a-z.]+@([a-z-]+\.example|example\.com)$/.test(email));
    expect(outside).to.deep.equal([]);
  });

  for (const business of BUSINESSES) {
    it(`at ${business.name} include the three demo accounts, and nobody else may do more than book`, () => {
      const [customer, provider, admin, ...others] = accountsOf(business);
      expect(customer).to.include({ email: 'customer@example.com', password: 'Customer123!' }).and.deep.include({ roles: [Role.USER] });
      expect(provider).to.include({ email: 'provider@example.com', password: 'Provider123!' }).and.deep.include({ roles: [Role.USER, Role.PROVIDER] });
      expect(admin).to.include({ email: 'admin@example.com', password: 'Admin123!' }).and.deep.include({ roles: [Role.USER, Role.ADMIN] });
      expect(others.every(({ password, roles }) => password === '' && roles.join() === String(Role.USER))).to.equal(true);
    });
  }
});
