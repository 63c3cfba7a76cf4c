/** What integration keeps about people: what outside systems were told of them, hashed; that something was told stays. */
import type { PersonalData } from '../../runtime/personal/personal-data.ts';

export const personalData: PersonalData = {
  tables: [
    {
      table: 'tracked_event',
      key: 'tracked-event',
      rows: 'customer_id = $2',
      guard: 'new.customer_id',
      owner: { column: 'customer_id' },
      effects: ['sendToTikTok'],
      file: {
        name: 'told-to-advertisers',
        about: 'What was told to TikTok about your purchases, because you agreed: your addresses are in it as hashes only.',
        fields: { event: 'event_name', booking: 'booking_id', state: 'state', sent: 'send_time', request: 'request_json' },
        order: 'id',
      },
      erase: { request_json: `''`, error: `''` },
      // The condition of the index `tracked_event_to_redact`.
      retention: { rule: 'what outside systems were told, for 30 days', when: `request_json <> '' and created_time < $1::timestamptz - interval '30 days'` },
    },
  ],
};
