/** The SDK against a server that fails as told: time limits, breakers and spans as promised. */
import { expect } from 'chai';
import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { startStripeSandbox, type StripeSandbox } from '../../../deploy/dev/sandbox/stripe/sandbox.ts';
import { createTelemetry } from '../../runtime/telemetry/telemetry.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { createStripeApi, type StripeApi } from './api.ts';
import { ProviderRefusal, ProviderUnavailable } from './errors.ts';

describe('stripe api', () => {
  const stack = new AsyncDisposableStack();
  const spans = new InMemorySpanExporter();
  const telemetry = createTelemetry({ serviceName: 'test', exporter: spans });
  let sandbox: StripeSandbox;
  let api: StripeApi;

  before(async () => {
    sandbox = stack.use(await startStripeSandbox());
    stack.defer(() => telemetry.shutdown());
  });
  beforeEach(() => {
    api = stack.use(createStripeApi({ secretKey: 'sk_test_apispecificationkey', apiBase: sandbox.url }, telemetry.tracer));
    sandbox.faults.clear();
  });
  after(() => stack.disposeAsync());

  const look = () => api.call('payment_intents.retrieve', (sdk) => sdk.paymentIntents.retrieve('pi_none'));
  const fail = (times: number): void => sandbox.faults.add({ kind: 'refuse', method: 'GET', path: '/v1/payment_intents', times });

  it('gives refusals and outages different names', async () => {
    expect(await failureOf(look())).to.be.instanceOf(ProviderRefusal).and.include({ code: 'resource_missing' });
    fail(1);
    expect(await failureOf(look())).to.be.instanceOf(ProviderUnavailable);
  });

  it('does not repeat a call by itself', async () => {
    fail(1);
    await failureOf(look());
    expect(await failureOf(look())).to.be.instanceOf(ProviderRefusal);
  });

  it('stops calling after twenty calls without an answer, one kind of call at a time', async () => {
    fail(20);
    for (let i = 0; i < 20; i += 1) await failureOf(look());
    expect(String(await failureOf(look()))).to.contain('not called');
    const others = await api.call('refunds.list', (sdk) => sdk.refunds.list({ payment_intent: 'pi_none' }));
    expect(others.data).to.deep.equal([]);
  });

  it('goes on calling when Stripe refuses, however often', async () => {
    for (let i = 0; i < 30; i += 1) await failureOf(look());
    expect(await failureOf(look())).to.be.instanceOf(ProviderRefusal);
  });

  it('leaves a span of each call that says whether it failed, without ids or secrets', async () => {
    spans.reset();
    await failureOf(look());
    await telemetry.forceFlush();
    const [span] = spans.getFinishedSpans();
    expect(span?.name).to.equal('stripe payment_intents.retrieve');
    expect(span?.status.code).to.equal(SpanStatusCode.ERROR);
    expect(JSON.stringify(span?.attributes)).not.to.contain('pi_none');
  });
});
