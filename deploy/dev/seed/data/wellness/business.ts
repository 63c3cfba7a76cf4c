/** A wellness studio and clinic in New York. */
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { EVERY_DAY, week, type Business } from '../model.ts';
import { BODYWORK } from './bodywork.ts';
import { CLASSES } from './classes.ts';
import { COUNSEL } from './counsel.ts';
import { HANDS } from './hands.ts';
import { SHELF } from './shelf.ts';

/** A quarter of an hour to air the room and change the linen. */
const ROOM_TERMS = { stepMinutes: 30, bufferAfterMinutes: 15, leadMinutes: 120, windowDays: 90 } as const;

export const LINDEN_WELLNESS: Business = {
  slug: 'linden-wellness',
  name: 'Linden Wellness',
  tagline: 'Massage, physical therapy and a very quiet room on the second floor',
  timeZone: 'America/New_York',
  currencyCode: 'USD',
  locale: 'en-US',
  brandColor: '#2f6b4f',
  supportEmail: 'hello@linden-wellness.example',
  legalEntity: {
    name: 'Linden Wellness Studio LLC',
    addressLines: ['214 Linden Street, 2nd Floor', 'Brooklyn, NY 11221'],
    countryCode: 'US',
    taxId: 'EIN 00-4417203',
    taxRateBps: 0,
  },
  people: [
    'Maya Rodriguez', 'Ethan Goldberg', 'Aaliyah Johnson', 'Daniel Kowalski', 'Grace Okafor', 'Luis Hernández', 'Hannah Weiss', 'Jamal Whitaker',
    'Sophie Tran', 'Anthony DeLuca', 'Naomi Feldman', 'Andre Baptiste', 'Kayla Sullivan', 'Wei Zhang', 'Olivia Brooks', 'Rafael Ortiz',
    'Shanice Campbell', 'Peter Novak', 'Leila Farahani', 'Jordan Ellis', 'Carmen Rivera', 'Tyler McGrath', 'Esther Kim', 'Malik Robinson',
    'Julia Santoro', 'Benjamin Katz', 'Adaeze Obi', 'Nora Lindgren', 'Victor Ramírez', 'Simone Laurent', 'Dev Kapoor', 'Rachel Appelbaum',
  ],
  staff: [
    { name: 'Kenji Mori', serves: ['Massage'], hours: week('Mon Tue Wed Thu Fri', '10:00-14:00', '15:00-19:00') },
    { name: 'Bianca Torres', serves: ['Massage', 'Visits and packages', 'Recovery and retreats'], hours: week('Tue Wed Thu Fri Sat', '09:00-13:00', '14:00-18:00') },
    { name: 'Desmond Clarke', serves: ['Massage', 'Visits and packages'], hours: week('Wed Thu Fri Sat Sun', '11:00-15:00', '16:00-20:00') },
    { name: 'Anika Patel', serves: ['Skin'], hours: week('Mon Tue Thu Fri Sat', '10:00-14:00', '15:00-19:00') },
    { name: 'Colette Dubois', serves: ['Skin'], hours: week('Wed Thu Fri Sat Sun', '09:00-13:00', '14:00-17:00') },
    { name: 'Lucía Marín', serves: ['Hands and feet'], hours: week('Tue Wed Thu Fri Sat', '10:00-14:00', '15:00-19:00') },
    { name: 'Dr. Samuel Reyes', serves: ['Physical therapy and acupuncture'], hours: week('Mon Tue Wed Thu Fri', '08:00-12:00', '13:00-16:00') },
    { name: 'Mei Huang', serves: ['Physical therapy and acupuncture'], hours: week('Tue Thu Fri Sat', '10:00-14:00', '15:00-19:00') },
    { name: 'Rebecca Stein', serves: ['Nutrition and coaching'], hours: week('Mon Tue Wed Thu', '09:00-12:00', '13:00-18:00') },
    { name: 'Marcus Hale', serves: ['Private movement lessons', 'Nutrition and coaching'], hours: week('Mon Wed Fri Sat', '07:00-11:00', '15:00-19:00') },
    { name: 'Ingrid Sorensen', serves: ['Private movement lessons'], hours: week('Tue Wed Thu Sat', '08:00-12:00', '13:00-17:00') },
    { name: 'Tomasz Wilk', serves: ['Recovery and retreats'], hours: week('Wed Thu Fri Sat Sun', '10:00-14:00', '15:00-19:00') },
  ],
  resources: [
    { kind: 'treatment-room', name: 'Birch room', hours: week(EVERY_DAY, '07:00-21:00') },
    { kind: 'treatment-room', name: 'Maple room', hours: week(EVERY_DAY, '07:00-21:00') },
    { kind: 'treatment-room', name: 'Willow room', skills: ['two tables'], hours: week(EVERY_DAY, '08:00-20:00') },
  ],
  closures: [
    { from: '07-04', until: '07-04', reason: 'Independence Day' },
    { from: '12-24', until: '12-25', reason: 'Christmas' },
    { from: '12-31', until: '01-01', reason: 'New Year' },
  ],
  rules: [
    {
      category: 'Massage',
      titles: ['Couples massage'],
      rules: { ...ROOM_TERMS, needs: [{ kind: 'staff', count: 2 }, { kind: 'treatment-room', count: 1, skills: ['two tables'] }] },
    },
    { category: 'Massage', rules: { ...ROOM_TERMS, needs: [{ kind: 'staff', count: 1 }, { kind: 'treatment-room', count: 1 }] } },
    { category: 'Physical therapy and acupuncture', rules: { leadMinutes: 240, windowDays: 120, bufferAfterMinutes: 15, stepMinutes: 15 } },
    { category: 'Classes', rules: { leadMinutes: 30, perCustomer: { max: 14, period: LimitPeriod.WEEK } } },
  ],
  families: [...BODYWORK, ...HANDS, ...COUNSEL, ...CLASSES, ...SHELF],
};
