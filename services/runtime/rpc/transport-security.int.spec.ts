import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { ServerCredentials } from '@grpc/grpc-js';
import { GetPaymentResponseSchema, PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { ensureCertificates, makeCertificate, tlsFilesOf } from '../../../deploy/dev/certificates.ts';
import { SettingsError } from '../config/settings.ts';
import { Failure } from '../errors.ts';
import { newId, toTypeId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestKeys } from '../testing/keys.ts';
import { failureOf, testCaller } from '../testing/rpc.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { connectTo } from './client.ts';
import { type RpcServer, startRpcServer } from './server.ts';
import { createTokenSigner, createTokenVerifier } from './tokens.ts';
import { mutualTls, openTransportSecurity, PLAIN, type TransportSecurity } from './transport-security.ts';

const LOOK_MS = 20;

describe('calls between services with certificates', function () {
  this.timeout(30_000);
  const stack = new AsyncDisposableStack();
  const keys = createTestKeys('booking', 'catalog', 'payment');
  const telemetry = createTelemetry({ serviceName: 'test' });
  const logged: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => void logged.push(line) } });
  let dir: string;
  let strangers: string;
  let server: RpcServer;

  const security = (part: string, from = dir): TransportSecurity => stack.use(mutualTls(tlsFilesOf(from, part), part, logger, LOOK_MS));

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-tls-'));
    strangers = await mkdtemp(join(tmpdir(), 'berth-tls-strangers-'));
    stack.defer(() => Promise.all([dir, strangers].map((made) => rm(made, { recursive: true }))).then(() => undefined));
    await ensureCertificates(dir, ['booking', 'catalog', 'payment']);
    await ensureCertificates(strangers, ['booking']);
    server = stack.use(
      await startRpcServer({
        host: '127.0.0.1', port: 0, services: [PaymentService], telemetry, logger, drainMs: 200, security: security('payment'),
        handle: async () => create(GetPaymentResponseSchema),
        verifier: createTokenVerifier(keys.jwks, 'payment'),
      }),
    );
  });
  after(() => stack.disposeAsync());

  /** The certificates and their authority once more, to spoil. */
  async function copy(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'berth-tls-copy-'));
    stack.defer(() => rm(made, { recursive: true }));
    await cp(dir, made, { recursive: true });
    return made;
  }

  /** One call to the payment service: its answer's type, or why there was none. */
  async function call(from: TransportSecurity, signer = 'booking', port = server.port): Promise<string> {
    using client = connectTo(PaymentService, { address: `127.0.0.1:${port}`, tokens: createTokenSigner(keys.signingKey(signer)), telemetry, security: from });
    try {
      return (await client.getPayment({ id: toTypeId('pay', newId()) }, { caller: testCaller('admin'), deadlineMs: 2_000 })).$typeName;
    } catch (error) {
      return error instanceof Failure ? `${error.code} ${error.reason}` : String(error);
    }
  }
  const ANSWERED = GetPaymentResponseSchema.typeName;

  it('are answered', async () => expect(await call(security('booking'))).to.equal(ANSWERED));

  it('are refused with a stolen token: it has to be the token of whoever connects', async () => {
    expect(await call(security('catalog'), 'booking')).to.equal('UNAUTHENTICATED INVALID_TOKEN');
    expect(await call(security('catalog'), 'catalog')).to.equal(ANSWERED);
    // Also one that the server has seen and remembers.
    expect(await call(security('booking'), 'catalog')).to.equal('UNAUTHENTICATED INVALID_TOKEN');
  });

  const noAnswer = /^(UNAVAILABLE|DEADLINE_EXCEEDED) /;
  it('are not made in the clear', async () => expect(await call(PLAIN)).to.match(noAnswer));

  it('are not made with a certificate of another authority', async () => {
    await cp(join(dir, 'ca.pem'), join(strangers, 'trusted.pem'));
    const files = { ...tlsFilesOf(strangers, 'booking'), caFile: join(strangers, 'trusted.pem') };
    expect(await call(stack.use(mutualTls(files, 'booking', logger)))).to.match(noAnswer);
  });

  it('are not made with a certificate that has expired', async () => {
    const old = await copy();
    await makeCertificate(old, 'booking', { days: -1 });
    expect(await call(security('booking', old))).to.match(noAnswer);
  });

  it('are not made to a server that is another service', async () => {
    await using impostor = await startRpcServer({
      host: '127.0.0.1', port: 0, services: [PaymentService], telemetry, logger, drainMs: 200, security: security('catalog'),
      handle: async () => create(GetPaymentResponseSchema), verifier: createTokenVerifier(keys.jwks, 'payment'),
    });
    expect(await call(security('booking'), 'booking', impostor.port)).to.match(noAnswer);
  });

  it('are refused when the certificate names no service', async () => {
    const odd = await copy();
    await makeCertificate(odd, 'booking', { names: ['DNS:booking'] });
    expect(() => security('booking', odd)).to.throw(SettingsError, 'TLS_CERT_FILE must be a certificate of spiffe://berth/booking');
    expect(security('booking').peerOf({})).to.equal('');
  });

  it('go on while certificates change, those of a new authority included', async () => {
    const booking = security('booking');
    using client = connectTo(PaymentService, { address: `127.0.0.1:${server.port}`, tokens: createTokenSigner(keys.signingKey('booking')), telemetry, security: booking });
    const ask = async (): Promise<string> => (await client.getPayment({ id: toTypeId('pay', newId()) }, { caller: testCaller('admin') })).$typeName;
    expect(await ask()).to.equal(ANSWERED);
    // Half written: left aside, with a line in the log.
    await writeFile(tlsFilesOf(dir, 'payment').certFile, 'not yet');
    while (!logged.some((line) => line.includes('cannot be used'))) await delay(LOOK_MS);
    expect(await call(security('booking'))).to.equal(ANSWERED);
    const seen = logged.length;
    await Promise.all(['ca.pem', 'ca.key', 'payment.pem', 'payment.key', 'booking.pem', 'booking.key'].map((file) => rm(join(dir, file))));
    await ensureCertificates(dir, ['payment', 'booking']);
    while (logged.slice(seen).filter((line) => line.includes('the certificates changed')).length < 2) {
      expect(await ask()).to.equal(ANSWERED);
      await delay(LOOK_MS);
    }
    expect(await ask()).to.equal(ANSWERED);
    expect(await call(security('booking'))).to.equal(ANSWERED);
  });

  it('need all three settings or none, and files that fit together', async () => {
    expect(openTransportSecurity({ certFile: undefined, keyFile: undefined, caFile: undefined }, 'booking', logger)).to.equal(PLAIN);
    expect(PLAIN.server).to.deep.equal(ServerCredentials.createInsecure());
    const refusal = async (settings: Parameters<typeof openTransportSecurity>[0]): Promise<unknown> => failureOf(Promise.resolve().then(() => openTransportSecurity(settings, 'booking', logger)));
    const { certFile, keyFile, caFile } = tlsFilesOf(dir, 'booking');
    for (const [settings, message] of [
      [{ certFile, keyFile: undefined, caFile: undefined }, 'TLS_CERT_FILE, TLS_KEY_FILE and TLS_CA_FILE go together: set TLS_KEY_FILE and TLS_CA_FILE, or none of them'],
      [{ certFile, keyFile: tlsFilesOf(dir, 'catalog').keyFile, caFile }, 'TLS_KEY_FILE must be the PEM of the private key of TLS_CERT_FILE'],
      [{ certFile, keyFile: `${keyFile}.none`, caFile }, 'TLS_KEY_FILE cannot be read: ENOENT'],
      [{ certFile, keyFile, caFile: keyFile }, 'TLS_CA_FILE must be a certificate in PEM'],
      [{ ...tlsFilesOf(dir, 'catalog') }, 'TLS_CERT_FILE must be a certificate of spiffe://berth/booking, not of spiffe://berth/catalog'],
    ] as const) {
      expect(await refusal(settings)).to.be.instanceOf(SettingsError).with.property('message').that.includes(message);
    }
  });
});
