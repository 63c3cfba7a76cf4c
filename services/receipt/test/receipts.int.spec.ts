/** Receipts from events to PDF, on real Postgres and NATS: one for each payment, numbered without gaps, never lost. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { BookingSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { ReceiptGeneratedSchema } from '#proto/berth/receipt/v1/receipt_events_pb.ts';
import type { Receipt } from '#proto/berth/receipt/v1/receipt_pb.ts';
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { startNats, type Nats } from '../../../deploy/dev/nats.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { openEventBench, type EventBench } from '../../runtime/testing/event-bench.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readReceiptConfig } from '../config.ts';
import { startReceipt } from '../service.ts';

type Booking = MessageInitShape<typeof BookingSchema> & { readonly id: string };

const time = {
  startTime: timestampFromDate(new Date('2026-12-05T19:30:00Z')),
  endTime: timestampFromDate(new Date('2026-12-05T21:00:00Z')),
  timeZone: 'Europe/Lisbon',
  localStart: '2026-12-05T19:30',
  localEnd: '2026-12-05T21:00',
};

function bookingOf(customerId: string, minor = 8_000n): Booking {
  return {
    id: toTypeId('bkg', newId()),
    code: 'K7QM-2XPD',
    offering: { id: toTypeId('off', newId()), title: 'Concert', place: 'Main hall', unitPrice: { amountMinor: minor / 2n, currencyCode: 'EUR' } },
    time,
    partySize: 2,
    customer: { id: toTypeId('usr', customerId), name: 'Zoë', email: 'zoe@example.com' },
    payment: {
      id: toTypeId('pay', newId()),
      amount: { amountMinor: minor, currencyCode: 'EUR' },
      methodLabel: 'Visa •••• 4242',
      captureTime: timestampFromDate(new Date()),
    },
  };
}

describe('receipt service', function () {
  this.timeout(60_000);
  const stack = new AsyncDisposableStack();
  let broker: Nats;
  let bench: EventBench;
  let harness: ServiceHarness;
  let receipts: ClientOf<typeof ReceiptService.method>;
  let tenantId: string;
  let customer: Caller;
  let other: Caller;
  let staff: Caller;

  before(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'berth-receipts-'));
    stack.defer(() => rm(dir, { recursive: true, force: true }));
    broker = stack.use(await startNats({ dir, port: 0 }));
    bench = stack.use(await openEventBench(broker.url));
    harness = stack.use(await startServiceHarness('receipt', (env) => startReceipt(readReceiptConfig(env)), { env: { NATS_URL: broker.url } }));
    receipts = harness.connect(ReceiptService);
  });
  after(() => stack.disposeAsync());

  beforeEach(() => {
    tenantId = newId();
    customer = { tenantId, subject: newId(), roles: ['user'] };
    other = { tenantId, subject: newId(), roles: ['user'] };
    staff = { tenantId, subject: newId(), roles: ['provider'] };
  });

  const tellTenant = () =>
    bench.publish(TenantChangedSchema, { source: 'user', tenantId, key: toTypeId('tnt', tenantId) }, {
      tenant: {
        id: toTypeId('tnt', tenantId), name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a',
        legalEntity: { name: 'Teatro Azul Lda.', countryCode: 'PT', taxId: 'PT 1', taxRateBps: 2300 },
      },
    });
  const confirm = (booking: Booking) =>
    bench.publish(BookingConfirmedSchema, { source: 'booking', tenantId, key: booking.id }, { booking });
  const receiptOf = async (booking: Booking): Promise<Receipt> => {
    const { receipt } = await bench.seen(ReceiptGeneratedSchema, (event) => event.receipt?.payable?.id === booking.id);
    if (!receipt) throw new Error('receipt.generated carries no receipt');
    return receipt;
  };

  it('issues and prints a receipt for a paid booking', async () => {
    await tellTenant();
    const booking = bookingOf(customer.subject);
    await confirm(booking);
    const issued = await receiptOf(booking);
    expect(issued.number).to.match(/^20\d\d-000001$/);

    const { receipt } = await receipts.getReceipt({ id: issued.id }, { caller: customer });
    expect(receipt).to.deep.equal(issued);
    const { pdf, fileName } = await receipts.downloadReceipt({ id: issued.id }, { caller: customer });
    expect(fileName).to.equal(`receipt-${issued.number}.pdf`);
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).to.equal('%PDF-');
    expect(createHash('sha256').update(pdf).digest('hex')).to.equal(issued.sha256);
  });

  it('numbers a tenant\'s receipts without gaps, and each payment once however often its event comes', async () => {
    await tellTenant();
    const bookings = Array.from({ length: 8 }, () => bookingOf(customer.subject));
    await Promise.all(bookings.map(async (booking) => (await confirm(booking)).again()));
    const issued = await Promise.all(bookings.map(receiptOf));
    const sequence = issued.map(({ number }) => Number(number.split('-')[1])).sort((a, b) => a - b);
    expect(sequence).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('waits for the business to become known, and gives free bookings none', async () => {
    const { payment: _, ...free } = bookingOf(customer.subject);
    const paid = bookingOf(customer.subject);
    await confirm(free);
    await confirm(paid);
    await tellTenant();
    expect((await receiptOf(paid)).number).to.match(/-000001$/);
    const rows = await harness.service.database.read([tenantId], (query) => query.run('select id from receipt'));
    expect(rows).to.have.length(1);
  });

  it('shows a receipt to its customer and to staff, and to nobody else that it exists', async () => {
    await tellTenant();
    const booking = bookingOf(customer.subject);
    await confirm(booking);
    const { id } = await receiptOf(booking);
    expect((await receipts.getReceipt({ id }, { caller: staff })).receipt?.id).to.equal(id);
    const stranger = await failureOf(receipts.getReceipt({ id }, { caller: other }));
    const foreign = await failureOf(receipts.downloadReceipt({ id }, { caller: { ...staff, tenantId: newId() } }));
    const absent = await failureOf(receipts.getReceipt({ id: toTypeId('rcp', newId()) }, { caller: other }));
    for (const failure of [stranger, foreign, absent]) expect(failure).to.include({ code: 'NOT_FOUND', reason: 'NOT_FOUND' });
    expect(await failureOf(receipts.getReceipt({ id: 'rcp_no' }, { caller: staff }))).to.include({ code: 'INVALID_ARGUMENT' });
  });

  it('gives the same PDF while the object store is away and after it has lost everything', async () => {
    await tellTenant();
    const booking = bookingOf(customer.subject);
    await confirm(booking);
    const { id } = await receiptOf(booking);
    const download = async (): Promise<Uint8Array> => (await receipts.downloadReceipt({ id }, { caller: customer })).pdf;
    const first = await download();
    await broker.stop();
    expect(Buffer.compare(await download(), first)).to.equal(0);
    await broker.wipe();
    expect(Buffer.compare(await download(), first)).to.equal(0);
  });
});
