/** A theatre in London. */
import { week, type Business } from '../model.ts';
import { DANCE } from './dance.ts';
import { DAYTIME } from './daytime.ts';
import { SERVICES } from './services.ts';
import { SHOP } from './shop.ts';
import { STAGE } from './stage.ts';

export const LANTERN_THEATRE: Business = {
  slug: 'lantern-theatre',
  name: 'The Lantern Theatre',
  tagline: 'Two stages, one railway arch and no bad seats, a minute from London Bridge',
  timeZone: 'Europe/London',
  currencyCode: 'GBP',
  locale: 'en-GB',
  brandColor: '#8c1d40',
  supportEmail: 'boxoffice@lantern-theatre.example',
  legalEntity: {
    name: 'Lantern Yard Productions Ltd',
    addressLines: ['4 Lantern Yard', 'London SE1 9RT'],
    countryCode: 'GB',
    taxId: 'GB472830155',
    taxRateBps: 2_000,
  },
  people: [
    'Amara Nwosu', 'Edward Pemberton', 'Harriet Lacey', 'Callum Reid', 'Priti Chowdhury', 'George Ashdown', 'Niamh Gallagher', 'Tobias Fell',
    'Yasmin Karimi', 'Rosalind Thorpe', 'Marcus Oyelaran', 'Imogen Sayer', 'Dafydd Prosser', 'Chloe Barrington', 'Samir Haddad', 'Freya Lockwood',
    'Kwame Asante', 'Eleanor Whitby', 'Jack Tredwell', 'Mei-Ling Cheung', 'Alasdair Munro', 'Poppy Haverstock', 'Ravi Subramaniam', 'Bethan Rees',
    'Noah Finkelstein', 'Zainab Yusuf', 'Laurence Quill', 'Martha Ingleby', 'Declan Moriarty', 'Ottoline Frayn', 'Henry Castellan',
  ],
  staff: [
    { name: 'Ruth Adeyemi', serves: ['Coaching'], hours: week('Mon Tue Wed', '10:00-13:00', '14:00-17:00') },
    { name: 'Joel Amadi', serves: ['Coaching'], hours: week('Wed Thu Fri', '11:00-14:00', '15:00-18:00') },
    { name: 'Leigh Marchetti', serves: ['Coaching'], hours: week('Thu Fri Sat', '09:30-12:30', '13:30-16:30') },
    { name: 'Constance Birley', serves: ['Hire and making'], hours: week('Mon Tue Wed Thu Fri', '09:00-13:00', '14:00-18:00') },
    { name: 'Wilf Harker', serves: ['Hire and making', 'Rooms and recording'], hours: week('Tue Wed Thu Fri Sat', '10:00-14:00', '15:00-19:00') },
    { name: 'Odette Marsh', serves: ['Rooms and recording'], hours: week('Mon Tue Wed Thu Fri Sun', '09:00-13:00', '14:00-18:00') },
  ],
  resources: [],
  closures: [{ from: '12-25', until: '12-26', reason: 'Christmas' }],
  rules: [{ category: 'Coaching', rules: { leadMinutes: 180, windowDays: 60, bufferBeforeMinutes: 10 } }],
  families: [...STAGE, ...DANCE, ...DAYTIME, ...SERVICES, ...SHOP],
};
