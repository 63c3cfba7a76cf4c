import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { startNetwork, type Network } from '../../test/network.ts';
import { seedContext } from '../seed-context.ts';
import { asAdmin, openClients, type Clients } from './clients.ts';
import { BUSINESSES } from './data/businesses.ts';
import { OfferingKind, type Business } from './data/model.ts';
import { seed } from './seed.ts';
import { ensureTenant } from './tenants.ts';

/** Ids of everything that a seed makes, by kind. */
interface Found {
  readonly offerings: readonly string[];
  readonly staff: readonly string[];
  readonly resources: readonly string[];
  readonly closures: readonly string[];
  /** Etags of the offerings' booking rules. */
  readonly rules: readonly string[];
  readonly bookings: readonly string[];
  /** Of every tenth event. */
  readonly sessions: readonly string[];
  readonly states: ReadonlyMap<BookingState, number>;
}

describe('seed', function () {
  this.timeout(120_000);
  let network: Network;
  let clients: Clients;
  const stack = new AsyncDisposableStack();
  const reports: string[] = [];
  const now = new Date();

  before(async () => {
    network = stack.use(await startNetwork());
    const context = seedContext(network.berth.around, (detail) => reports.push(detail));
    clients = openClients(context, stack);
    await seed(context);
  });

  after(() => stack.disposeAsync());

  async function find(business: Business): Promise<Found> {
    const caller = asAdmin(await ensureTenant(clients, business));
    const { offerings } = await clients.catalog.listOfferings({ pageSize: 200 }, { caller });
    const { staff } = await clients.schedules.listStaff({}, { caller });
    const { resources } = await clients.schedules.listResources({}, { caller });
    const { closures } = await clients.schedules.listClosures({}, { caller });
    const rules = await Promise.all(offerings.map(({ id }) => clients.schedules.getBookingRules({ offeringId: id }, { caller })));
    const { bookings } = await clients.bookings.listBookings({ pageSize: 200 }, { caller });
    const events = offerings.filter(({ kind }) => kind === OfferingKind.EVENT).filter((_, n) => n % 10 === 0);
    const span = { fromTime: timestampFromDate(now), toTime: timestampFromDate(new Date(now.getTime() + 62 * 86_400_000)) };
    const dates = await Promise.all(events.map(({ id }) => clients.availability.listSlots({ offeringId: id, ...span }, { caller })));
    const states = Map.groupBy(bookings, ({ state }) => state);
    const ids = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id).sort();
    return {
      offerings: ids(offerings),
      staff: ids(staff),
      resources: ids(resources),
      closures: ids(closures),
      rules: rules.map(({ rules: set }) => set?.etag ?? ''),
      bookings: ids(bookings),
      sessions: dates.flatMap(({ slots }) => slots.map(({ sessionId }) => sessionId)).sort(),
      states: new Map([...states].map(([state, some]) => [state, some.length])),
    };
  }

  const everything = (): Promise<Found[]> => Promise.all(BUSINESSES.map(find));

  it('fills every business', async () => {
    const found = await everything();
    expect(found.flatMap(({ offerings }) => offerings)).to.have.length(600);
    expect(found.map(({ staff }) => staff.length)).to.deep.equal(BUSINESSES.map(({ staff }) => staff.length));
    expect(found.map(({ resources }) => resources.length)).to.deep.equal(BUSINESSES.map(({ resources }) => resources.length));
    for (const { states, sessions, closures, rules } of found) {
      expect(sessions).not.to.be.empty;
      expect(closures).not.to.be.empty;
      expect(rules.filter((etag) => etag !== '0')).not.to.be.empty;
      expect(Object.fromEntries(states)).to.deep.equal({ [BookingState.CONFIRMED]: 9, [BookingState.CANCELLED]: 2, [BookingState.PENDING]: 4 });
    }
  });

  it('adds nothing when it is run again, even days later', async () => {
    const before = await everything();
    const context = seedContext(network.berth.around, () => undefined);
    await seed(context);
    await seed(context, new Date(Date.now() + 3 * 86_400_000));
    expect(await everything()).to.deep.equal(before);
  });

  it('says what it is doing', () => {
    expect(reports).to.include('Maré Alta Diving: offerings');
    expect(reports.at(-1)).to.equal('4 businesses, 600 offerings');
  });
});
