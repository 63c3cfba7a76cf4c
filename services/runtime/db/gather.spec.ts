import { expect } from 'chai';
import { type Failure, unavailable } from '../errors.ts';
import { gather } from './gather.ts';

const db = { run: async () => [] };
const view = (tenantId: string) => ({ db, caller: { tenantId, subject: 'someone', roles: [] } });

interface Statement {
  readonly asked: readonly number[];
  readonly end: PromiseWithResolvers<void>;
}

/** Reads whose statements the test ends by hand. */
function held() {
  const begun: Statement[] = [];
  const waiting: ((statement: Statement) => void)[] = [];
  const look = gather<number, string>(async (_, asked) => {
    const statement = { asked, end: Promise.withResolvers<void>() };
    const waiter = waiting.shift();
    if (waiter) waiter(statement);
    else begun.push(statement);
    await statement.end.promise;
    return asked.map((number) => `answer ${number}`);
  });
  const next = (): Promise<Statement> => {
    const first = begun.shift();
    return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
  };
  return { look, next, begun };
}

describe('gathered reads', () => {
  it('answer who asks meanwhile by the next statement, all at once, each with its own', async () => {
    const { look, next, begun } = held();
    const [first, ...later] = [look(view('a'), 1), look(view('a'), 2), look(view('a'), 3)];
    const statement = await next();
    expect(statement.asked).to.deep.equal([1]);
    expect(begun).to.deep.equal([]);
    statement.end.resolve();
    expect(await first).to.equal('answer 1');
    const second = await next();
    expect(second.asked).to.deep.equal([2, 3]);
    second.end.resolve();
    expect(await Promise.all(later)).to.deep.equal(['answer 2', 'answer 3']);
  });

  it('are never shared between tenants', async () => {
    const { look, next } = held();
    void look(view('a'), 1);
    void look(view('b'), 2);
    expect([(await next()).asked, (await next()).asked]).to.deep.equal([[1], [2]]);
  });

  it('are tried once more when the database was not there', async () => {
    const { look, next } = held();
    const gone = () => unavailable('DATABASE_UNAVAILABLE', 'The database cannot be reached just now; try again.');
    const first = look(view('a'), 1);
    (await next()).end.reject(gone());
    (await next()).end.resolve();
    expect(await first).to.equal('answer 1');
    const second = look(view('a'), 2);
    (await next()).end.reject(gone());
    (await next()).end.reject(gone());
    expect(await second.catch((error: Failure) => error.reason)).to.equal('DATABASE_UNAVAILABLE');
  });

  it('fail for those who asked, not for those who ask later', async () => {
    const { look, next } = held();
    const [first, later] = [look(view('a'), 1), look(view('a'), 2)];
    (await next()).end.reject(new Error('the connection was lost'));
    expect(await first.catch(String)).to.equal('Error: the connection was lost');
    (await next()).end.resolve();
    expect(await later).to.equal('answer 2');
    const third = look(view('a'), 3);
    (await next()).end.resolve();
    expect(await third).to.equal('answer 3');
  });
});
