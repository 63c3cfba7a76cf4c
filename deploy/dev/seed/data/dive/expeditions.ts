/** Diving holidays of the school in Cascais. */
import { item, OfferingKind, type Family } from '../model.ts';

const expeditions: Family = {
  kind: OfferingKind.EVENT,
  category: 'Expeditions',
  place: 'Meeting point: Lisbon airport, Terminal 1, departures',
  minutes: 5 * 1_440,
  capacity: 10,
  holdMinutes: 1_440,
  freeCancellationHours: 720,
  tags: ['expedition', 'travel'],
  notes: [
    'Boat, guides, cylinders and rooms with breakfast are included; flights are not.',
    'Two of our instructors come along, and so does a box of spares.',
    'We meet beforehand for an evening of maps, lists and questions.',
    'Single rooms can be had for a fifth more; please ask in the note.',
  ],
  times: ['Sat 07:30', 'Thu 07:30'],
  items: [
    item('Azores: mobula rays at Princess Alice', 139_000, 'A seamount fifty miles from anywhere, and the rays that circle it.', 'Three days on the bank, two around Faial, and one evening at the most famous bar in the Atlantic.', { tags: ['advanced', 'pelagic'] }),
    item('Madeira: groupers of Garajau', 98_000, 'Fish as big as divers in the oldest marine reserve of the country.', 'The water is warm in November, and so are the cakes.', { tags: ['nature reserve'] }),
    item('Porto Santo wreck week', 119_000, 'Two ships scuttled for divers and one nine-kilometre beach.', 'The corvette General Pereira d’Eça lies upright at thirty metres, with her guns in place.', { tags: ['wreck'] }),
    item('Algarve caves and caverns', 69_000, 'Light shafts, sandy domes and the ocean revival park.', 'Four days from Portimão, with grilled fish on every one of them.', { minutes: 4 * 1_440, tags: ['cavern'] }),
    item('Galicia: kelp, barnacles and Cíes', 74_000, 'Cold, green, rich water and an island that limits its visitors.', 'We take the minibus north and stop for octopus in Viana.', { minutes: 4 * 1_440, tags: ['nature reserve'] }),
    item('Cape Verde: winter among turtles', 149_000, 'A week on Sal when Cascais wears drysuits.', 'Caves, wrecks, lemon sharks in the shallows and twenty-four degrees.', { minutes: 7 * 1_440, tags: ['warm water'] }),
  ],
};

export const EXPEDITIONS: readonly Family[] = [expeditions];
