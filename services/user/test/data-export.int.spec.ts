/** Exports and consents: one archive with what every service gave, for its owner alone, for seven days; and what was agreed to, for good. */
import { expect } from 'chai';
import pg from 'pg';
import yauzl from 'yauzl';
import { text } from 'node:stream/consumers';
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { ConsentPurpose, DataExportState, type Consent } from '#proto/berth/user/v1/privacy_pb.ts';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { playKeepers, type Keepers } from '../testing/keepers.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const HOUR_MS = 3_600_000;

/** Names and texts of an archive's files. */
async function unzip(bytes: Uint8Array): Promise<Record<string, string>> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes));
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) files[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
  return files;
}

describe('exports and consents', function () {
  this.timeout(40_000);
  let stand: Stand;
  let keepers: Keepers;
  let ahead = 0;

  before(async () => {
    keepers = playKeepers();
    stand = await openStand({ now: () => new Date(Date.now() + ahead) }, {}, keepers.peers);
  });
  after(() => stand[Symbol.asyncDispose]());

  const privacy = () => stand.harness.connect(PrivacyService);
  const ready = ({ email }: Person) => stand.bench.seen(AccountMailRequestedSchema, (mail) => mail.email === email && mail.kind === AccountMailKind.DATA_EXPORT_READY);
  const download = async (person: Person): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    for (let offset = 0n; ; ) {
      const { content, size } = await privacy().downloadDataExport({ offset, password: PASSWORD }, person);
      chunks.push(content);
      offset += BigInt(content.length);
      if (content.length === 0 || offset >= size) return Buffer.concat(chunks);
    }
  };

  it('has what every service gave, also one that was away, and what is what', async () => {
    const person = await stand.register();
    keepers.away.add('payment');
    const asked = await privacy().requestDataExport({ password: PASSWORD }, person);
    expect(asked.dataExport?.state).to.equal(DataExportState.COLLECTING);
    expect(await reasonOf(privacy().requestDataExport({ password: PASSWORD }, person))).to.equal('EXPORT_RUNNING');
    expect(await reasonOf(download(person))).to.equal('EXPORT_NOT_READY');
    keepers.away.delete('payment');
    await ready(person);
    const { dataExport } = await privacy().getDataExport({}, person);
    expect(dataExport?.parts.every(({ collected }) => collected)).to.equal(true);
    const archive = await download(person);
    expect(BigInt(archive.length)).to.equal(dataExport?.size);
    const files = await unzip(archive);
    for (const name of ['booking', 'payment', 'receipt', 'notification', 'integration']) expect(files[`${name}/kept.json`]).to.include(`canary of ${name}`);
    for (const name of ['profile', 'account']) expect(files[`user/${name}.json`]).to.include(person.email);
    for (const name of Object.keys(files).filter((each) => each !== 'README.txt')) expect(files['README.txt']).to.include(name);
    expect(JSON.stringify(files)).not.to.match(/password_hash|argon2/);
  });

  it('is its owner’s alone, needs proof of a moment ago, and is not made again within an hour', async () => {
    const [person, other] = [await stand.register(), await stand.register()];
    expect(await reasonOf(privacy().requestDataExport({}, person))).to.equal('REAUTHENTICATION_REQUIRED');
    await privacy().requestDataExport({ password: PASSWORD }, person);
    await ready(person);
    expect(await reasonOf(privacy().downloadDataExport({}, person))).to.equal('REAUTHENTICATION_REQUIRED');
    expect(await reasonOf(privacy().downloadDataExport({ password: 'wrong horse' }, person))).to.equal('WRONG_PASSWORD');
    const signedIn = { caller: { ...person.caller, session: fromTypeId('sid', person.session.id, 'id') } };
    expect((await privacy().downloadDataExport({}, signedIn)).content).to.have.length.above(0);
    expect(await reasonOf(download(other))).to.equal('EXPORT_NOT_READY');
    expect(await reasonOf(download({ ...person, caller: { ...person.caller, tenantId: await stand.addBusiness() } }))).to.equal('EXPORT_NOT_READY');
    expect(await reasonOf(privacy().requestDataExport({ password: PASSWORD }, person))).to.equal('TOO_MANY_EXPORTS');
  });

  it('is deleted after seven days', async () => {
    const person = await stand.register();
    await privacy().requestDataExport({ password: PASSWORD }, person);
    await ready(person);
    await download(person);
    ahead += 8 * 24 * HOUR_MS;
    let state: DataExportState | undefined = DataExportState.READY;
    while (state === DataExportState.READY) state = (await privacy().getDataExport({}, person)).dataExport?.state;
    expect(state).to.equal(DataExportState.EXPIRED);
    expect(await reasonOf(download(person))).to.equal('EXPORT_NOT_READY');
  });

  it('consents are listed newest first, of the caller alone', async () => {
    const [person, other] = [await stand.register(), await stand.register()];
    for (const granted of [true, false, true]) await privacy().setConsent({ purpose: ConsentPurpose.MARKETING, granted, textVersion: '2026-11', source: 'account' }, person);
    const listed: Consent[] = [];
    for (let pageToken = ''; ; ) {
      const page = await privacy().listConsents({ pageSize: 2, pageToken }, person);
      listed.push(...page.consents);
      pageToken = page.nextPageToken;
      if (pageToken === '') break;
    }
    expect(listed.map(({ granted, textVersion }) => [granted, textVersion])).to.deep.equal([[true, '2026-11'], [false, '2026-11'], [true, '2026-11']]);
    expect((await privacy().listConsents({}, other)).consents).to.deep.equal([]);
  });

  it('a consent given with a booking is one of them, once, and none is ever changed', async () => {
    const person = await stand.register();
    const booking = { id: toTypeId('bkg', newId()), customer: { id: toTypeId('usr', person.caller.subject) } };
    const about = { source: 'booking', tenantId: stand.tenantId, key: booking.id };
    await (await stand.bench.publish(BookingConfirmedSchema, about, { booking, attribution: { marketingConsent: true } })).again();
    const silent = { id: toTypeId('bkg', newId()), customer: booking.customer };
    await stand.bench.publish(BookingConfirmedSchema, { ...about, key: silent.id }, { booking: silent, attribution: { marketingConsent: false } });
    let consents: Consent[] = [];
    while (consents.length === 0) ({ consents } = await privacy().listConsents({}, person));
    expect(consents).to.have.length(1);
    expect(consents[0]).to.deep.include({ purpose: ConsentPurpose.MEASUREMENT, granted: true, source: 'checkout', bookingId: booking.id });

    const { adminUrl, name } = stand.harness.files;
    const admin = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, `/${name}`) });
    await admin.connect();
    try {
      for (const sql of ['update consent set granted = false', 'delete from consent']) expect(await admin.query(sql).catch((error: Error) => error.message)).to.match(/never changed/);
    } finally {
      await admin.end();
    }
  });
});
