/** How long people are named who are here no more: sessions that ended, and guests. */
import { expect } from 'chai';
import pg from 'pg';
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { applyRetention } from '../../runtime/personal/retention.ts';
import { personalData } from '../db/personal-data.ts';
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

  it('takes guests after a year, and nobody who has an account', async () => {
    const person = await stand.register();
    const { session } = await stand.harness.connect(GuestService).continueAsGuest({ email: 'guest@example.com', displayName: 'Gil' }, stand.anonymous());
    const guest = fromTypeId('usr', session?.user?.id ?? '', 'id');
    await passed(360);
    expect(await rows('select from profile where id = $1', guest)).to.equal(1);
    await passed(370);
    expect(await rows('select from profile where id = $1', guest)).to.equal(0);
    expect(await rows('select from profile where id = $1', person.caller.subject)).to.equal(1);
  });
});
