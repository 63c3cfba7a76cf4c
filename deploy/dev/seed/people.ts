/** People of a business: its customers, and the three demo accounts that every business knows. */
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { fromTypeId } from '#runtime/ids.ts';
import { asAdmin, BATCH, requestIdOf, type Clients } from './clients.ts';
import type { Business } from './data/model.ts';
import { patiently } from './patience.ts';

export interface Account {
  readonly email: string;
  readonly displayName: string;
  /** Empty: claimed by verified e-mail. */
  readonly password: string;
  readonly roles: readonly Role[];
}

export const DEMO_ACCOUNTS: readonly Account[] = [
  { email: 'customer@example.com', displayName: 'Casey Morgan', password: 'Customer123!', roles: [Role.USER] },
  { email: 'provider@example.com', displayName: 'Priya Raman', password: 'Provider123!', roles: [Role.USER, Role.PROVIDER] },
  { email: 'admin@example.com', displayName: 'Ada Lindqvist', password: 'Admin123!', roles: [Role.USER, Role.ADMIN] },
];

/** `Inês Carvalho` is `ines.carvalho@<slug>.example`: reserved by RFC 2606, so no mail ever reaches a stranger. */
export const emailOf = (name: string, slug: string): string =>
  `${name.normalize('NFD').replace(/[\u0300-\u036f'’.]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '.')}@${slug}.example`;

export const accountsOf = ({ people, slug }: Business): Account[] => [
  ...DEMO_ACCOUNTS,
  ...people.map((displayName) => ({ email: emailOf(displayName, slug), displayName, password: '', roles: [Role.USER] })),
];

/** Ids of the customers, the demo customer first. */
export async function importPeople({ users }: Clients, tenantId: string, business: Business): Promise<string[]> {
  const accounts = accountsOf(business).map(({ roles, ...account }) => ({ ...account, roles: [...roles] }));
  const requestId = requestIdOf('people', business.slug, JSON.stringify(accounts));
  const imported = await patiently(() => users.importUsers({ users: accounts }, { caller: asAdmin(tenantId), requestId, ...BATCH }));
  return imported.users.filter(({ roles }) => roles.length === 1).map(({ id }) => fromTypeId('usr', id, 'user.id'));
}
