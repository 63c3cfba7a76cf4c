/** Domains of a business's own: written in one way only, and proved before they lead anywhere. */
import { reject, type Rejection } from '../../runtime/errors.ts';

export interface OwnDomain {
  /** Lower case, other letters in Punycode. */
  readonly name: string;
  /** What the DNS record has to say; public, and of no use without the domain. */
  readonly challenge: string;
  readonly created: Date;
  readonly verified: Date | undefined;
}

/** All of one business. */
export interface OwnDomains {
  /** The tenant's. */
  readonly id: string;
  readonly domains: readonly OwnDomain[];
}

export interface OwnDomainsEvent {
  readonly type: 'domainsChanged';
  readonly domains: readonly OwnDomain[];
}

const AT_MOST = 10;
const MAX_LENGTH = 253;
/** What `URL` would read as something else than a part of the name. */
const NO_HOST = /[\s\p{Cc}\p{Cf}/:@?#%\\[\]]/u;
const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/;
/** Names that mean something else on every machine or network (RFC 6761, RFC 6762, RFC 7686, RFC 8375). */
const SPECIAL = new Set(['localhost', 'local', 'internal', 'invalid', 'onion', 'arpa', 'alt', 'home', 'lan', 'corp']);

/** The name as browsers send it (UTS #46, as the URL Standard has it); `undefined` when nobody can own it. */
export function normalizeDomain(name: string): string | undefined {
  const written = name.trim().replace(/\.$/, '');
  if (NO_HOST.test(written)) return undefined;
  const host = URL.parse(`http://${written}`)?.hostname ?? '';
  const labels = host.split('.');
  const top = labels.at(-1) ?? '';
  const possible = host.length <= MAX_LENGTH && labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(top) && !SPECIAL.has(top);
  return possible ? host : undefined;
}

/** The TXT record that proves a domain. It may stand beside others, also for a domain that is an alias. */
export const recordOf = ({ name, challenge }: Pick<OwnDomain, 'name' | 'challenge'>): { readonly name: string; readonly value: string } => ({
  name: `_berth.${name}`,
  value: `berth-verification=${challenge}`,
});

type Outcome = { readonly events: readonly OwnDomainsEvent[] } | { readonly rejection: Rejection };

const changed = (domains: readonly OwnDomain[]): Outcome => ({ events: [{ type: 'domainsChanged', domains }] });

/** Notes one down; one that is there stays as it is. */
export function addDomain(domains: readonly OwnDomain[], added: OwnDomain): Outcome {
  if (domains.some(({ name }) => name === added.name)) return { events: [] };
  return domains.length < AT_MOST ? changed([...domains, added]) : { rejection: tooManyDomains() };
}

/** Proves one by what its DNS record says. */
export function verifyDomain(domains: readonly OwnDomain[], name: string, texts: readonly string[], now: Date): Outcome {
  const domain = domains.find((own) => own.name === name);
  if (!domain) return { rejection: noDomain(name) };
  if (domain.verified) return { events: [] };
  const record = recordOf(domain);
  if (!texts.includes(record.value)) return { rejection: notProved(record) };
  return changed(domains.map((own) => (own === domain ? { ...own, verified: now } : own)));
}

export function removeDomain(domains: readonly OwnDomain[], name: string): Outcome {
  const left = domains.filter((own) => own.name !== name);
  return left.length < domains.length ? changed(left) : { rejection: noDomain(name) };
}

export const noDomain = (name: string): Rejection => reject('NOT_FOUND', `There is no domain ${name}.`, { code: 'NOT_FOUND', metadata: { id: name } });

const tooManyDomains = (): Rejection => reject('TOO_MANY_DOMAINS', `A business has ${AT_MOST} domains at most. Remove one first.`, { code: 'RESOURCE_EXHAUSTED' });

const notProved = ({ name, value }: ReturnType<typeof recordOf>): Rejection =>
  reject('DOMAIN_NOT_PROVED', `There is no TXT record ${name} that says ${value}. Add it, wait until the DNS knows it, and try again.`);

export const domainTaken = (name: string): Rejection =>
  reject('DOMAIN_TAKEN', `${name} leads to another business. It has to give the domain up first.`, { code: 'ALREADY_EXISTS' });
