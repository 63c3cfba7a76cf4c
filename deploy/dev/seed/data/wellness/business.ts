/** A wellness studio and clinic in New York. */
import { week, type Business } from '../model.ts';
import { BODYWORK } from './bodywork.ts';
import { CLASSES } from './classes.ts';
import { COUNSEL } from './counsel.ts';
import { HANDS } from './hands.ts';
import { SHELF } from './shelf.ts';

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
  families: [...BODYWORK, ...HANDS, ...COUNSEL, ...CLASSES, ...SHELF],
};
