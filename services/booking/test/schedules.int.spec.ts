import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { refusalOf } from './refusals.ts';
import { startStand, type Stand } from './stand.ts';

const ZONE = 'Europe/Lisbon';
const DAILY = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '17:00' }));

describe('schedules', function () {
  this.timeout(30_000);
  let stand: Stand;
  let caller: Caller;

  before(async () => {
    stand = await startStand();
    caller = stand.admin;
  });
  after(() => stand[Symbol.asyncDispose]());

  const hire = async (name: string, offeringIds: string[] = []) => {
    const { staff } = await stand.schedules.createStaff({ name, timeZone: ZONE, offeringIds, weeklyHours: DAILY }, { caller });
    return staff ?? expect.fail('no staff');
  };
  const staffNow = async (id: string) => (await stand.schedules.listStaff({}, { caller })).staff.find((each) => each.id === id);

  describe('of staff', () => {
    it('change only by the fields that the mask names', async () => {
      const { id, etag } = await hire('Ana');
      const update = { name: 'Ana Sá', skills: ['deep tissue', 'thai'] };
      const { staff } = await stand.schedules.updateStaff({ id, etag, staff: update, updateMask: { paths: ['skills'] } }, { caller });
      expect([staff?.name, staff?.skills, staff?.weeklyHours.length]).to.deep.equal(['Ana', update.skills, 7]);
      expect(await staffNow(id)).to.deep.equal(staff);
      expect(await refusalOf(stand.schedules.updateStaff({ id, etag, staff: update, updateMask: { paths: ['name'] } }, { caller }))).to.equal('ABORTED ETAG_MISMATCH');
      const refused = (paths: string[], change: object = {}) => refusalOf(stand.schedules.updateStaff({ id, staff: { ...update, ...change }, updateMask: { paths } }, { caller }));
      expect(await refused([])).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE update_mask');
      expect(await refused(['time_zone'])).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE update_mask');
      expect(await refused(['name'], { name: ' ' })).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE name');
      expect(await refused(['offering_ids'], { offeringIds: [toTypeId('off', newId())] })).to.equal('NOT_FOUND NOT_FOUND');
    });

    it('take hours that hold on some dates only, and refuse those that meet', async () => {
      const { id } = await hire('Rui');
      const summer = { dayOfWeek: 1, start: '08:00', end: '24:00', fromDate: '2027-06-01', untilDate: '2027-08-31' };
      const rest = { dayOfWeek: 1, start: '10:00', end: '16:00', fromDate: '2027-09-01' };
      const { staff } = await stand.schedules.setWeeklyHours({ staffId: id, weeklyHours: [summer, rest] }, { caller });
      expect(staff?.weeklyHours.map(({ fromDate, untilDate }) => [fromDate, untilDate])).to.deep.equal([['2027-06-01', '2027-08-31'], ['2027-09-01', '']]);
      const meeting = stand.schedules.setWeeklyHours({ staffId: id, weeklyHours: [summer, { ...rest, fromDate: '2027-08-31' }] }, { caller });
      expect(await refusalOf(meeting)).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE weekly_hours[1]');
      expect(await staffNow(id)).to.deep.equal(staff);
    });

    it('have single dates that are replaced and cleared one by one, or not at all', async () => {
      const { id } = await hire('Eva');
      const set = (dates: readonly string[], clearedDates: string[] = []) =>
        stand.schedules.setDateOverrides({ staffId: id, dateOverrides: dates.map((date) => ({ date, hours: [], reason: `off ${date}` })), clearedDates }, { caller });
      await set(['2027-12-24', '2027-12-25']);
      const { staff } = await set(['2027-12-23'], ['2027-12-24', '2027-12-31']);
      expect(staff?.dateOverrides.map(({ date }) => date)).to.deep.equal(['2027-12-23', '2027-12-25']);
      expect(await refusalOf(set(['2027-12-01', '2027-02-30']))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE date_overrides[1].date');
      expect(await staffNow(id)).to.deep.equal(staff);
    });

    it('stay while bookings are ahead of them, and go when there are none', async () => {
      const offeringId = stand.offer(OfferingKind.APPOINTMENT);
      const { id } = await hire('Leo', [offeringId]);
      const customer = stand.customer();
      const slot = { startTime: timestampFromDate(new Date('2027-03-08T10:00:00Z')), staffId: id };
      const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: slot } }, { caller: customer });
      expect(await refusalOf(stand.schedules.deleteStaff({ id }, { caller }))).to.equal('FAILED_PRECONDITION STAFF_HAS_BOOKINGS');
      expect((await staffNow(id))?.name).to.equal('Leo');
      await stand.bookings.cancelBooking({ id: booking?.id ?? '' }, { caller: customer });
      await stand.schedules.deleteStaff({ id }, { caller });
      expect(await staffNow(id)).to.equal(undefined);
      expect(await refusalOf(stand.schedules.setWeeklyHours({ staffId: id }, { caller }))).to.equal('NOT_FOUND NOT_FOUND');
    });
  });

  describe('of resources', () => {
    const room = { kind: 'room', name: 'Blue room', skills: ['sauna'], timeZone: ZONE, weeklyHours: DAILY };
    const create = async (change: object = {}) => {
      const { resource } = await stand.schedules.createResource({ resource: { ...room, ...change } }, { caller });
      return resource ?? expect.fail('no resource');
    };

    it('are listed by kind and name, and change by a mask and an etag', async () => {
      const [blue, boat] = [await create(), await create({ kind: 'boat', name: 'Gaivota' })];
      const amber = await create({ name: 'Amber room' });
      expect((await stand.schedules.listResources({}, { caller: stand.customer() })).resources).to.deep.equal([boat, amber, blue]);
      expect((await stand.schedules.listResources({ kind: 'boat' }, { caller })).resources).to.deep.equal([boat]);
      const change = { resource: { name: 'Navy room', weeklyHours: [] }, updateMask: { paths: ['name'] } };
      const { resource } = await stand.schedules.updateResource({ id: blue.id, etag: blue.etag, ...change }, { caller });
      expect([resource?.name, resource?.weeklyHours, resource?.skills]).to.deep.equal(['Navy room', blue.weeklyHours, ['sauna']]);
      expect(await refusalOf(stand.schedules.updateResource({ id: blue.id, etag: blue.etag, ...change }, { caller }))).to.equal('ABORTED ETAG_MISMATCH');
    });

    it('have their single dates in order, and name a bad one as it was sent', async () => {
      const dates = (...all: string[]) => ({ dateOverrides: all.map((date) => ({ date, hours: [], reason: '' })) });
      expect((await create(dates('2027-12-25', '2027-12-24'))).dateOverrides.map(({ date }) => date)).to.deep.equal(['2027-12-24', '2027-12-25']);
      expect(await refusalOf(create(dates('2027-12-25', '2027-02-30')))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE resource.date_overrides[1].date');
    });

    it('stay while bookings are ahead of them, and go when there are none', async () => {
      const offeringId = stand.offer(OfferingKind.APPOINTMENT);
      const { id, etag } = await create({ kind: 'pool', name: 'Pool' });
      await stand.schedules.setBookingRules({ offeringId, rules: { needs: [{ kind: 'pool', count: 1 }] } }, { caller });
      const customer = stand.customer();
      const slot = { startTime: timestampFromDate(new Date('2027-03-08T10:00:00Z')) };
      const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: slot } }, { caller: customer });
      expect(await refusalOf(stand.schedules.deleteResource({ id, etag }, { caller }))).to.equal('FAILED_PRECONDITION RESOURCE_HAS_BOOKINGS');
      await stand.bookings.cancelBooking({ id: booking?.id ?? '' }, { caller: customer });
      expect(await refusalOf(stand.schedules.deleteResource({ id, etag: '99' }, { caller }))).to.equal('ABORTED ETAG_MISMATCH');
      await stand.schedules.deleteResource({ id, etag }, { caller });
      expect((await stand.schedules.listResources({ kind: 'pool' }, { caller })).resources).to.deep.equal([]);
      expect(await refusalOf(stand.schedules.deleteResource({ id }, { caller }))).to.equal('NOT_FOUND NOT_FOUND');
    });

    it('are refused with every field that is wrong', async () => {
      const wrong = { kind: '', name: '', timeZone: 'Mars/Olympus', weeklyHours: [{ dayOfWeek: 1, start: '12:00', end: '12:00' }] };
      expect(await refusalOf(create(wrong))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE resource.name resource.kind resource.time_zone resource.weekly_hours[0].end');
      expect(await refusalOf(create({ kind: 'staff' }))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE resource.kind');
    });
  });

  describe('of the whole business', () => {
    it('have closures, earliest first, that can be taken back', async () => {
      const close = async (fromDate: string, untilDate = '') => {
        const { closure } = await stand.schedules.createClosure({ fromDate, untilDate, reason: 'Holiday' }, { caller });
        return closure ?? expect.fail('no closure');
      };
      const christmas = await close('2027-12-24', '2027-12-26');
      const easter = await close('2027-03-28');
      expect(easter.untilDate).to.equal('2027-03-28');
      const listed = async (fromDate = '') => (await stand.schedules.listClosures({ fromDate }, { caller: stand.customer() })).closures;
      expect(await listed()).to.deep.equal([easter, christmas]);
      expect(await listed('2027-12-26')).to.deep.equal([christmas]);
      expect(await listed('2027-12-27')).to.deep.equal([]);
      expect(await refusalOf(close('2027-02-30'))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE from_date');
      expect(await refusalOf(close('2027-12-24', '2027-12-23'))).to.equal('INVALID_ARGUMENT INVALID_SCHEDULE until_date');
      expect(await refusalOf(stand.schedules.deleteClosure({ id: christmas.id, etag: '99' }, { caller }))).to.equal('ABORTED ETAG_MISMATCH');
      await stand.schedules.deleteClosure({ id: christmas.id, etag: christmas.etag }, { caller });
      expect(await listed()).to.deep.equal([easter]);
      expect(await refusalOf(stand.schedules.deleteClosure({ id: christmas.id }, { caller }))).to.equal('NOT_FOUND NOT_FOUND');
    });

    it("are no other business's", async () => {
      const { id } = await hire('Mia');
      const stranger: Caller = { tenantId: newId(), subject: newId(), roles: ['admin'] };
      const { closure } = await stand.schedules.createClosure({ fromDate: '2027-07-01', reason: 'Fair' }, { caller });
      expect(await refusalOf(stand.schedules.deleteClosure({ id: closure?.id ?? '' }, { caller: stranger }))).to.equal('NOT_FOUND NOT_FOUND');
      expect(await refusalOf(stand.schedules.deleteStaff({ id }, { caller: stranger }))).to.equal('NOT_FOUND NOT_FOUND');
      const [{ closures }, { resources }] = await Promise.all([stand.schedules.listClosures({}, { caller: stranger }), stand.schedules.listResources({}, { caller: stranger })]);
      expect([closures, resources]).to.deep.equal([[], []]);
    });
  });

  describe('of an offering', () => {
    it('have rules: the default ones, then those that were set last, and never bad ones', async () => {
      const offeringId = stand.offer(OfferingKind.APPOINTMENT);
      const now = async () => (await stand.schedules.getBookingRules({ offeringId }, { caller: stand.customer() })).rules;
      expect(await now()).to.deep.include({ etag: '0', stepMinutes: 0, needs: [] });
      await stand.schedules.createResource({ resource: { kind: 'cabin', name: 'Cabin', timeZone: ZONE, weeklyHours: DAILY } }, { caller });
      const good = {
        stepMinutes: 15, bufferAfterMinutes: 10, leadMinutes: 120, windowDays: 60, durations: [30, 90], perCustomer: { max: 2, period: LimitPeriod.WEEK },
        needs: [{ kind: 'staff', count: 1, skills: ['thai'] }, { kind: 'cabin', count: 1, offsetMinutes: 10, minutes: 20 }],
      };
      const set = (rules: object, etag = '') => stand.schedules.setBookingRules({ offeringId, rules, etag }, { caller });
      const { rules } = await set(good, '0');
      expect(rules).to.deep.include({ stepMinutes: 15, bufferAfterMinutes: 10, leadMinutes: 120, windowDays: 60, durations: [30, 90] });
      expect(rules?.needs.map(({ kind, offsetMinutes, minutes, skills }) => [kind, offsetMinutes, minutes, skills])).to.deep.equal([['staff', 0, 0, ['thai']], ['cabin', 10, 20, []]]);
      expect([rules?.perCustomer?.max, rules?.perCustomer?.period, rules?.inTotal]).to.deep.equal([2, LimitPeriod.WEEK, undefined]);
      expect(await now()).to.deep.equal(rules);
      expect(await refusalOf(set(good, '0'))).to.equal('ABORTED ETAG_MISMATCH');
      expect(await refusalOf(set({ ...good, durations: [0], needs: [{ kind: 'submarine', count: 1 }] }))).to.equal('INVALID_ARGUMENT INVALID_RULES rules.durations[0] rules.needs[0].kind rules.needs[0].offset_minutes');
      expect(await now()).to.deep.equal(rules);
    });
  });
});
