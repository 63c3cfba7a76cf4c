/** Bicycles that the workshop in Tokyo rents out. */
import { item, OfferingKind, type Family } from '../model.ts';

const rental: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Rental',
  place: 'Kurumaza Bicycle Works, 3-12-7 Yanaka, Taito-ku, Tokyo 110-0001',
  minutes: 30,
  freeCancellationHours: 12,
  tags: ['rental', 'visitors'],
  notes: [
    'The half hour you book is the hand-over: we set the saddle, show you the lock and mark three good places on your map.',
    'Lights, lock, helmet and insurance are part of the price.',
    'Bring it back by seven in the evening of the last day.',
    'Breakdowns inside the Yamanote loop are on us, wherever you are stuck.',
  ],
  addOns: [{ name: 'Child seat', price: 1_100 }, { name: 'Canvas bag', price: 880 }],
  items: [
    item('City bicycle for a day', 2_200, 'Three gears, a basket and no reason to take the train.', 'The Yanaka model, in three sizes, for anybody from 145 centimetres.', { tags: ['mamachari'] }),
    item('City bicycle for a week', 9_900, 'Live like somebody who lives here.', 'Includes a parking card for eleven stations.', { tags: ['mamachari'] }),
    item('Electric assist for a day', 4_400, 'Ueno, Asakusa and the hills in between, without a shower afterwards.', 'The battery is good for seventy kilometres and charged when you come.', { tags: ['e-bike'] }),
    item('Road bicycle for a day', 6_600, 'A light steel frame with new tyres and your own pedals on it.', 'Send us your saddle height, and it waits for you.', { tags: ['road'] }),
    item('Touring bicycle for two weeks', 49_500, 'Carriers, panniers and spares, ready for the other end of Japan.', 'You may leave it with our friends in Fukuoka or Sapporo.', { holdMinutes: 1_440, tags: ['touring'] }),
    item('Cargo bicycle for a weekend', 13_200, 'Move house, move children, move a piano stool.', 'A short lesson in the back street is part of it.', { tags: ['cargo', 'family'] }),
  ],
};

export const RENTAL: readonly Family[] = [rental];
