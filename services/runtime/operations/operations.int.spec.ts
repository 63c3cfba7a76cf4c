import { expect } from 'chai';
import { EffectKind, EffectState, ReplayOutcome } from '#proto/berth/runtime/v1/operations_pb.ts';
import { OperationsService } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import type { Caller } from '../actor/types.ts';
import { postgresDeadLetters } from '../events/dead-letters.ts';
import { tallied } from '../events/test-actor.ts';
import { outgoing, TENANT, type TestEvent } from '../events/test-events.ts';
import { eventually } from '../events/test-stand.ts';
import { Failure } from '../errors.ts';
import { newId, PLATFORM_TENANT, toTypeId } from '../ids.ts';
import type { ClientOf } from '../rpc/client.ts';
import { failureOf } from '../testing/rpc.ts';
import { bookingPayload, startTallyService, type TallyService } from '../testing/tally-service.ts';

const service = (tenantId: string): Caller => ({ tenantId, subject: 'service:test', roles: ['service'] });
const platform = service(PLATFORM_TENANT);
const own = service(TENANT);
const stranger = service(newId());

describe('the operations of a service', function () {
  this.timeout(30_000);
  let harness: TallyService;
  let client: ClientOf<(typeof OperationsService)['method']>;

  before(async () => {
    harness = await startTallyService();
    client = harness.connect(OperationsService);
  });
  beforeEach(async () => {
    Object.assign(harness.breakage, { reaction: false, call: false });
    await harness.service.database.relay.run('delete from dead_letter');
    await harness.service.database.relay.run('delete from effect');
  });
  after(() => harness[Symbol.asyncDispose]());

  /** An event that the service could not take in. */
  async function bury(event: Partial<TestEvent> = {}) {
    const { headers, subject, payload: bytes, id: eventId, tenantId, key } = outgoing('booking', { key: newId(), version: 1, payload: bookingPayload({ code: 'ABC' }), ...event });
    const id = newId();
    await postgresDeadLetters.bury(harness.service.database.relay, {
      id, tenant_id: tenantId, consumer: 'BOOKING.receipt', event_id: eventId, subject, headers, payload: bytes, error: 'TypeError: cracked', attempts: 8,
    });
    return { id: toTypeId('dlt', id), eventId, key, tenantId };
  }

  const count = (key: string): Promise<readonly string[]> => tallied(harness.service.database, TENANT, key);

  describe('dead letters', () => {
    it('are listed a page at a time, newest first, without what they hold', async () => {
      const ids = [(await bury()).id, (await bury()).id, (await bury()).id];
      const first = await client.listDeadLetters({ pageSize: 2 }, { caller: platform });
      const second = await client.listDeadLetters({ pageSize: 2, pageToken: first.nextPageToken }, { caller: platform });
      expect([...first.deadLetters, ...second.deadLetters].map(({ id }) => id)).to.deep.equal(ids.toReversed());
      expect(second.nextPageToken).to.equal('');
      expect(first.deadLetters[0]).to.include({
        tenantId: toTypeId('tnt', TENANT), consumer: 'BOOKING.receipt', eventType: 'booking.created', error: 'TypeError: cracked', attempts: 8,
        traceId: '0af7651916cd43dd8448eb211c80319c',
      });
      const other = client.listDeadLetters({ pageToken: first.nextPageToken, includeReplayed: true }, { caller: platform });
      expect(await failureOf(other)).to.include({ reason: 'PAGE_TOKEN_MISMATCH' });
      const none = await client.listDeadLetters({ filter: { eventType: 'booking.cancelled' } }, { caller: platform });
      expect(none.deadLetters).to.deep.equal([]);
    });

    it('are shown with their payload as JSON when the type is known, else as it came', async () => {
      const { id } = await bury();
      const { content } = await client.getDeadLetter({ id }, { caller: platform });
      expect(content?.headers).to.include({ 'ce-type': 'booking.created', 'ce-actor': 'service:test' });
      expect(content?.payload).to.deep.equal({ case: 'json', value: '{"booking":{"code":"ABC"}}' });
      const unknown = await bury({ schema: 'berth.booking.v9.Unknown', payload: new Uint8Array([1, 2, 3]) });
      const raw = await client.getDeadLetter({ id: unknown.id }, { caller: platform });
      expect(raw.content?.payload).to.deep.equal({ case: 'raw', value: new Uint8Array([1, 2, 3]) });
      const torn = await bury({ payload: new Uint8Array([255, 255]) });
      expect((await client.getDeadLetter({ id: torn.id }, { caller: platform })).content?.payload.case).to.equal('raw');
    });

    it('stay with the new reason while the event fails, and are applied once when it does not', async () => {
      const { id, eventId, key } = await bury();
      harness.breakage.reaction = true;
      const again = client.replayDeadLetter({ id, requestId: 'first' }, { caller: platform });
      expect(await failureOf(again)).to.include({ code: 'FAILED_PRECONDITION', reason: 'REPLAY_FAILED' });
      const [letter] = (await client.listDeadLetters({}, { caller: platform })).deadLetters;
      expect(letter).to.include({ id, attempts: 9, error: 'Something went wrong on our side.' });
      expect(await count(key)).to.deep.equal([]);
      harness.breakage.reaction = false;
      const replayed = await client.replayDeadLetter({ id, requestId: 'second' }, { caller: platform });
      expect(replayed.outcome).to.equal(ReplayOutcome.APPLIED);
      expect(replayed.deadLetter?.replayTime).not.to.equal(undefined);
      await client.replayDeadLetter({ id, requestId: 'third' }, { caller: platform });
      expect(await count(key)).to.deep.equal([eventId]);
      expect((await client.listDeadLetters({}, { caller: platform })).deadLetters).to.deep.equal([]);
      expect((await client.listDeadLetters({ includeReplayed: true }, { caller: platform })).deadLetters).to.have.length(1);
    });

    it('are replayed many at a time, oldest first; what fails is named and stays', async () => {
      const key = newId();
      const events = [await bury({ key, version: 1 }), await bury({ key, version: 2 })];
      const torn = await bury({ payload: new Uint8Array([255, 255]) });
      const last = await bury({ key, version: 3 });
      const first = await client.replayDeadLetters({ pageSize: 3, requestId: 'many-1' }, { caller: platform });
      expect(first).to.include({ replayed: 2 });
      expect(first.failures.map(({ id, reason }) => ({ id, reason }))).to.deep.equal([{ id: torn.id, reason: 'EVENT_UNREADABLE' }]);
      const second = await client.replayDeadLetters({ pageSize: 3, pageToken: first.nextPageToken, requestId: 'many-2' }, { caller: platform });
      expect(second).to.include({ replayed: 1, nextPageToken: '' });
      expect(await count(key)).to.deep.equal([...events, last].map(({ eventId }) => eventId));
      // The same request is answered as the first time, not by what is left now.
      expect(await client.replayDeadLetters({ pageSize: 3, requestId: 'many-1' }, { caller: platform })).to.deep.equal(first);
    });

    it('of one tenant are nothing to another', async () => {
      const { id, key } = await bury();
      expect((await client.listDeadLetters({}, { caller: stranger })).deadLetters).to.deep.equal([]);
      expect(await failureOf(client.getDeadLetter({ id }, { caller: stranger }))).to.include({ code: 'NOT_FOUND' });
      expect(await failureOf(client.replayDeadLetter({ id, requestId: 'theirs' }, { caller: stranger }))).to.include({ code: 'NOT_FOUND' });
      expect(await client.replayDeadLetters({ requestId: 'all-of-theirs' }, { caller: stranger })).to.include({ replayed: 0 });
      const asked = { filter: { tenantId: toTypeId('tnt', TENANT) } };
      expect(await failureOf(client.listDeadLetters(asked, { caller: stranger }))).to.include({ code: 'PERMISSION_DENIED', reason: 'OTHER_TENANT' });
      expect(await count(key)).to.deep.equal([]);
      // The control: the tenant itself finds all of it.
      expect((await client.listDeadLetters(asked, { caller: own })).deadLetters).to.have.length(1);
      expect((await client.getDeadLetter({ id }, { caller: own })).content?.payload.case).to.equal('json');
      expect(await client.replayDeadLetters({ requestId: 'all-of-ours' }, { caller: own })).to.include({ replayed: 1 });
    });

    it('are for services only, whoever else asks', async () => {
      for (const role of ['user', 'provider', 'admin', 'operator'] as const) {
        const person: Caller = { tenantId: TENANT, subject: newId(), roles: [role] };
        expect(await failureOf(client.listDeadLetters({}, { caller: person }))).to.be.instanceOf(Failure).with.property('code', 'PERMISSION_DENIED');
      }
    });
  });

  describe('effects', () => {
    /** An effect that a turn asked for, by the way of an event, and that could not be done. */
    async function parked(note = ''): Promise<string> {
      harness.breakage.call = true;
      const { id } = await bury({ payload: bookingPayload({ code: 'RING', note }) });
      await client.replayDeadLetter({ id, requestId: newId() }, { caller: platform });
      await eventually('it is parked', async () => (await client.listEffects({ states: [EffectState.PARKED] }, { caller: platform })).effects.length > 0);
      const [effect] = (await client.listEffects({}, { caller: platform })).effects;
      return effect?.id ?? '';
    }

    it('are listed by where they stand, without their input', async () => {
      const { relay } = harness.service.database;
      const add = (name: string, more: string): Promise<unknown> =>
        relay.run(
          `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, traceparent, created_time, due_time, lease_until, last_error, parked_time, attempts)
           select $1, $2, 'tally', 'tally', $3, $4, 'reminder', '"hush"', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', now(), ${more}`,
          [newId(), TENANT, newId(), name],
        );
      await add('waiting', `now() + interval '1 hour', null, null, null, 0`);
      await add('leased', `now(), now() + interval '1 hour', 'no', null, 2`);
      await add('failing', `now() + interval '1 hour', null, 'no', null, 3`);
      await add('parked', `now(), null, 'no', now(), 12`);
      const all = await client.listEffects({}, { caller: platform });
      expect(all.effects.map(({ name, state, kind, attempts }) => ({ name, state, kind, attempts }))).to.deep.equal([
        { name: 'parked', state: EffectState.PARKED, kind: EffectKind.REMINDER, attempts: 12 },
        { name: 'failing', state: EffectState.FAILING, kind: EffectKind.REMINDER, attempts: 3 },
        { name: 'leased', state: EffectState.LEASED, kind: EffectKind.REMINDER, attempts: 2 },
        { name: 'waiting', state: EffectState.WAITING, kind: EffectKind.REMINDER, attempts: 0 },
      ]);
      expect(JSON.stringify(all, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))).not.to.contain('hush');
      const some = await client.listEffects({ states: [EffectState.FAILING, EffectState.LEASED] }, { caller: platform });
      expect(some.effects.map(({ name }) => name)).to.deep.equal(['failing', 'leased']);
      for (const { id, state } of all.effects) {
        if (state !== EffectState.WAITING && state !== EffectState.LEASED) continue;
        expect(await failureOf(client.redriveEffect({ id, requestId: newId() }, { caller: platform }))).to.include({ reason: 'EFFECT_NOT_FAILED' });
      }
    });

    it('that are parked go on their way again, once for each request', async () => {
      const id = await parked();
      const [effect] = (await client.listEffects({ filter: { name: 'ring' } }, { caller: own })).effects;
      expect(effect).to.include({ id, name: 'ring', kind: EffectKind.CALL, lastError: 'the bell is cracked', attempts: 1 });
      harness.breakage.call = false;
      const reply = await client.redriveEffect({ id, requestId: 'again' }, { caller: platform });
      expect(reply.effect).to.include({ id, attempts: 1 });
      await eventually('it is done', async () => (await client.listEffects({}, { caller: platform })).effects.length === 0);
      expect(await client.redriveEffect({ id, requestId: 'again' }, { caller: platform })).to.deep.equal(reply);
      expect(await failureOf(client.redriveEffect({ id, requestId: 'anew' }, { caller: platform }))).to.include({ code: 'NOT_FOUND' });
      expect(await failureOf(client.redriveEffect({ id: toTypeId('eff', newId()), requestId: 'again' }, { caller: platform }))).to.include({ reason: 'REQUEST_ID_REUSED' });
    });

    it('whose deadline has passed go only when that is said', async () => {
      const id = await parked('late');
      harness.breakage.call = false;
      expect(await client.redriveEffects({ requestId: 'late-1' }, { caller: platform })).to.include({ redriven: 0, remaining: 0 });
      expect(await failureOf(client.redriveEffect({ id, requestId: 'late-2' }, { caller: platform }))).to.include({ reason: 'DEADLINE_PASSED' });
      await client.redriveEffect({ id, ignoreDeadline: true, requestId: 'late-3' }, { caller: platform });
      await eventually('it is done', async () => (await client.listEffects({}, { caller: platform })).effects.length === 0);
    });

    it('go many at a time, and those of one tenant are nothing to another', async () => {
      const id = await parked();
      expect((await client.listEffects({}, { caller: stranger })).effects).to.deep.equal([]);
      expect(await failureOf(client.redriveEffect({ id, requestId: 'theirs' }, { caller: stranger }))).to.include({ code: 'NOT_FOUND' });
      expect(await client.redriveEffects({ requestId: 'all-of-theirs' }, { caller: stranger })).to.include({ redriven: 0, remaining: 0 });
      harness.breakage.call = false;
      // The control: the tenant itself sends it on its way.
      expect(await client.redriveEffects({ requestId: 'all-of-ours' }, { caller: own })).to.include({ redriven: 1, remaining: 0 });
      await eventually('it is done', async () => (await client.listEffects({}, { caller: own })).effects.length === 0);
    });
  });
});
