/** Who has accounts at the sandboxes of Google, Apple and Facebook: made up, and the same at every start. */

export interface SandboxPerson {
  /** Digits: what the provider knows them by follows from it. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Absent: they gave the provider none. */
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
  /** Domain that Google runs the address for. */
  readonly workspace?: string;
}

/** One whose address the provider vouches for, one of a demo account of `npm start`, one whose address is elsewhere, one without. */
export const SANDBOX_PEOPLE: readonly SandboxPerson[] = [
  { id: '1001', firstName: 'Maria', lastName: 'Santos', email: 'maria@harbour.example', emailVerified: true, workspace: 'harbour.example' },
  { id: '1002', firstName: 'Carla', lastName: 'Customer', email: 'customer@example.com', emailVerified: true, workspace: 'example.com' },
  { id: '1003', firstName: 'Jonas', lastName: 'Weber', email: 'jonas@elsewhere.example', emailVerified: true },
  { id: '1004', firstName: 'Noor', lastName: 'Haddad', emailVerified: false },
];

export const fullName = ({ firstName, lastName }: SandboxPerson): string => `${firstName} ${lastName}`;

/** `undefined` for who cancels. */
export function personOf(people: readonly SandboxPerson[], id: string | null): SandboxPerson | undefined {
  return people.find((person) => person.id === id);
}
