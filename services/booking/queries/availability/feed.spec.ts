import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import type { StreamView } from '../../../runtime/actor/actor.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { answerOf, type Answer } from './answer.ts';
import { openFeed, type Looks } from './feed.ts';

const LONG_MS = 60_000;
const BEGIN = new Date('2027-03-01T09:00:00Z');

/** A clock that the test moves: timers that are due fire on the way. */
function handClock(): Clock & { advance(ms: number): Promise<void> } {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  let ms = 0;
  return {
    now: () => new Date(BEGIN.getTime() + ms),
    monotonic: () => ms,
    after(wait, callback) {
      const timer = { at: ms + wait, callback };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    async advance(by) {
      const end = ms + by;
      for (;;) {
        await settled();
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        ms = Math.max(ms, next.at);
        next.callback();
      }
      ms = end;
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A world of one number: the places left of a session. `version` changes with it, unless the test forgets. */
function stage() {
  const clock = handClock();
  const world = { version: 1, places: 5, until: undefined as Date | undefined, versionLooks: 0, answerLooks: 0, broken: false, ended: 0, meanwhile: () => undefined as void };
  const ears = new Set<() => void>();
  const looks: Looks = {
    async versions() {
      world.versionLooks += 1;
      if (world.broken) throw new Error('the database is away');
      return { print: String(world.version), keys: [{ type: 'session', id: '1' }] };
    },
    async answer() {
      world.answerLooks += 1;
      const answer = placesLeft(world.places);
      world.meanwhile();
      return { answer, until: world.until };
    },
  };
  const feed = openFeed(looks, { clock, onEnd: () => void (world.ended += 1) });
  return {
    clock,
    world,
    feed,
    ears,
    /** What a booking does; `heard`: the hint arrives. */
    book(heard: boolean) {
      world.places -= 1;
      world.version += 1;
      if (heard) ears.forEach((hear) => hear());
    },
    reader() {
      const leaving = new AbortController();
      const never = (): never => expect.fail('not looked at this way');
      const view: StreamView = {
        caller: { tenantId: 't', subject: 's', roles: [] },
        signal: leaving.signal,
        traceId: '',
        read: never,
        changed: never,
        listen(_keys, onChange) {
          ears.add(onChange);
          return { [Symbol.dispose]: () => void ears.delete(onChange) };
        },
      };
      return { ...feed.join(view), leave: () => leaving.abort() };
    },
  };
}

const placesLeft = (places: number): Answer =>
  answerOf(places === 0 ? [] : [{ sessionId: 'ses_1', placesLeft: places, time: { startTime: timestampFromDate(BEGIN), localStart: '2027-03-01T09:00' } }]);
const placesOf = (answer: Answer | undefined): number | undefined => answer && ([...answer.slots.values()][0]?.slot.placesLeft ?? 0);

/** What a reader has at the start. */
async function firstOf(reader: ReturnType<ReturnType<typeof stage>['reader']>): Promise<Answer> {
  return (await reader.first()) ?? expect.fail('no first answer');
}

describe('a feed of availability', () => {
  it('tells everyone who watches what changed, for one computation', async () => {
    const { feed: _, clock, world, book, reader } = stage();
    const readers = [reader(), reader(), reader()];
    const first = await Promise.all(readers.map(async (one) => {
      const answer = firstOf(one);
      await clock.advance(200);
      return answer;
    }));
    await clock.advance(LONG_MS);
    const computed = world.answerLooks;
    const waiting = readers.map((one, index) => one.after(first[index] ?? placesLeft(0), LONG_MS));
    book(true);
    await clock.advance(0);
    expect((await Promise.all(waiting)).map(placesOf)).to.deep.equal([4, 4, 4]);
    expect(world.answerLooks - computed).to.equal(1);
  });

  it('looks at a burst of changes together, and gives whoever is late the newest alone', async () => {
    const { clock, world, book, reader } = stage();
    const [quick, slow] = [reader(), reader()];
    const begun = Promise.all([firstOf(quick), firstOf(slow)]);
    await clock.advance(500);
    const [first] = await begun;
    const computed = world.answerLooks;
    for (let change = 0; change < 4; change += 1) {
      book(true);
      await clock.advance(20);
    }
    await clock.advance(200);
    expect(world.answerLooks - computed).to.be.within(1, 2);
    expect(placesOf(await slow.after(first, LONG_MS))).to.equal(1);
  });

  it('catches up within two seconds when the news of a change is lost', async () => {
    const { clock, book, reader } = stage();
    const one = reader();
    const begun = firstOf(one);
    await clock.advance(500);
    const waiting = one.after(await begun, LONG_MS);
    book(false);
    await clock.advance(2_100);
    expect(placesOf(await Promise.race([waiting, settled().then(() => undefined)]))).to.equal(4);
  });

  it('does not lose a change that comes while it computes, even when nobody tells of it', async () => {
    const { clock, world, book, reader } = stage();
    const one = reader();
    const begun = firstOf(one);
    await clock.advance(500);
    const first = await begun;
    world.meanwhile = () => {
      world.meanwhile = () => undefined;
      book(false);
    };
    book(true);
    await clock.advance(3_000);
    expect(placesOf(await one.after(first, LONG_MS))).to.equal(3);
  });

  it('notices a change by its version alone: one that leaves the version as it was stays unseen', async () => {
    const { clock, world, ears, reader } = stage();
    const one = reader();
    const begun = firstOf(one);
    await clock.advance(500);
    const waiting = one.after(await begun, LONG_MS);
    world.places -= 1;
    ears.forEach((hear) => hear());
    await clock.advance(LONG_MS + 100);
    expect(await waiting).to.equal(undefined);
  });

  it('computes nothing as long as no version changes and time changes nothing', async () => {
    const { clock, world, reader } = stage();
    void reader().first();
    await clock.advance(500);
    const { answerLooks, versionLooks } = world;
    await clock.advance(10 * LONG_MS);
    expect(world.answerLooks).to.equal(answerLooks);
    expect(world.versionLooks - versionLooks).to.be.within(250, 310);
  });

  it('computes again at the moment when time alone changes the answer', async () => {
    const { clock, world, reader } = stage();
    world.until = new Date(BEGIN.getTime() + 61_300);
    const one = reader();
    const begun = firstOf(one);
    await clock.advance(500);
    const waiting = one.after(await begun, 2 * LONG_MS);
    world.places = 0;
    await clock.advance(60_700);
    world.until = undefined;
    await clock.advance(200);
    expect(placesOf(await Promise.race([waiting, settled().then(() => placesLeft(9))]))).to.equal(0);
  });

  it('begins with a look that is newer than the one who joins', async () => {
    const { clock, book, reader } = stage();
    void reader().first();
    await clock.advance(500);
    book(false);
    const late = firstOf(reader());
    await clock.advance(150);
    expect(placesOf(await late)).to.equal(4);
  });

  it('goes on for the others when the one leaves on whose behalf it looked', async () => {
    const { clock, book, reader } = stage();
    const [leader, other] = [reader(), reader()];
    const begun = Promise.all([firstOf(leader), firstOf(other)]);
    await clock.advance(500);
    const [first] = await begun;
    leader.leave();
    leader[Symbol.dispose]();
    const waiting = other.after(first, LONG_MS);
    book(true);
    await clock.advance(300);
    expect(placesOf(await waiting)).to.equal(4);
  });

  it('ends with the last one who watches and listens to nothing after', async () => {
    const { clock, world, ears, reader } = stage();
    const readers = [reader(), reader()];
    const begun = Promise.all(readers.map(firstOf));
    await clock.advance(500);
    await begun;
    expect(ears.size).to.equal(1);
    for (const one of readers) one[Symbol.dispose]();
    await clock.advance(200);
    expect([ears.size, world.ended]).to.deep.equal([0, 1]);
    const { versionLooks } = world;
    await clock.advance(LONG_MS);
    expect(world.versionLooks).to.equal(versionLooks);
  });

  it('fails everyone who watches when it cannot look, and is not used again', async () => {
    const { clock, world, reader } = stage();
    const one = reader();
    const begun = firstOf(one);
    await clock.advance(500);
    const waiting = one.after(await begun, LONG_MS).then(() => 'an answer', String);
    world.broken = true;
    await clock.advance(3_000);
    expect(await waiting).to.equal('Error: the database is away');
    expect(world.ended).to.equal(1);
  });
});
