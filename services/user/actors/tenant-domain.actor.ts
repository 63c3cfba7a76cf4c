/** Domains of a business's own: noted down by anybody who asks, and its own once a DNS record that only the owner can set proves it. */
import { randomBytes } from 'node:crypto';
import { TenantDomainService } from '#proto/berth/user/v1/tenant_domain_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { PrepareContext, Turn } from '../../runtime/actor/types.ts';
import { Failure, invalidField } from '../../runtime/errors.ts';
import { findOwnDomains, ownDomainsStore } from '../db/own-domain-store.ts';
import { addDomain, noDomain, normalizeDomain, recordOf, removeDomain, verifyDomain, type OwnDomain, type OwnDomains, type OwnDomainsEvent } from '../domain/own-domain.ts';
import { ownDomainsKey } from '../keys.ts';
import { toTenantDomain } from '../mapping.ts';
import type { LookUpTexts } from '../txt-records.ts';
import { needAdministrator } from './acting.ts';

type DomainTurn = Turn<OwnDomains | undefined, OwnDomainsEvent>;

const CHALLENGE_BYTES = 20;

const route = (_: unknown, __: unknown, { caller }: PrepareContext) => [ownDomainsKey(caller.tenantId)];
const domainsOf = (turn: DomainTurn): readonly OwnDomain[] => turn.state?.domains ?? [];

function nameOf({ name }: { readonly name: string }): string {
  const normal = normalizeDomain(name);
  if (normal === undefined) throw invalidField('name', 'must be a domain that can be owned, such as www.example.com');
  return normal;
}

function shown(turn: DomainTurn, name: string) {
  const domain = domainsOf(turn).find((own) => own.name === name);
  if (!domain) throw new TypeError('the turn does not have the domain that it changed');
  return { domain: toTenantDomain(domain) };
}

export const tenantDomainActor = (lookUpTexts: LookUpTexts) => actor({
  name: 'tenant-domain',
  service: TenantDomainService,
  state: single<OwnDomains>('own_domains', ownDomainsStore),
  behaviour: {
    initial: undefined,
    evolve: (state: OwnDomains | undefined, { domains }: OwnDomainsEvent): OwnDomains | undefined => state && { ...state, domains },
  },
  commands: {
    addTenantDomain: {
      async prepare(request, { caller, db }): Promise<Pick<OwnDomain, 'name' | 'challenge'>> {
        await needAdministrator(db, caller);
        return { name: nameOf(request), challenge: randomBytes(CHALLENGE_BYTES).toString('hex') };
      },
      route,
      turn(turn, _, { name, challenge }: Pick<OwnDomain, 'name' | 'challenge'>) {
        turn.apply(addDomain(domainsOf(turn), { name, challenge, created: turn.now, verified: undefined }));
        return shown(turn, name);
      },
    },
    verifyTenantDomain: {
      async prepare(request, { caller, db }): Promise<{ readonly name: string; readonly texts: readonly string[] }> {
        await needAdministrator(db, caller);
        const name = nameOf(request);
        const domain = (await findOwnDomains(db, caller.tenantId)).find((own) => own.name === name);
        if (!domain) throw new Failure(noDomain(name));
        return { name, texts: domain.verified ? [] : await lookUpTexts(recordOf(domain).name) };
      },
      route,
      turn(turn, _, { name, texts }: { readonly name: string; readonly texts: readonly string[] }) {
        turn.apply(verifyDomain(domainsOf(turn), name, texts, turn.now));
        return shown(turn, name);
      },
    },
    removeTenantDomain: {
      prepare: (_, { caller, db }) => needAdministrator(db, caller),
      route,
      turn(turn, request) {
        turn.apply(removeDomain(domainsOf(turn), nameOf(request)));
        return {};
      },
    },
  },
});
