import { once } from 'node:events';
import { connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { GetPaymentResponseSchema, PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { createTestKeys } from '../testing/keys.ts';
import { startTestRpc, testCaller, type TestRpc } from '../testing/rpc.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { createTokenSigner, createTokenVerifier } from './tokens.ts';

const MIB = 1024 * 1024;

describe('bytes that nobody should send to a service', function () {
  this.timeout(30_000);
  const keys = createTestKeys('gateway');
  let rpc: TestRpc;
  let token: string;

  before(async () => {
    rpc = await startTestRpc([PaymentService], async () => create(GetPaymentResponseSchema), { verifier: createTokenVerifier(keys.jwks, 'payment') });
    token = await createTokenSigner(keys.signingKey('gateway')).sign(testCaller('admin'), 'payment');
  });
  after(() => rpc[Symbol.asyncDispose]());

  /** The gRPC status of a call with these bytes as its message. */
  async function call(message: Buffer, headers: Readonly<Record<string, string>> = {}, flags = 0): Promise<number> {
    const session = connect(`http://${rpc.address}`);
    const stream = session.request({
      ':method': 'POST', ':path': `/${PaymentService.typeName}/GetPayment`, 'content-type': 'application/grpc', te: 'trailers', authorization: `Bearer ${token}`, ...headers,
    });
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(message.length, 1);
    let answer: unknown;
    const hear = (got: Readonly<Record<string, unknown>>): void => void (answer = got['grpc-status'] ?? answer);
    stream.on('response', hear).on('trailers', hear).on('error', () => undefined).resume();
    stream.end(Buffer.concat([head, message]));
    await once(stream, 'close');
    session.destroy();
    return Number(answer);
  }

  it('are refused when they are too many, also once they are unpacked', async () => {
    expect(await call(Buffer.alloc(MAX_MESSAGE_BYTES + 1))).to.equal(status.RESOURCE_EXHAUSTED);
    const bomb = gzipSync(Buffer.alloc(256 * MIB));
    expect(bomb.length).to.be.below(MIB);
    const before = process.memoryUsage().rss;
    expect(await call(bomb, { 'grpc-encoding': 'gzip' }, 1)).to.equal(status.RESOURCE_EXHAUSTED);
    expect((process.memoryUsage().rss - before) / MIB).to.be.below(128);
  });

  const group = (number: number): number => (number << 3) | 3;
  const shapes: Readonly<Record<string, Buffer>> = {
    'groups in groups without end': Buffer.alloc(MIB, group(15)),
    'a length beyond the end': Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    'a number without end': Buffer.alloc(64, 0xff),
    'text that is no text': Buffer.from([0x0a, 0x02, 0xc3, 0x28]),
    'packed by nobody': Buffer.from('not gzip'),
  };
  for (const [what, bytes] of Object.entries(shapes)) {
    it(`are refused: ${what}`, async () => {
      expect(await call(bytes)).to.equal(status.INVALID_ARGUMENT);
      // And whoever comes next is answered.
      expect(await call(Buffer.from([0x0a, 0x1e, ...Buffer.from('pay_01m7zjrwzwef8vnj4959rxhsdb')]))).to.equal(status.OK);
    });
  }

  it('are refused when they are packed otherwise than they say', async () => {
    expect(await call(Buffer.from('not gzip'), { 'grpc-encoding': 'gzip' }, 1)).to.not.equal(status.OK);
    expect(await call(gzipSync(Buffer.from([])), { 'grpc-encoding': 'zebra' }, 1)).to.equal(status.UNIMPLEMENTED);
    expect(await call(Buffer.from([]))).to.equal(status.INVALID_ARGUMENT);
  });
});
