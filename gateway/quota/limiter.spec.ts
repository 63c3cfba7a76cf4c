import type { DescMethod } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { AvailabilityService, BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import { leasedQuotas, type Quotas } from './leases.ts';
import { createLimiter, type Counted, type Limiter } from './limiter.ts';
import { noRules, readRules } from './rules.ts';
import { localQuotas, QuotasAway } from './store.ts';

const { listSlots } = AvailabilityService.method;
const { createBooking, cancelBooking } = BookingService.method;

const quotas = (): Quotas => leasedQuotas(localQuotas(() => 0), () => 0);
const limiterOf = (rules: string, shared = quotas()): Limiter => createLimiter({ rules: readRules(rules) ?? noRules, shared, alone: quotas() });

const outcome = async (limiter: Limiter, method: DescMethod, counted: Counted): Promise<string> => {
  const { refusal } = await limiter.count(method, counted);
  return refusal ? [refusal.reason, refusal.details.metadata?.['scope'], refusal.details.metadata?.['dimension']].filter(Boolean).join(' ') : 'ok';
};

describe('the limiter', () => {
  it('counts classes apart, and addresses, people and businesses apart', async () => {
    const limiter = limiterOf('read.address=1/1m, write.principal=1/1m, hold.principal=1/1m');
    const ana: Counted = { principal: 'ana' };
    expect(await outcome(limiter, listSlots, { address: '203.0.113.1' })).to.equal('ok');
    expect(await outcome(limiter, listSlots, { address: '203.0.113.1' })).to.equal('RATE_LIMITED read address');
    expect(await outcome(limiter, listSlots, { address: '203.0.113.2' })).to.equal('ok');
    expect(await outcome(limiter, createBooking, ana)).to.equal('ok');
    expect(await outcome(limiter, createBooking, ana)).to.equal('RATE_LIMITED hold principal');
    expect(await outcome(limiter, cancelBooking, ana)).to.equal('ok');
    expect(await outcome(limiter, createBooking, { principal: 'ben' })).to.equal('ok');
  });

  it('counts one RPC besides its class', async () => {
    const limiter = limiterOf('AvailabilityService/ListSlots.tenant=1/1m');
    expect(await outcome(limiter, listSlots, { tenant: 'harbour' })).to.equal('ok');
    expect(await outcome(limiter, listSlots, { tenant: 'harbour' })).to.equal('RATE_LIMITED AvailabilityService/ListSlots tenant');
    expect(await outcome(limiter, listSlots, { tenant: 'clinic' })).to.equal('ok');
  });

  it('takes nothing from a business for an address that is refused', async () => {
    const limiter = limiterOf('read.address=1/1m, read.tenant=3/1m');
    for (let call = 0; call < 10; call += 1) await limiter.count(listSlots, { address: '203.0.113.1', tenant: 'harbour' });
    expect(await outcome(limiter, listSlots, { address: '203.0.113.2', tenant: 'harbour' })).to.equal('ok');
  });

  it('counts the addresses of one IPv6 network together', async () => {
    const limiter = limiterOf('read.address=1/1m');
    expect(await outcome(limiter, listSlots, { address: '2001:db8::1' })).to.equal('ok');
    expect(await outcome(limiter, listSlots, { address: '2001:db8::2:1' })).to.equal('RATE_LIMITED read address');
  });

  it('says when to come back, and of the nearest limit how much is left', async () => {
    const limiter = limiterOf('read.address=10/1m, read.tenant=2/1m');
    const counted: Counted = { address: '203.0.113.1', tenant: 'harbour' };
    expect((await limiter.count(listSlots, counted)).verdict).to.include({ limit: 2, remaining: 1 });
    await limiter.count(listSlots, counted);
    const { refusal, verdict } = await limiter.count(listSlots, counted);
    expect(refusal?.details.retryAfterMs).to.equal(30_000);
    expect(refusal?.message).to.contain('30 seconds');
    expect(verdict).to.include({ limit: 2, remaining: 0, resetMs: 60_000 });
  });

  it('lets so many wrong API keys come from an address, whatever else it calls', async () => {
    const limiter = limiterOf('wrong_key.address=2/10m');
    const [here, neighbour, elsewhere] = ['2001:db8::1', '2001:db8::2', '203.0.113.2'];
    await limiter.wrongKey(here);
    expect(limiter.keysRefused(here)).to.equal(undefined);
    await limiter.wrongKey(neighbour);
    const refusal = limiter.keysRefused(here);
    expect([refusal?.reason, refusal?.details.metadata, refusal?.details.retryAfterMs]).to.deep.equal(['RATE_LIMITED', { limit: '2', scope: 'wrong_key', dimension: 'address' }, 300_000]);
    expect(limiter.keysRefused(elsewhere)).to.equal(undefined);
    expect(await outcome(limiter, listSlots, { address: here })).to.equal('ok');
    expect(limiterOf('wrong_key.address=off').keysRefused(here)).to.equal(undefined);
  });

  describe('without the store', () => {
    const away: Quotas = { take: () => Promise.reject(new QuotasAway()), emptyMs: () => 0 };
    const everyone: Counted = { address: '203.0.113.1', principal: 'ana', tenant: 'harbour' };

    for (const method of [AuthService.method.signIn, AuthService.method.register, PaymentService.method.refundPayment]) {
      it(`refuses ${method.name}`, async () => {
        const { refusal } = await limiterOf('', away).count(method, everyone);
        expect([refusal?.code, refusal?.reason]).to.deep.equal(['UNAVAILABLE', 'RATE_LIMITS_UNAVAILABLE']);
      });
    }

    it('counts wrong API keys here', async () => {
      const limiter = limiterOf('wrong_key.address=1/1m', away);
      await limiter.wrongKey('203.0.113.1');
      expect(limiter.keysRefused('203.0.113.1')?.reason).to.equal('RATE_LIMITED');
    });

    for (const method of [listSlots, createBooking, cancelBooking, AuthService.method.refreshSession]) {
      it(`lets ${method.name} go on, limited here`, async () => {
        const limiter = limiterOf('read.address=1/1m, write.address=1/1m, hold.address=1/1m', away);
        expect((await limiter.count(method, everyone)).refusal).to.equal(undefined);
        expect((await limiter.count(method, everyone)).refusal?.reason).to.equal('RATE_LIMITED');
      });
    }

    it('and without rules everything goes on', async () => {
      expect(await limiterOf('off', away).count(AuthService.method.signIn, everyone)).to.deep.equal({});
    });
  });
});
