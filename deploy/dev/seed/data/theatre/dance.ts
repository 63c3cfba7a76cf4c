/** Dance and movement on the stages of the theatre in London. */
import { item, OfferingKind, type Family } from '../model.ts';

const dance: Family = {
  kind: OfferingKind.EVENT,
  category: 'Dance',
  place: 'Main House, Lantern Yard, London SE1',
  minutes: 80,
  capacity: 170,
  tags: ['dance', 'performance'],
  notes: [
    'Choreographers stay for a drink and for questions.',
    'The front two rows are close enough to feel the floor move.',
    'There is no interval, and the bar opens again afterwards.',
    'Dancers in training pay ten pounds at the door.',
  ],
  addOns: [{ name: 'Printed programme', price: 500 }],
  times: ['Tue 20:00', 'Wed 20:00', 'Thu 20:00', 'Sat 20:00'],
  items: [
    item('Tide tables', 2_800, 'Seven dancers and eleven tons of sand.', 'Choreographer Oona Mbeki works with the timetable of the Thames, and the floor is never dry.'),
    item('The Rite in reverse', 3_000, 'Stravinsky backwards, from the sacrifice to the first bassoon.', 'Played live on two pianos by people who have not blinked since Tuesday.', { tags: ['music'] }),
    item('Kathak and tap: a quarrel', 2_600, 'Two pairs of feet argue for an hour and make up.', 'With tabla, upright bass and no amplification whatsoever.', { tags: ['music'] }),
    item('Duets for strangers', 2_400, 'Two people who met that afternoon dance together for the first time.', 'Every night has another pair, and neither knows the other’s part.', { minutes: 60 }),
    item('Wheels, sticks and spins', 2_400, 'A company of disabled and non-disabled dancers takes the stage apart.', 'Audio description is part of the score and spoken by the dancers.', { tags: ['accessibility'] }),
    item('The laundry', 2_200, 'Bed linen, steam and four generations of women.', 'A quiet, funny piece with an unforgettable last sheet.', { minutes: 65 }),
    item('Hip-hop double bill: Concrete and Glass', 2_500, 'Two crews from Lewisham and Leeds, thirty minutes each.', 'The third half is a battle, and you are the jury.', { minutes: 90, tags: ['hip-hop'] }),
    item('Flamenco in the foyer', 2_000, 'One singer, one guitar, one dancer and a wooden floor.', 'Close, hot and over before you have finished your sherry.', { minutes: 50, capacity: 60, place: 'Foyer, Lantern Yard, London SE1', tags: ['music'] }),
    item('First steps: a night of new choreography', 1_200, 'Five ten-minute pieces by people you will hear of.', 'You write a postcard to one of them, and we post it.', { minutes: 75, tags: ['new work'] }),
  ],
};

export const DANCE: readonly Family[] = [dance];
