/** A bicycle workshop and shop in Tokyo. */
import { week, type Business } from '../model.ts';
import { FITTINGS } from './fittings.ts';
import { GOODS } from './goods.ts';
import { PARTS } from './parts.ts';
import { RENTAL } from './rental.ts';
import { REPAIRS } from './repairs.ts';

export const KURUMAZA: Business = {
  slug: 'kurumaza',
  name: 'Kurumaza Bicycle Works',
  tagline: 'Repairs, handmade wheels and good tea in Yanaka since 1963',
  timeZone: 'Asia/Tokyo',
  currencyCode: 'JPY',
  locale: 'en-JP',
  brandColor: '#a63a1e',
  supportEmail: 'moshimoshi@kurumaza.example',
  legalEntity: {
    name: 'Kurumaza Bicycle Works K.K.',
    addressLines: ['3-12-7 Yanaka, Taito-ku', 'Tokyo 110-0001'],
    countryCode: 'JP',
    taxId: 'T8010601234567',
    taxRateBps: 1_000,
  },
  people: [
    'Haruka Ishida', 'Takumi Noguchi', 'Yui Matsubara', 'Sota Kawamura', 'Aoi Shimizu', 'Ren Hirano', 'Misaki Uchida', 'Kaito Okabe',
    'Nanami Fujimoto', 'Daichi Sugiura', 'Rin Takeda', 'Yuto Arakawa', 'Sakura Miyamoto', 'Hinata Kubota', 'Kenta Oshiro', 'Mio Nakagawa',
    'Shun Yamashita', 'Akari Toda', 'Riku Sakamoto', 'Emi Hayashida', 'Taro Inoue', 'Chihiro Morita', 'Naoki Tsuchiya', 'Ayaka Kondo',
    'Jiro Hasegawa', 'Mariko Endo', 'Ryohei Uemura', 'Thomas Eggers', 'Lucy Penrose', 'Min-jun Park', 'Camille Roussel',
  ],
  staff: [
    { name: 'Shigeru Kurumaza', serves: ['Building and restoration', 'Fitting and advice'], hours: week('Tue Wed Thu Fri Sat', '10:00-12:30', '13:30-17:00') },
    { name: 'Midori Kurumaza', serves: ['Fitting and advice', 'Rental'], hours: week('Wed Thu Fri Sat Sun', '10:00-13:00', '14:00-18:30') },
    { name: 'Hideo Tanabe', serves: ['Repairs', 'Overhauls'], hours: week('Tue Wed Thu Fri Sat', '09:00-12:00', '13:00-18:00') },
    { name: 'Asuka Minami', serves: ['Repairs', 'Overhauls'], hours: week('Thu Fri Sat Sun', '10:00-13:00', '14:00-19:00') },
    { name: 'Jonas Richter', serves: ['Repairs', 'Building and restoration', 'Rental'], hours: week('Tue Wed Sat Sun', '10:00-13:00', '14:00-19:00') },
  ],
  resources: [
    { kind: 'work-stand', name: 'Stand by the window', hours: week('Tue Wed Thu Fri Sat Sun', '09:00-19:00') },
    { kind: 'work-stand', name: 'Stand at the back', hours: week('Tue Wed Thu Fri Sat Sun', '09:00-19:00') },
  ],
  closures: [
    { from: '08-13', until: '08-16', reason: 'Obon' },
    { from: '12-31', until: '01-03', reason: 'New Year' },
  ],
  rules: [{ category: 'Repairs', rules: { leadMinutes: 60, windowDays: 60, needs: [{ kind: 'staff', count: 1 }, { kind: 'work-stand', count: 1 }] } }],
  families: [...REPAIRS, ...FITTINGS, ...RENTAL, ...PARTS, ...GOODS],
};
