/** The catalogue over gRPC on real Postgres and NATS: complete offerings, searched and paged within one tenant. */
import { fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { OfferingKind, OfferingState, PaymentMode, type Offering } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { CatalogService, type OfferingInput, type OfferingInputSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { AuditRecordedSchema } from '#proto/berth/runtime/v1/audit_events_pb.ts';
import { AuditActorKind, AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import type { ClientOf } from '#runtime/rpc/client.ts';
import { failureOf } from '#runtime/testing/rpc.ts';
import { startServiceHarness, type ServiceHarness } from '#runtime/testing/service-harness.ts';
import { readCatalogConfig } from '../config.ts';
import { startCatalog } from '../service.ts';

type Input = Exclude<MessageInitShape<typeof OfferingInputSchema>, OfferingInput>;

const dive = (change: Input = {}): Input => ({
  kind: OfferingKind.EVENT,
  title: 'Night Dive at Berlenga',
  summary: 'Octopus, cuttlefish and sleeping wrasse by torchlight.',
  description: 'We leave the harbour at sunset. Dry clothes and hot soup wait on board.',
  categoryName: 'Guided dives',
  brandName: 'Atlantic Crew',
  price: { amountMinor: 6_500n, currencyCode: 'EUR' },
  durationMinutes: 150,
  timeZone: 'Europe/Lisbon',
  capacity: 8,
  paymentMode: PaymentMode.ONLINE,
  tags: ['night', 'boat'],
  place: 'Peniche harbour, pier 3',
  addOns: [{ name: 'Torch', price: { amountMinor: 800n, currencyCode: 'EUR' } }],
  ...change,
});

async function refusal(work: Promise<unknown>): Promise<Failure> {
  const error = await failureOf(work);
  if (error instanceof Failure) return error;
  throw error;
}

describe('catalogue service', function () {
  this.timeout(60_000);
  let harness: ServiceHarness;
  let catalog: ClientOf<typeof CatalogService.method>;
  let admin: Caller;
  let guest: Caller;

  before(async () => {
    harness = await startServiceHarness('catalog', (env) => startCatalog(readCatalogConfig(env)));
    catalog = harness.connect(CatalogService);
  });
  after(() => harness?.[Symbol.asyncDispose]());

  beforeEach(() => {
    const tenantId = newId();
    admin = { tenantId, subject: newId(), roles: ['admin'] };
    guest = { tenantId, subject: 'anonymous', roles: [] };
  });

  async function create(change: Input = {}, requestId = newId()): Promise<Offering> {
    const { offering } = await catalog.createOffering({ requestId, offering: dive(change) }, { caller: admin });
    if (!offering) throw new Error('no offering in the answer');
    return offering;
  }
  const titles = (found: { offerings: readonly Offering[] }): string[] => found.offerings.map(({ title }) => title);
  const search = async (query: string, more: object = {}) => catalog.searchOfferings({ query, ...more }, { caller: guest });
  const importAll = (...offerings: Input[]) => catalog.importOfferings({ requestId: newId(), offerings }, { caller: admin });

  describe('writing', () => {
    it('creates a complete offering that is found by id and by slug', async () => {
      const made = await create();
      expect(made).to.include({ slug: 'night-dive-at-berlenga', holdMinutes: 15, state: OfferingState.PUBLISHED, etag: '1' });
      expect(made.category).to.include({ name: 'Guided dives', slug: 'guided-dives' });
      const byId = await catalog.getOffering({ offering: { case: 'id', value: made.id } }, { caller: guest });
      const bySlug = await catalog.getOffering({ offering: { case: 'slug', value: made.slug } }, { caller: guest });
      expect(byId.offering).to.deep.equal(made);
      expect(bySlug.offering).to.deep.equal(made);
    });

    it('gives offerings of one title different slugs, in one import too', async () => {
      await create();
      const { offerings } = await importAll(dive(), dive());
      expect(offerings.map(({ slug }) => slug)).to.deep.equal(['night-dive-at-berlenga-2', 'night-dive-at-berlenga-3']);
    });

    it('settles a race for one slug: everyone gets another one or is asked to repeat', async () => {
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => create({ title: 'Race' })));
      const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.slug] : []));
      expect(new Set(made).size).to.equal(made.length);
      expect(made).to.include('race');
      for (const result of results) if (result.status === 'rejected') expect(result.reason).to.include({ code: 'ABORTED', reason: 'SLUG_TAKEN' });
    });

    it('creates once for one request id, even when the request log has forgotten it', async () => {
      const first = await create({}, 'once');
      expect((await create({}, 'once')).id).to.equal(first.id);
      await harness.service.database.relay.run('delete from request_log');
      expect((await create({}, 'once')).id).to.equal(first.id);
      expect((await catalog.listOfferings({}, { caller: guest })).offerings).to.have.length(1);
    });

    it('names every broken rule of an import with its place, and imports nothing', async () => {
      const failure = await refusal(
        importAll(
          dive(),
          dive({ timeZone: 'Europe/Lisboa', capacity: 0 }),
          dive({ kind: OfferingKind.PRODUCT, durationMinutes: 0, variants: [{ name: 'L', price: { amountMinor: 1n, currencyCode: 'USD' } }] }),
        ),
      );
      expect(failure).to.include({ code: 'INVALID_ARGUMENT', reason: 'INVALID_OFFERING' });
      expect(failure.details.violations?.map(({ field }) => field)).to.have.members([
        'offerings[1].time_zone', 'offerings[1].capacity', 'offerings[2].variants[0].sku', 'offerings[2].variants[0].price.currency_code',
      ]);
      expect((await catalog.listOfferings({}, { caller: guest })).offerings).to.deep.equal([]);
    });

    it('shares a category between spellings; the first one stays', async () => {
      await create();
      const other = await create({ title: 'Wreck Dive', categoryName: 'GUIDED DIVES' });
      expect(other.category?.name).to.equal('Guided dives');
      const { categories } = await catalog.listCategories({}, { caller: guest });
      expect(categories.map(({ name }) => name)).to.deep.equal(['Guided dives']);
    });

    it('changes what the mask names and nothing else', async () => {
      const made = await create();
      const { offering } = await catalog.updateOffering(
        { requestId: newId(), id: made.id, etag: made.etag, offering: dive({ title: 'Dusk Dive', capacity: 99 }), updateMask: { paths: ['title', 'tags'] } },
        { caller: admin },
      );
      expect(offering).to.include({ title: 'Dusk Dive', capacity: 8, slug: made.slug, etag: '2' });
      expect(titles(await search('dusk'))).to.deep.equal(['Dusk Dive']);
      expect(titles(await search('berlenga'))).to.deep.equal([]);
    });

    it('refuses an old etag, a wrong mask, and a merged result that breaks a rule', async () => {
      const made = await create();
      const update = (paths: string[], change: Input = {}, etag = '') =>
        refusal(catalog.updateOffering({ requestId: newId(), id: made.id, etag, offering: dive(change), updateMask: { paths } }, { caller: admin }));
      expect(await update(['title'], {}, '7')).to.include({ code: 'ABORTED' });
      expect((await update(['price.amount_minor'])).details.violations?.[0]?.field).to.equal('update_mask');
      expect((await update([])).details.violations?.[0]?.field).to.equal('update_mask');
      expect((await update(['title'], { title: '' })).details.violations?.[0]?.field).to.equal('offering.title');
      expect((await update(['kind'], { kind: OfferingKind.SERVICE })).details.violations?.map(({ field }) => field)).to.include('offering.kind');
      const usd = await update(['price'], { price: { amountMinor: 1n, currencyCode: 'USD' } });
      expect(usd.details.violations?.map(({ field }) => field)).to.deep.equal(['offering.add_ons[0].price.currency_code']);
    });

    it('takes an archived offering out of lists and search; its page stays, changes end', async () => {
      const made = await create();
      const archived = await catalog.archiveOffering({ requestId: newId(), id: made.id }, { caller: admin });
      expect(archived.offering?.state).to.equal(OfferingState.ARCHIVED);
      expect(titles(await search('berlenga'))).to.deep.equal([]);
      expect(titles(await catalog.listOfferings({}, { caller: guest }))).to.deep.equal([]);
      expect((await catalog.getOffering({ offering: { case: 'slug', value: made.slug } }, { caller: guest })).offering?.id).to.equal(made.id);
      const update = catalog.updateOffering({ requestId: newId(), id: made.id, offering: dive(), updateMask: { paths: ['title'] } }, { caller: admin });
      expect(await refusal(update)).to.include({ code: 'FAILED_PRECONDITION', reason: 'OFFERING_ARCHIVED' });
    });

    it('tells others about every change, whole and in order', async () => {
      const made = await create();
      await catalog.archiveOffering({ requestId: newId(), id: made.id }, { caller: admin });
      const rows = await harness.service.database.relay.run<{ type: string; key_version: bigint; subject: string }>(
        `select type, key_version, subject from outbox where tenant_id = $1 and type like 'offering.%' order by seq`, [admin.tenantId],
      );
      expect(rows.map(({ type, key_version }) => [type, key_version])).to.deep.equal([['offering.changed', 1n], ['offering.changed', 2n]]);
      expect(rows[0]?.subject).to.match(new RegExp(`${made.id}$`));
    });

    it('tells the audit log of every change in the change’s own transaction, and of no refusal there', async () => {
      const made = await create();
      await refusal(catalog.archiveOffering({ requestId: newId(), id: made.id, etag: '77' }, { caller: admin }));
      const rows = await harness.service.database.relay.run<{ xid: string; type: string; payload: Uint8Array }>(
        'select xmin::text as xid, type, payload from outbox where tenant_id = $1 order by seq', [admin.tenantId],
      );
      expect(rows.map(({ type }) => type)).to.deep.equal(['offering.changed', 'audit.recorded']);
      expect(rows[1]?.xid).to.equal(rows[0]?.xid);
      const { fact } = fromBinary(AuditRecordedSchema, rows[1]?.payload ?? new Uint8Array());
      expect(fact).to.deep.include({ action: 'berth.catalog.v1.CatalogService/CreateOffering', targets: [made.id], outcome: AuditOutcome.DONE });
      expect(fact?.actor).to.include({ kind: AuditActorKind.STAFF, id: toTypeId('usr', admin.subject) });
    });

    it('is for admins only', async () => {
      const failure = await refusal(catalog.createOffering({ requestId: newId(), offering: dive() }, { caller: { ...admin, roles: ['provider'] } }));
      expect(failure.code).to.equal('PERMISSION_DENIED');
    });
  });

  describe('reading', () => {
    it('answers NOT_FOUND alike for the unknown and the foreign', async () => {
      const made = await create();
      const stranger: Caller = { ...guest, tenantId: newId() };
      const foreign = await refusal(catalog.getOffering({ offering: { case: 'id', value: made.id } }, { caller: stranger }));
      const unknown = await refusal(catalog.getOffering({ offering: { case: 'id', value: toTypeId('off', newId()) } }, { caller: guest }));
      expect([foreign.code, foreign.reason]).to.deep.equal([unknown.code, unknown.reason]);
      expect(foreign.code).to.equal('NOT_FOUND');
      expect((await refusal(catalog.getOffering({ offering: { case: 'slug', value: 'no-such-thing' } }, { caller: guest }))).code).to.equal('NOT_FOUND');
    });

    it('pages through all offerings by title without gaps or repeats', async () => {
      const names = Array.from({ length: 11 }, (_, i) => `Course ${String.fromCharCode(75 - i)}`);
      await importAll(...names.map((title) => dive({ title })));
      const seen: string[] = [];
      let pageToken = '';
      do {
        const page = await catalog.listOfferings({ pageSize: 4, pageToken }, { caller: guest });
        seen.push(...titles(page));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      expect(seen).to.deep.equal(names.toSorted());
    });

    it('filters by kind, category, brand and price', async () => {
      const { offerings } = await importAll(
        dive({ title: 'Cheap', price: { amountMinor: 1_000n, currencyCode: 'EUR' } }),
        dive({ title: 'Gear check', kind: OfferingKind.SERVICE, capacity: 1, categoryName: 'Workshop', brandName: '' }),
        dive({ title: 'Course', categoryName: 'Courses', brandName: 'Reef School' }),
      );
      const list = async (filter: object) => titles(await catalog.listOfferings({ filter }, { caller: guest }));
      expect(await list({ kinds: [OfferingKind.SERVICE] })).to.deep.equal(['Gear check']);
      expect(await list({ categoryIds: [offerings[2]?.category?.id] })).to.deep.equal(['Course']);
      expect(await list({ brandIds: [offerings[2]?.brand?.id] })).to.deep.equal(['Course']);
      expect(await list({ maxPriceMinor: 1_000n })).to.deep.equal(['Cheap']);
      expect(await list({ minPriceMinor: 1_001n })).to.deep.equal(['Course', 'Gear check']);
    });
  });

  describe('searching', () => {
    const wreck = dive({ title: 'Wreck of the U-1277', summary: 'A submarine at thirty metres.', categoryName: 'Wrecks', brandName: 'Deep Crew', tags: [] });
    const massage = dive({ title: 'Crème Massage', summary: 'Warm oil.', description: 'After diving, this is what you need.', kind: OfferingKind.APPOINTMENT, capacity: 1, categoryName: 'Wellness', brandName: '', tags: ['relaxing'] });
    const course = dive({ title: 'Open Water Course', summary: 'Learn to dive.', categoryName: 'Courses', tags: ['beginners'] });
    beforeEach(() => importAll(dive(), wreck, massage, course));

    it('finds stems, unfinished words, accents and tags', async () => {
      expect(titles(await search('wrecks'))).to.deep.equal(['Wreck of the U-1277']);
      expect(titles(await search('open wat'))).to.deep.equal(['Open Water Course']);
      expect(titles(await search('creme'))).to.deep.equal(['Crème Massage']);
      expect(titles(await search('CRÈME'))).to.deep.equal(['Crème Massage']);
      expect(titles(await search('beginner'))).to.deep.equal(['Open Water Course']);
    });

    it('forgives typing errors', async () => {
      for (const typed of ['masage', 'massaeg', 'mssage']) expect(titles(await search(typed)), typed).to.deep.equal(['Crème Massage']);
      expect(titles(await search('opne watr'))).to.deep.equal(['Open Water Course']);
    });

    it('puts titles before descriptions', async () => {
      await importAll(dive({ title: 'Submarine Tour', summary: '', categoryName: 'Tours' }));
      expect(titles(await search('submarine'))).to.deep.equal(['Submarine Tour', 'Wreck of the U-1277']);
      expect(titles(await search('diving')).at(-1)).to.equal('Crème Massage');
    });

    it('counts filters over all results, not over the page', async () => {
      const found = await search('', { pageSize: 1 });
      expect(found.totalCount).to.equal(4);
      expect(found.offerings).to.have.length(1);
      const [kind, category, brand] = found.facets;
      expect(kind?.values.map(({ value, label, count }) => [value, label, count])).to.deep.equal([
        ['OFFERING_KIND_EVENT', 'Events', 3], ['OFFERING_KIND_APPOINTMENT', 'Appointments', 1],
      ]);
      expect(category?.values).to.have.length(4);
      expect(brand?.values.map(({ label, count }) => [label, count])).to.deep.equal([['Atlantic Crew', 2], ['Deep Crew', 1]]);
      const narrowed = await search('', { filter: { brandIds: [brand?.values[0]?.value] } });
      expect(narrowed.totalCount).to.equal(2);
    });

    it('pages in rank order without gaps or repeats, and binds the token to what was asked', async () => {
      await importAll(...Array.from({ length: 9 }, (_, i) => dive({ title: `Reef Dive ${'ABCDEFGHI'[i]}` })));
      const whole = titles(await search('dive', { pageSize: 100 }));
      const seen: string[] = [];
      let pageToken = '';
      do {
        const page = await search('dive', { pageSize: 3, pageToken });
        seen.push(...titles(page));
        pageToken = page.nextPageToken;
        if (pageToken !== '') {
          const failure = await refusal(search('reef', { pageSize: 3, pageToken }));
          expect(failure).to.include({ code: 'INVALID_ARGUMENT', reason: 'PAGE_TOKEN_MISMATCH' });
        }
      } while (pageToken !== '');
      expect(seen).to.deep.equal(whole);
      expect(new Set(seen).size).to.equal(seen.length);
    });

    it('sees nothing of another tenant, mended words included', async () => {
      const stranger: Caller = { ...guest, tenantId: newId() };
      for (const query of ['', 'dive', 'masage']) {
        const found = await catalog.searchOfferings({ query }, { caller: stranger });
        expect([found.totalCount, found.offerings.length, found.facets.flatMap(({ values }) => values).length], query).to.deep.equal([0, 0, 0]);
      }
    });

    it('takes anything that can be typed', async () => {
      for (const query of ["'); drop table offering; --", '!!!', '&|:*', '北京烤鸭', '\ud83d\ude00', 'x'.repeat(200), "d'Artagnan", '50%', '_', '\\']) {
        expect((await search(query)).offerings, query).to.be.an('array');
      }
    });
  });
});
