/** How long people are named who are here no more: sessions that ended, and guests. */
import { expect } from 'chai';
import pg from 'pg';
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { pino } from 'pino';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { applyRetention } from '../../runtime/personal/retention.ts';
import { personalData } from '../db/personal-data.ts';
import { ownPart, type Participant, type Participants } from '../privacy/participants.ts';
import { pastGuests } from '../privacy/past-guests.ts';
import { openStand, type Stand } from '../testing/people.ts';

const DAY_MS = 86_400_000;

describe('retention of people', function () {
  this.timeout(30_000);
  let stand: Stand;
  let admin: pg.Client;

  before(async () => {
    stand = await openStand();
    const { adminUrl, name } = stand.harness.files;
    admin = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, `/${name}`) });
    await admin.connect();
  });
  after(async () => {
    await admin.end();
    await stand[Symbol.asyncDispose]();
  });

  const passed = (days: number) => applyRetention(stand.harness.service.database.relay, personalData, new Date(Date.now() + days * DAY_MS));
  const rows = async (sql: string, id: string): Promise<number> => (await admin.query(sql, [id])).rowCount ?? 0;

  it('takes sessions ninety days after they ended, by themselves or by their owner', async () => {
    const [person, gone] = [await stand.register(), await stand.register()];
    await admin.query('update session set revoked_time = now() where id = $1', [fromTypeId('sid', gone.session.id, 'id')]);
    const sessionsOf = ({ caller }: typeof person) => rows('select from session where user_id = $1', caller.subject);
    await passed(89);
    expect([await sessionsOf(person), await sessionsOf(gone)]).to.deep.equal([1, 1]);
    await passed(91);
    expect([await sessionsOf(person), await sessionsOf(gone)]).to.deep.equal([1, 0]);
    await passed(30 + 91);
    expect(await sessionsOf(person)).to.equal(0);
    expect(await rows('select from profile where id = $1', person.caller.subject)).to.equal(1);
  });

  it('takes guests after a year, from every service and here last, and nobody who has an account', async () => {
    const { database } = stand.harness.service;
    const erased: string[] = [];
    const [away, coming] = [new Set<string>(), new Set<string>()];
    const now = () => new Date();
    const own = ownPart(database, now, () => Promise.resolve(() => Promise.resolve()));
    const other: Participant = {
      ...own,
      name: 'booking',
      obstacles: () => Promise.resolve([...coming].map((id) => ({ id, description: '' }))),
      async erase({ id }) {
        if (away.has('booking')) throw new Error('booking is away');
        erased.push(id);
        return { erased: 1, kept: [] };
      },
    };
    const participants: Participants = {
      names: ['user', 'booking'],
      of: (name) => (name === 'user' ? own : other),
      cancelBooking: () => Promise.reject(new Error('nothing is cancelled for its age')),
      leaveWaitlist: async (_, id) => void coming.delete(id),
      leaveBusiness: own.leave,
      administers: own.administers,
      [Symbol.dispose]: () => undefined,
    };
    const retain = pastGuests({ relay: database.relay, participants, logger: pino({ enabled: false }) });
    const passed = (days: number) => retain(new Date(Date.now() + days * DAY_MS));

    const person = await stand.register();
    const { session } = await stand.harness.connect(GuestService).continueAsGuest({ email: 'guest@example.com', displayName: 'Gil' }, stand.anonymous());
    const guest = fromTypeId('usr', session?.user?.id ?? '', 'id');
    expect(await passed(360)).to.equal(0);
    coming.add(toTypeId('bkg', newId())).add(toTypeId('wtl', newId()));
    expect(await passed(370)).to.equal(0);
    expect(coming.size).to.equal(1);
    coming.clear();
    away.add('booking');
    expect(await passed(370)).to.equal(0);
    expect(await rows('select from profile where id = $1', guest)).to.equal(1);
    away.clear();
    expect(await passed(370)).to.equal(1);
    expect(erased).to.deep.equal([guest]);
    expect(await rows('select from profile where id = $1', guest)).to.equal(0);
    expect(await rows('select from identity where id = $1', guest)).to.equal(0);
    expect(await rows('select from profile where id = $1', person.caller.subject)).to.equal(1);
  });
});
