import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { ApiKeyService } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { TenantSettingsSchema } from '#proto/berth/user/v1/tenant_settings_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId, PLATFORM_TENANT, toTypeId } from '../../runtime/ids.ts';
import { business, openStand, reasonOf, type Stand } from '../testing/people.ts';

type Settings = MessageInitShape<typeof TenantSettingsSchema>;

const operator = { caller: { tenantId: PLATFORM_TENANT, subject: 'service:test', roles: ['service', 'operator'] as const } };
const DAY = 86_400_000;

const newSlug = (): string => `s-${newId().slice(-12)}`;

/** Another value for every setting that there is. */
const CHANGES = {
  slug: newSlug(),
  name: 'Port Dive',
  tagline: 'Deeper',
  timeZone: 'Asia/Tokyo',
  currencyCode: 'JPY',
  locale: 'ja-JP',
  brandColor: '#ff0000',
  supportEmail: 'help@port.example',
  legalEntity: { name: 'Port Dive KK', addressLines: ['Minato 1'], countryCode: 'JP', taxId: 'T1', taxRateBps: 1000 },
} satisfies Settings;

describe('settings of a business', function () {
  this.timeout(20_000);
  let stand: Stand;
  let now = new Date();

  before(async () => {
    stand = await openStand({ now: () => now });
  });
  after(() => stand[Symbol.asyncDispose]());

  const fieldNameOf = (local: string): string => TenantSettingsSchema.fields.find(({ localName }) => localName === local)?.name ?? '';
  const update = (tenantId: string, settings: Settings, { etag = '', paths = Object.keys(settings).map(fieldNameOf) } = {}) =>
    stand.tenants.updateTenant({ settings, updateMask: { paths }, etag }, stand.administrator(tenantId));
  const get = async (id: string) => (await stand.tenants.getTenant({ tenant: { case: 'id', value: toTypeId('tnt', id) } }, stand.anonymous())).tenant;
  const find = async (slug: string) => (await stand.tenants.getTenant({ tenant: { case: 'slug', value: slug } }, stand.anonymous())).tenant?.id;
  const slugOf = async (id: string): Promise<string> => (await get(id))?.slug ?? '';

  it('are not changed by who was dismissed since, nor in a session that ended, and neither are domains and keys', async () => {
    const tenantId = await stand.addBusiness();
    const [ada, bo, cy] = [await stand.importMember([Role.ADMIN], tenantId), await stand.importMember([Role.ADMIN], tenantId), await stand.importMember([Role.ADMIN], tenantId)];
    await stand.members.removeMember({ userId: toTypeId('usr', bo.caller.subject) }, ada);
    const ended = { caller: { ...cy.caller, session: fromTypeId('sid', cy.session.id, 'id') } };
    await stand.accounts.signOutEverywhere({}, cy);
    for (const [as, reason] of [[bo, 'NO_ADMINISTRATOR'], [ended, 'SESSION_ENDED'], [ada, 'none']] as const) {
      const acts = [
        stand.tenants.updateTenant({ settings: { name: 'Mine' }, updateMask: { paths: ['name'] } }, as),
        stand.domains.addTenantDomain({ name: `${newSlug()}.example` }, as),
        stand.harness.connect(ApiKeyService).createApiKey({ name: 'Till', scopes: ['bookings:read'] }, as),
      ];
      expect(await Promise.all(acts.map(reasonOf))).to.deep.equal([reason, reason, reason]);
    }
  });

  it('are changed one by one, and told', async () => {
    const id = await stand.addBusiness();
    const { tenant } = await update(id, { name: 'Quay Dive', tagline: '' });
    expect(tenant).to.deep.include({ name: 'Quay Dive', tagline: '', locale: 'en-GB', etag: '2' });
    expect(await get(id)).to.deep.equal(tenant);
    const told = await stand.bench.seen(TenantChangedSchema, ({ tenant: as }) => as?.name === 'Quay Dive');
    expect(told.tenant).to.deep.include({ id: toTypeId('tnt', id), tagline: '', currencyCode: 'EUR' });
  });

  for (const [name, value] of Object.entries(CHANGES)) {
    it(`${name} is changed by its own administrators and by nobody else's`, async () => {
      const [own, others] = [await stand.addBusiness(), await stand.addBusiness()];
      const before = await get(others);
      const { tenant } = await update(own, { [name]: value });
      expect(tenant).to.not.deep.equal(before);
      expect(await get(others)).to.deep.equal(before);
    });
  }

  it('has a case for every field', () => {
    expect(Object.keys(CHANGES).toSorted()).to.deep.equal(TenantSettingsSchema.fields.map(({ localName }) => localName).toSorted());
    expect(create(TenantSettingsSchema, CHANGES).name).to.equal('Port Dive');
  });

  it('are not for customers, staff or operators', async () => {
    for (const roles of [['user'], ['user', 'provider'], ['operator']] as const) {
      const caller = { caller: { tenantId: stand.tenantId, subject: newId(), roles } };
      expect(await reasonOf(stand.tenants.updateTenant({ settings: { name: 'Mine' }, updateMask: { paths: ['name'] } }, caller)), roles.join()).to.equal('ACCESS_DENIED');
    }
  });

  it('are refused with every bad field', async () => {
    const bad: Settings = {
      slug: 'www', timeZone: 'Mars/Olympus', currencyCode: 'XQX', locale: 'no tag', legalEntity: { name: '', countryCode: 'P', taxId: '<b>', taxRateBps: 10_000 },
    };
    const failure = await update(stand.tenantId, bad).catch((error: unknown) => error);
    const fields = failure instanceof Failure ? failure.details.violations?.map(({ field }) => field) : [];
    expect(fields).to.deep.equal([
      'settings.slug', 'settings.time_zone', 'settings.currency_code', 'settings.locale', 'settings.legal_entity.name', 'settings.legal_entity.country_code',
      'settings.legal_entity.tax_id', 'settings.legal_entity.tax_rate_bps',
    ]);
    expect(await reasonOf(update(stand.tenantId, { brandColor: 'red' }))).to.equal('INVALID_TENANT');
    expect(await reasonOf(update(stand.tenantId, {}))).to.equal('INVALID_TENANT');
    expect(await reasonOf(update(stand.tenantId, { name: 'x' }, { paths: ['id'] }))).to.equal('INVALID_TENANT');
  });

  it('are not changed on an old etag', async () => {
    const id = await stand.addBusiness();
    const { tenant } = await update(id, { name: 'First' }, { etag: '1' });
    expect(await reasonOf(update(id, { name: 'Second' }, { etag: '1' }))).to.equal('ETAG_MISMATCH');
    expect((await update(id, { name: 'Third' }, { etag: tenant?.etag ?? '' })).tenant?.name).to.equal('Third');
  });

  it('a former name leads to the business for a year, and is nobody else’s', async () => {
    const [id, rival] = [await stand.addBusiness(), await stand.addBusiness()];
    const [old, renewed] = [await slugOf(id), newSlug()];
    await update(id, { slug: renewed });
    expect([await find(old), await find(renewed)]).to.deep.equal([toTypeId('tnt', id), toTypeId('tnt', id)]);
    now = new Date(now.getTime() + 364 * DAY);
    expect(await find(old)).to.equal(toTypeId('tnt', id));
    expect(await reasonOf(update(rival, { slug: old }))).to.equal('SLUG_TAKEN');
    expect(await reasonOf(update(rival, { slug: renewed }))).to.equal('SLUG_TAKEN');
    expect(await reasonOf(stand.tenants.createTenant(business(old), operator))).to.equal('SLUG_TAKEN');
    expect(await reasonOf(stand.tenants.createTenant(business(renewed), operator))).to.equal('SLUG_TAKEN');
    now = new Date(now.getTime() + 2 * DAY);
    await update(rival, { slug: old });
    expect(await find(old)).to.equal(toTypeId('tnt', rival));
    expect(await reasonOf(update(id, { slug: old }))).to.equal('SLUG_TAKEN');
  });

  it('goes back to a former name at will, but collects no more than three', async () => {
    const id = await stand.addBusiness();
    const first = await slugOf(id);
    const [second, third, fourth, fifth] = Array.from({ length: 4 }, newSlug);
    for (const slug of [second, first, second, third, fourth]) await update(id, { slug: slug ?? '' });
    expect(await reasonOf(update(id, { slug: fifth ?? '' }))).to.equal('SLUG_CHANGED_TOO_OFTEN');
    await update(id, { slug: first });
    expect(await find(fourth ?? '')).to.equal(toTypeId('tnt', id));
  });

  it('of several that want a name at once, one gets it', async () => {
    const slug = newSlug();
    const ids = await Promise.all(Array.from({ length: 6 }, () => stand.addBusiness()));
    const outcomes = await Promise.all([
      ...ids.map((id) => reasonOf(update(id, { slug }))),
      reasonOf(stand.tenants.createTenant(business(slug), operator)),
    ]);
    expect(outcomes.filter((reason) => reason === 'none')).to.have.length(1);
    expect(new Set(outcomes)).to.deep.equal(new Set(['none', 'SLUG_TAKEN']));
  });
});
