import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { loadServices } from '#runtime/rpc/contract.ts';
import { classOf, defaultRules, noRules, readRules, shortNameOf, strayRules } from './rules.ts';

// Services' own RPCs are nobody's to call, but webhooks end in one.
const methods = (await loadServices())
  .flatMap((service) => service.methods)
  .filter((method) => levelOf(method) !== AccessLevel.SERVICE || method === PaymentService.method.ingestWebhook);
const byName = new Map(methods.map((method) => [shortNameOf(method), method]));

describe('rate limits', () => {
  const CLASSES: Readonly<Record<string, string>> = {
    'AvailabilityService/ListSlots': 'read',
    'BookingService/GetCheckout': 'read',
    'BookingService/CancelBooking': 'write',
    'BookingService/CreateBooking': 'hold',
    'BookingSeriesService/CreateBookingSeries': 'hold',
    'WaitlistService/JoinWaitlist': 'hold',
    'PaymentService/RefundPayment': 'payment',
    'PaymentService/IngestWebhook': 'webhook',
    'AuthService/SignIn': 'sign_in',
    'AuthService/Register': 'sign_in',
    'AccountService/ResetPassword': 'sign_in',
    'AccountService/ChangePassword': 'write',
    'AuthService/RefreshSession': 'write',
  };
  for (const [name, kind] of Object.entries(CLASSES)) {
    it(`${name} is a ${kind}`, () => {
      const method = byName.get(name);
      expect(method && classOf(method)).to.equal(kind);
    });
  }

  it('nothing that changes anything counts as a read, and every class limits addresses', () => {
    for (const method of methods) {
      const reads = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;
      expect(classOf(method) === 'read', shortNameOf(method)).to.equal(reads);
      expect(defaultRules.has(`${classOf(method)}.address`), shortNameOf(method)).to.equal(true);
    }
  });

  it('are the default ones unless said otherwise', () => {
    expect(readRules('')).to.deep.equal(defaultRules);
    expect(readRules(' off ')).to.equal(noRules);
    const rules = readRules('sign_in.address=30/10m, CatalogService/SearchOfferings.principal=2/s,read.tenant=off');
    expect(rules?.get('sign_in.address')).to.deep.equal({ limit: 30, windowMs: 600_000 });
    expect(rules?.get('CatalogService/SearchOfferings.principal')).to.deep.equal({ limit: 2, windowMs: 1_000 });
    expect(rules?.has('read.tenant')).to.equal(false);
    expect(rules?.get('write.address')).to.equal(defaultRules.get('write.address'));
  });

  for (const bad of ['on', 'read=5/m', 'reed.address=5/1m', 'read.planet=5/1m', 'read.address=0/1m', 'read.address=5/0m', 'read.address=5/2h', 'read.address=-5/1m', 'read.address=5', 'read.address=5/1d']) {
    it(`${JSON.stringify(bad)} is no rule`, () => expect(readRules(bad)).to.equal(undefined));
  }

  it('about RPCs that do not exist are found', () => {
    const rules = readRules('BookingService/CreateBooking.tenant=1/1s, BookingService/Book.tenant=1/1s') ?? noRules;
    expect(strayRules(rules, methods)).to.deep.equal(['BookingService/Book.tenant']);
  });
});
