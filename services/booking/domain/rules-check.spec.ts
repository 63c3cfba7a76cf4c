import { expect } from 'chai';
import type { OfferingKind } from './offering.ts';
import { defaultRules, type BookingRules, type Need } from './rules.ts';
import { rulesRejection, rulesViolations } from './rules-check.ts';

const context = (kind: OfferingKind = 'appointment') => ({ offering: { kind, durationMinutes: 60 }, kinds: new Set(['room']) });
const fields = (rules: Partial<BookingRules>, kind?: OfferingKind): string[] =>
  rulesViolations({ ...defaultRules('o'), ...rules }, context(kind)).map(({ field }) => field);
const need = (change: Partial<Need>): Need => ({ kind: 'room', count: 1, skills: [], offsetMinutes: 0, minutes: 0, ...change });

describe('booking rules', () => {
  it('are in order by default, whatever the offering', () => {
    for (const kind of ['appointment', 'service', 'event', 'product'] as const) expect(fields({}, kind)).to.deep.equal([]);
  });

  it('have no time that is negative or longer than a day', () => {
    expect(fields({ stepMinutes: -1, bufferBeforeMinutes: 1441, bufferAfterMinutes: -5 })).to.deep.equal(['rules.step_minutes', 'rules.buffer_before_minutes', 'rules.buffer_after_minutes']);
    expect(fields({ leadMinutes: -1 })).to.deep.equal(['rules.lead_minutes']);
    expect(fields({ durations: [30, 0, -15, 1441] })).to.deep.equal(['rules.durations[1]', 'rules.durations[2]', 'rules.durations[3]']);
    expect(fields({ durations: [30, 30] })).to.deep.equal(['rules.durations']);
  });

  it('leave something that can be booked', () => {
    expect(fields({ leadMinutes: 1440, windowDays: 1 })).to.deep.equal(['rules.lead_minutes']);
    expect(fields({ leadMinutes: 1439, windowDays: 1 })).to.deep.equal([]);
    expect(fields({ leadMinutes: 100_000, windowDays: 0 })).to.deep.equal([]);
  });

  it('give back less and less, the later the cancellation', () => {
    const tiers = (...each: readonly (readonly [hours: number, percent: number])[]) => fields({ cancellationTiers: each.map(([hoursBefore, percent]) => ({ hoursBefore, percent })) });
    expect(tiers([168, 100], [48, 50], [0, 0])).to.deep.equal([]);
    expect(tiers([48, 100], [48, 50])).to.deep.equal(['rules.cancellation_tiers[1].hours_before']);
    expect(tiers([48, 50], [72, 100])).to.deep.equal(['rules.cancellation_tiers[1].hours_before', 'rules.cancellation_tiers[1].refund_percent']);
    expect(tiers([48, 50], [24, 50])).to.deep.equal(['rules.cancellation_tiers[1].refund_percent']);
    expect(tiers([8785, 101], [-1, -1])).to.deep.equal([
      'rules.cancellation_tiers[0].hours_before', 'rules.cancellation_tiers[0].refund_percent', 'rules.cancellation_tiers[1].hours_before', 'rules.cancellation_tiers[1].refund_percent',
    ]);
    expect(tiers(...Array.from({ length: 11 }, (_, index) => [20 - index, 90 - index] as const))).to.deep.equal(['rules.cancellation_tiers']);
    expect(fields({ cancellationTiers: [{ hoursBefore: 24, percent: 50 }] }, 'event')).to.deep.equal([]);
  });

  it('need only what there is', () => {
    expect(fields({ needs: [need({}), need({ kind: 'staff' }), need({ kind: 'boat' })] })).to.deep.equal(['rules.needs[2].kind']);
    expect(fields({ needs: [need({ count: 0 })] })).to.deep.equal(['rules.needs[0].count']);
    expect(fields({ needs: [need({ skills: ['deep', 'deep'] })] })).to.deep.equal(['rules.needs[0].skills']);
  });

  it('need it within the shortest duration', () => {
    expect(fields({ needs: [need({ offsetMinutes: 45, minutes: 15 })] })).to.deep.equal([]);
    expect(fields({ needs: [need({ offsetMinutes: 45, minutes: 16 })] })).to.deep.equal(['rules.needs[0].minutes']);
    expect(fields({ needs: [need({ offsetMinutes: 60 })] })).to.deep.equal(['rules.needs[0].offset_minutes']);
    expect(fields({ durations: [30, 90], needs: [need({ offsetMinutes: 30 })] })).to.deep.equal(['rules.needs[0].offset_minutes']);
    expect(fields({ durations: [90], needs: [need({ minutes: 90 })] })).to.deep.equal(['rules.needs[0].minutes']);
  });

  it('leave needs, durations and steps to offerings by working hours', () => {
    const timed = { needs: [need({ kind: 'staff' })], durations: [30], stepMinutes: 15 };
    expect(fields(timed, 'service')).to.deep.equal([]);
    expect(fields(timed, 'event')).to.deep.equal(['rules.needs', 'rules.durations', 'rules.step_minutes']);
    expect(fields({ leadMinutes: 60, perCustomer: { max: 2, period: 'day' } }, 'event')).to.deep.equal([]);
  });

  it('have a capacity only for times with staff, and never one below what is booked', () => {
    expect(fields({ capacity: 0 })).to.deep.equal(['rules.capacity']);
    expect(fields({ capacity: 1_001 })).to.deep.equal(['rules.capacity']);
    expect(fields({ capacity: 10 }, 'event')).to.deep.equal(['rules.capacity']);
    const fullest = { booked: 8, start: new Date('2027-03-08T09:00:00Z') };
    const rejection = (capacity: number) => rulesRejection({ ...defaultRules('o'), capacity }, { ...context(), fullest });
    expect(rejection(8)).to.equal(undefined);
    expect(rejection(7)).to.deep.include({ reason: 'CAPACITY_BELOW_BOOKED', metadata: { booked: '8', capacity: '7', start_time: '2027-03-08T09:00:00.000Z' } });
    expect(rejection(7)?.violations?.map(({ field }) => field)).to.deep.equal(['rules.capacity']);
  });

  it('are refused with every field that is wrong', () => {
    const rejection = rulesRejection({ ...defaultRules('o'), leadMinutes: -1, durations: [0] }, context());
    expect(rejection).to.include({ code: 'INVALID_ARGUMENT', reason: 'INVALID_RULES' });
    expect(rejection?.violations?.map(({ field }) => field)).to.deep.equal(['rules.lead_minutes', 'rules.durations[0]']);
    expect(rulesRejection(defaultRules('o'), context())).to.equal(undefined);
  });
});
