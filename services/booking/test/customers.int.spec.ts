import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import { expect } from 'chai';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { UserCreatedSchema, type UserCreated, UserUpdatedSchema, type UserUpdated } from '#proto/berth/user/v1/user_events_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { startStand, untilRow, type Stand } from './stand.ts';

describe('whose name is on a booking', function () {
  this.timeout(60_000);
  let stand: Stand;
  let offeringId: string;
  let sessionId: string;

  before(async () => {
    stand = await startStand();
    offeringId = stand.offer(OfferingKind.EVENT);
    sessionId = await stand.session(offeringId, 8);
  });
  after(() => stand[Symbol.asyncDispose]());

  /** Tells booking of a person as the user service does; resolves when booking has its copy. */
  async function tell(schema: GenMessage<UserCreated> | GenMessage<UserUpdated>, { tenantId, subject }: Caller, displayName: string, keyVersion: number): Promise<void> {
    const user = { id: toTypeId('usr', subject), displayName, email: `${displayName}@example.com`, phoneNumber: '+351912345678' };
    const payload: MessageInitShape<typeof schema> = { user };
    await stand.harness.publish({ source: 'user', schema, payload: create(schema, payload), tenantId, key: subject, subject: user.id, keyVersion });
    await untilRow(stand.harness.files, 'select from customer where tenant_id = $1 and id = $2 and name = $3', [tenantId, subject, displayName]);
  }

  async function nameFor(caller: Caller): Promise<string | undefined> {
    const { booking } = await stand.bookings.createBooking({ requestId: newId(), offeringId, place: { case: 'sessionId', value: sessionId } }, { caller });
    return booking?.customer?.name;
  }

  it('is asked of the user service until that has told it', async () => {
    const caller = stand.customer();
    expect(await nameFor(caller)).to.equal('Ana');
    await tell(UserCreatedSchema, caller, 'bea', 1);
    expect(await nameFor(caller)).to.equal('bea');
  });

  it('is the newest that was told', async () => {
    const caller = stand.customer();
    await tell(UserCreatedSchema, caller, 'bea', 1);
    await tell(UserUpdatedSchema, caller, 'cleo', 2);
    expect(await nameFor(caller)).to.equal('cleo');
  });

  it('is not what another business was told of the same person', async () => {
    const caller = stand.customer();
    await tell(UserCreatedSchema, { ...caller, tenantId: newId() }, 'bea', 1);
    expect(await nameFor(caller)).to.equal('Ana');
  });
});
