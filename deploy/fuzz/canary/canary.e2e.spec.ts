import { expect } from 'chai';
import pg from 'pg';
import { type Collector, startCollector } from '../../test/collector.ts';
import { type Network, startNetwork } from '../../test/network.ts';
import { hunt, kindsOf } from './hunt.ts';
import { createScanner, uuidsIn } from './scan.ts';

const REQUESTS = 1_500;
const LONGEST_MS = 15_000;

describe('a hunt for what one business can learn of another', function () {
  this.timeout(240_000);

  const stack = new AsyncDisposableStack();
  let collector: Collector;
  let network: Network;

  before(async () => {
    collector = stack.use(await startCollector());
    network = stack.use(await startNetwork({ processes: true, env: { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } }));
  });
  after(() => stack.disposeAsync());

  it('finds nothing', async () => {
    const seed = Date.now() % 1_000_000;
    const { leaks, planted, shown, looked } = await hunt({ network, collector, seed, requests: REQUESTS, atOnce: 8, limitMs: LONGEST_MS });
    expect(kindsOf(leaks), `seed ${seed}`).to.deep.equal([]);
    // That it looked where there was something to find.
    expect([...planted].map((table) => table.split('.')[0])).to.include.members(['booking', 'catalog', 'notification', 'receipt', 'user']);
    expect(shown.size, [...shown].join()).to.be.above(8);
    for (const [what, count] of Object.entries(looked)) expect(count, what).to.be.above(30);
  });

  it('finds what a table gives away that has lost its policy', async () => {
    const booking = new pg.Client({ connectionString: network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, '/berth_booking') });
    await booking.connect();
    await booking.query('alter policy tenant on closure using (true)');
    await booking.end();
    const { leaks } = await hunt({ network, collector, seed: 1, requests: REQUESTS, atOnce: 8, limitMs: LONGEST_MS });
    expect(leaks.filter((leak) => /^berth.booking.v1.ScheduleService.ListClosures told .* a text of another business/.test(leak))).not.to.deep.equal([]);
  });
});

describe('the scanner of a hunt', () => {
  const uuid = '01993f00-0000-7000-8000-00000000beef';
  const id = 'bkg_01k4zg0000e0080000000005xf';
  const scanner = createScanner({ mark: 'canary12', ids: new Set([uuid, ...uuidsIn(id)]) });

  it('sees a text, an id and a uuid, in whatever case', () => {
    expect(scanner.leakIn('{"title":"A Canary12 dive"}')).to.equal('a text of another business');
    expect(scanner.leakIn(`{"key":"${uuid.toUpperCase()}"}`)).to.equal(`an id of another business: ${uuid}`);
    expect(scanner.leakIn(`\u0000\u001e${id}\u0012`)).to.match(/^an id of another business/);
    expect(scanner.leakIn('{"title":"a dive"}')).to.equal(undefined);
  });

  it('lets people hear again what they said, but no text', () => {
    expect(scanner.leakIn(`no booking ${id}`, `{"id":"${id}"}`)).to.equal(undefined);
    expect(scanner.leakIn('canary12', 'canary12')).to.equal('a text of another business');
  });
});
