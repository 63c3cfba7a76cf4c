import { expect } from 'chai';
import fc from 'fast-check';
import type { Profile, UserRole } from './account.ts';
import { changeRoles, mayGive, withProfile, type MemberRole, type Membership } from './membership.ts';

const now = new Date('2026-11-21T12:00:00Z');
const person = (id: string, ...roles: UserRole[]): Profile => ({ id, email: `${id}@example.com`, displayName: id, phoneNumber: '', roles, guest: false, created: now, updated: now });
const membershipOf = (...profiles: Profile[]): Membership => ({
  id: 'tenant', admins: new Set(profiles.filter(({ roles }) => roles.includes('admin')).map(({ id }) => id)), invitations: new Map(), invited: [],
});

const ada = person('ada', 'user', 'admin');
const bob = person('bob', 'user', 'admin');
const cy = person('cy', 'user');

function outcome(members: readonly Profile[], actor: Profile | undefined, member: Profile, roles: readonly MemberRole[], proved = true): string {
  const decision = changeRoles(membershipOf(...members), { actor, member, proved, roles }, now);
  return 'rejection' in decision ? decision.rejection.reason : decision.events.map(({ profile }) => profile.roles.join(' ')).join();
}

describe('roles of members', () => {
  it('are given by administrators as they are now', () => {
    expect(outcome([ada], ada, cy, ['provider'])).to.equal('user provider');
    for (const actor of [undefined, cy, person('dee', 'user', 'provider'), person('op', 'operator')]) {
      expect(outcome([ada], actor, cy, ['provider'])).to.equal('NOT_ADMINISTRATOR');
    }
  });

  it('of the last administrator stay', () => {
    expect(outcome([ada], ada, ada, ['provider'])).to.equal('LAST_ADMINISTRATOR');
    expect(outcome([ada, bob], ada, bob, ['provider'])).to.equal('user provider');
    expect(outcome([ada, bob], ada, ada, ['user'])).to.equal('user');
    expect(outcome([ada], ada, ada, ['admin', 'provider'])).to.equal('user provider admin');
  });

  it('are not taken from operators, and none become operators', () => {
    expect(outcome([ada], ada, person('op', 'user', 'operator'), ['user'])).to.equal('OPERATOR_UNTOUCHED');
  });

  it('beyond a customer’s need a proved address', () => {
    expect(outcome([ada], ada, cy, ['provider'], false)).to.equal('MEMBER_NOT_PROVED');
    expect(outcome([ada, bob], ada, bob, ['user'], false)).to.equal('user');
  });

  it('that somebody has already change nothing', () => {
    expect(outcome([ada], ada, cy, ['user'])).to.equal('');
  });

  it('never leave a business without an administrator, whatever is asked', () => {
    const roles = fc.subarray<MemberRole>(['user', 'provider', 'admin'], { minLength: 1 });
    const steps = fc.array(fc.record({ actor: fc.nat(3), member: fc.nat(3), roles }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (asked) => {
        const people = [ada, bob, cy, person('dee', 'user', 'provider')];
        let membership = membershipOf(...people);
        for (const step of asked) {
          const member = people[step.member];
          if (!member) continue;
          const decision = changeRoles(membership, { actor: people[step.actor], member, proved: true, roles: step.roles }, now);
          for (const { profile } of 'rejection' in decision ? [] : decision.events) {
            people[step.member] = profile;
            membership = withProfile(membership, profile);
          }
        }
        expect(people.some((profile) => profile.roles.includes('admin'))).to.equal(true);
        expect([...membership.admins].toSorted()).to.deep.equal([...membershipOf(...people).admins].toSorted());
      }),
    );
  });

  it('are given by nobody who has less', () => {
    expect(mayGive(['user', 'admin'], ['user', 'provider', 'admin'])).to.equal(true);
    expect(mayGive(['user', 'provider'], ['user'])).to.equal(false);
    expect(mayGive(['operator'], ['admin'])).to.equal(false);
  });
});
