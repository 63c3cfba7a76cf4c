/** No table that names people is forgotten: each is declared by its service, or stands here with the reason why it need not be. */
import { expect } from 'chai';
import pg from 'pg';
import type { PersonalData } from '#runtime/personal/personal-data.ts';
import { personalData as booking } from '../../services/booking/db/personal-data.ts';
import { personalData as integration } from '../../services/integration/db/personal-data.ts';
import { personalData as notification } from '../../services/notification/db/personal-data.ts';
import { personalData as payment } from '../../services/payment/db/personal-data.ts';
import { personalData as receipt } from '../../services/receipt/db/personal-data.ts';
import { personalData as user } from '../../services/user/db/personal-data.ts';
import { withDatabase } from '../dev/surroundings.ts';
import { sharedNetwork } from './shared-network.ts';

const DECLARED: Readonly<Record<string, PersonalData>> = { booking, integration, notification, payment, receipt, user };

const REASONS: Readonly<Record<string, string>> = {
  'user.identity': 'goes with the last business that knows the person, and with it passkeys and linked accounts',
  'user.passkey': 'goes with the account',
  'user.linked_identity': 'goes with the account',
  'user.erasure': 'tells that somebody was erased, by their number alone',
  'user.tenant': 'has the address of a business, not of a person',
  'notification.tenant': 'the same',
  'booking.booking_series': 'has the number of who booked, and nothing else about them',
};

/** Tables of the runtime, the same in all services. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  claimed_guest: 'has numbers alone',
};

const NAMES_PEOPLE = String.raw`(^|_)(customer|user|person|identity|guest|email|recipient|phone|display_name|ip_address|user_agent|attendees)(_|$)`;

describe('tables that name people', function () {
  this.timeout(90_000);

  it('are declared by their service, or there is a reason', async () => {
    const { berth } = await sharedNetwork();
    const forgotten: string[] = [];
    let declared = 0;
    for (const service of withDatabase(berth.around.entries)) {
      const client = new pg.Client({ connectionString: berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
      await client.connect();
      try {
        const { rows } = await client.query<{ name: string }>(
          `select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attname ~ $1 order by 1`,
          [NAMES_PEOPLE],
        );
        for (const { name } of rows) {
          if (DECLARED[service]?.tables.some(({ table }) => table === name)) declared += 1;
          else if (!EVERYWHERE[name] && !REASONS[`${service}.${name}`]) forgotten.push(`${service}.${name}`);
        }
      } finally {
        await client.end();
      }
    }
    expect(forgotten).to.deep.equal([]);
    expect(declared).to.be.at.least(10);
  });
});
