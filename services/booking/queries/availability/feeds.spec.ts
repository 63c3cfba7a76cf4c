import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { type ListSlotsRequest, ListSlotsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../../runtime/actor/actor.ts';
import { newId, toTypeId } from '../../../runtime/ids.ts';
import { ANONYMOUS } from '../../../runtime/rpc/access.ts';
import { createFeeds, type Watching } from './feeds.ts';

const [here, there] = [newId(), newId()];
const offeringId = toTypeId('off', newId());

const query = (days = 1): ListSlotsRequest =>
  create(ListSlotsRequestSchema, {
    offeringId, fromTime: timestampFromDate(new Date('2027-03-01T00:00:00Z')), toTime: timestampFromDate(new Date(Date.UTC(2027, 2, 1 + days))),
  });

describe('feeds of availability', () => {
  let leaving: AbortController;

  beforeEach(() => {
    leaving = new AbortController();
  });
  // Whoever has left is looked for no more.
  afterEach(() => leaving.abort());

  /** Of somebody for whom every look takes for ever. */
  const viewOf = (subject: string, tenantId = here): StreamView => ({
    caller: { tenantId, subject, roles: [] },
    signal: leaving.signal,
    traceId: '',
    read: () => new Promise(() => undefined),
    changed: () => expect.fail('not looked at this way'),
    listen: () => ({ [Symbol.dispose]: () => undefined }),
  });
  const feeds = () => createFeeds(async () => ({ slots: [] }), { ofProcess: 5, ofTenant: 4, ofCaller: 2, questions: 3 });
  const refusal = { code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_WATCHERS' };

  it('take only so many of one caller, but never mistake visitors for one', () => {
    const { join } = feeds();
    join(viewOf('ana'), query());
    const second = join(viewOf('ana'), query());
    expect(() => join(viewOf('ana'), query())).to.throw().that.includes(refusal);
    second[Symbol.dispose]();
    join(viewOf('ana'), query());
  });

  it('take only so many of one business, whoever they are', () => {
    const { join } = feeds();
    const watching: Watching[] = [1, 2, 3, 4].map(() => join(viewOf(ANONYMOUS), query()));
    expect(() => join(viewOf('ana'), query())).to.throw().that.includes(refusal);
    join(viewOf('ana', there), query());
    watching[0]?.[Symbol.dispose]();
    join(viewOf('ana'), query());
  });

  it('take only so many in all, and count nobody who was refused', () => {
    const { join } = feeds();
    const watching = ['a', 'b', 'c', 'd'].map((subject) => join(viewOf(subject), query()));
    join(viewOf('e', there), query());
    for (let again = 0; again < 3; again += 1) expect(() => join(viewOf('f', there), query())).to.throw().that.includes(refusal);
    watching[0]?.[Symbol.dispose]();
    join(viewOf('f', there), query());
  });

  it('look at only so many questions of one business', () => {
    const { join } = feeds();
    for (const days of [1, 2, 3]) join(viewOf(ANONYMOUS), query(days));
    expect(() => join(viewOf(ANONYMOUS), query(4))).to.throw().that.includes(refusal);
    join(viewOf(ANONYMOUS), query(3));
    join(viewOf(ANONYMOUS, there), query(4));
  });

  it('tell questions apart by all that is asked, and by the business', () => {
    const { join } = feeds();
    const questions = [join(viewOf('a'), query()), join(viewOf('b'), query()), join(viewOf('c'), query(2)), join(viewOf('d', there), query())].map(({ question }) => question);
    expect(new Set(questions).size).to.equal(3);
    expect(questions[0]).to.equal(questions[1]);
  });

  it('refuse a question that is none, and count it not', () => {
    const { join } = feeds();
    for (let times = 0; times < 6; times += 1) expect(() => join(viewOf('a'), query(63))).to.throw().that.includes({ code: 'INVALID_ARGUMENT' });
    join(viewOf('a'), query());
  });
});
