/** Courses, evenings and private lessons of the school in Cascais. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const courses: Family = {
  kind: OfferingKind.EVENT,
  category: 'Courses',
  place: 'Training room and pool, Rua das Fontaínhas 18, Cascais',
  minutes: 2 * 1_440 - 15 * 60,
  capacity: 6,
  holdMinutes: 240,
  freeCancellationHours: 72,
  tags: ['course', 'certification'],
  notes: [
    'Course materials, rental equipment and the certificate are part of the price.',
    'You learn in a group of six at most, with one instructor and one assistant.',
    'If a skill takes longer, we add a session and do not charge for it.',
    'A short medical questionnaire has to be filled in before the first day in the water.',
  ],
  times: ['Sat 09:00', 'Fri 09:00'],
  items: [
    item('Open water diver, the long weekend', 42_900, 'From the pool to four dives in the sea, and a certificate that is valid everywhere.', 'Theory is done online beforehand, so that the days here are spent in the water.', { minutes: 4_320 - 900, tags: ['beginners'] }),
    item('Open water diver in six evenings', 44_900, 'The complete beginners’ course for people with a job.', 'We meet on Tuesdays and Thursdays after work and dive in the sea on the last two Saturdays.', { minutes: 26_640, times: ['Tue 18:30'], tags: ['beginners', 'evening'] }),
    item('Advanced diver', 33_500, 'Deep, night, drift, wreck and navigation: five dives that widen what you may do.', 'Each dive has one task that you plan yourself and discuss afterwards.'),
    item('Rescue diver', 36_500, 'Learn to see trouble coming and what to do when it is there.', 'The scenarios are serious and so is the laughter afterwards; most people call it the best course they ever took.'),
    item('First aid and oxygen provider', 12_900, 'One day of bandages, recovery positions and oxygen kits, all hands-on.', 'The certificate is accepted by employers along the coast and lasts two years.', { minutes: 480, capacity: 10, tags: ['first aid'] }),
    item('Enriched air (nitrox)', 14_500, 'Longer dives with less nitrogen, explained without mystique.', 'You analyse your own cylinders and make two dives with different mixtures.', { minutes: 480 }),
    item('Deep diver speciality', 27_500, 'Four dives on the way to forty metres, with gas planning that you do on paper first.', 'We train on the Pedra da Bóia pinnacle and in the clear water off Espichel.', { capacity: 4 }),
    item('Wreck diver speciality', 28_900, 'Survey, reel work and respect for what lies there.', 'You map the Hildebrand in a team and lay a line along the River Gurara.', { capacity: 4 }),
    item('Drysuit speciality', 21_500, 'Stay warm, stay level and never fear your feet again.', 'Pool session first, then two dives in a suit that we fit to you.', { minutes: 600, capacity: 4 }),
    item('Underwater photography weekend', 26_500, 'Two days of light, buoyancy and patience with a working photographer.', 'In the evenings we look at everyone’s pictures on the big screen and choose three of each.', { tags: ['photography'] }),
    item('Peak performance buoyancy', 16_500, 'Hover without thinking about it.', 'Video of your own trim tells you more than any instructor could, so we film every exercise.', { minutes: 480 }),
    item('Freediver level one', 24_900, 'Breathing, relaxation and safety for dives on one breath to sixteen metres.', 'The first day is spent in the pool, the second on a line in the bay.', { tags: ['freediving'] }),
    item('Junior divers’ holiday week', 39_500, 'Five mornings in and on the water for ten- to fourteen-year-olds.', 'They learn to dive to twelve metres, to tie seven knots and to keep a logbook.', { minutes: 6_000, times: ['Mon 09:30'], capacity: 8, tags: ['children', 'beginners'] }),
    item('Divemaster preparation week', 58_000, 'The physics, the maps and the stamina before the professional course begins.', 'You help with real groups from the second day and hear every evening how it went.', { minutes: 6_000, times: ['Mon 09:00'], capacity: 4, tags: ['professional'] }),
  ],
};

const evenings: Family = {
  kind: OfferingKind.EVENT,
  category: 'Club evenings',
  place: 'Clubroom above the dive centre, Marina de Cascais',
  minutes: 120,
  capacity: 30,
  tags: ['talk', 'evening', 'free'],
  notes: [
    'Everyone is welcome, divers or not.',
    'Doors open half an hour earlier, and the bar is run by club members.',
    'Entry is free, but the room is small: please book your place.',
  ],
  times: ['Thu 19:30'],
  items: [
    item('Film night: the canyon below us', 0, 'New footage from two thousand metres under the fishing boats of Cascais.', 'The pilot of the research vehicle answers questions after the film.'),
    item('Talk: reading the Atlantic swell', 0, 'How to tell from four numbers whether tomorrow is a diving day.', 'A forecaster from the port explains period, height, direction and wind with last week’s charts.'),
    item('Shark science for everyone', 0, 'Blue sharks pass our coast every summer, and hardly anyone knows.', 'A doctoral student shows where her tagged animals went and what they ate there.'),
    item('Slide evening: first dives in Cascais, 1955', 0, 'Photographs found in a loft, shown by the grandson of the man who took them.', 'Home-made suits, harpoons and a compressor driven by a motorcycle.'),
    item('Knots, reels and buoys', 0, 'A hands-on evening for everyone who has ever been tangled.', 'You take home the line that you practised with.', { capacity: 16 }),
    item('Logbook café', 0, 'Coffee, cake and help with planning your next trip.', 'Bring your logbook, a place that you dream of and any questions about how to get there.'),
    item('Meet the fishermen', 0, 'Two octopus fishermen tell how they share the reef with us.', 'They bring their clay pots and a very direct opinion on buoys.'),
    item('Gear swap night', 0, 'Sell what has hung in the garage and find what you were about to buy new.', 'Our workshop looks over every regulator before it changes hands.', { capacity: 40, minutes: 150 }),
  ],
};

const lessons: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Private lessons',
  place: 'Dive centre, Marina de Cascais',
  minutes: 120,
  freeCancellationHours: 48,
  tags: ['private', 'instructor'],
  notes: [
    'The instructor is there for you alone and sets the pace by yours.',
    'Equipment and entry to the pool are included.',
    'You may bring one more person for half the price; tell us in the note.',
    'Lessons are given in English, Portuguese or Spanish.',
  ],
  items: [
    item('First breath: private try dive', 11_500, 'Your first dive with an instructor all to yourself.', 'We start where you can stand and go no deeper than you like.', { minutes: 120, tags: ['beginners'] }),
    item('Buoyancy clinic, one to one', 9_800, 'An hour of weights, breathing and video until you hang still.', 'Most divers leave with two kilos less on their belt.'),
    item('Underwater photo coaching', 12_500, 'Composition and strobe positions with your own camera.', 'We look at your pictures first and choose the site by what is missing in them.', { tags: ['photography'] }),
    item('Navigation with compass and nature', 9_500, 'Find the boat again, every time.', 'You swim squares, triangles and one long dog-leg, and come up where you said you would.'),
    item('Private freediving session', 10_500, 'Technique on the line with a coach who watches every turn.', 'Equalisation problems are our speciality: bring them along.', { tags: ['freediving'] }),
    item('Drysuit orientation', 8_900, 'Squeeze, vent and stay level: the basics in our pool.', 'Afterwards you know whether a drysuit is for you before you spend a month’s pay on one.', { minutes: 90 }),
    item('Sidemount introduction', 13_900, 'Two cylinders at your sides and nothing on your back.', 'We rig the harness to your body, which takes an hour, and then you will not want to take it off.', { minutes: 180, tags: ['technical'] }),
    item('Emergency skills drill', 8_500, 'Out of air, free flow, lost mask: repeat until it is dull.', 'The drill follows a written list, and you take the list home.', { minutes: 90 }),
    item('Fear of water, step by step', 7_900, 'For people who would like to like it.', 'The first meeting may be nothing but talking beside the pool, and that is quite all right.', { minutes: 60, tags: ['beginners'] }),
    item('Dive planning consultation', 4_500, 'Plan a trip, a course or a return to diving with an instructor.', 'We look at your logbook and your dates and write down three sensible next steps.', {
        minutes: 45,
        pay: PaymentMode.AT_DESK,
        notes: ['We talk at the big table over a chart and a coffee.', 'Bring your logbook and your questions.', 'It is paid at the desk and taken off the first course you book.'],
      }),
    item('Children’s pool bubble lesson', 5_900, 'Bubbles, somersaults and a first breath from a small regulator, from eight years.', 'A parent may watch from the edge or come into the water.', { minutes: 60, tags: ['children'] }),
    item('Reel and surface marker practice', 7_500, 'Send up a buoy from ten metres without following it.', 'We practise on land, in the pool and then in the bay, in that order.', { minutes: 90 }),
    item('Swim technique with fins', 6_500, 'Frog kick, back kick and helicopter turn.', 'Short films from the side and from above show what your knees really do.', { minutes: 60 }),
  ],
};

const fittings: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Fittings and advice',
  place: 'Shop, Marina de Cascais, loja 34',
  minutes: 45,
  pay: PaymentMode.AT_DESK,
  tags: ['fitting', 'advice'],
  notes: [
    'What you pay is taken off the price when you buy within a month.',
    'There is a warm changing room and nobody is in a hurry.',
    'Bring what you already own, so that the parts fit together.',
  ],
  items: [
    item('Wetsuit fitting', 1_500, 'Five millimetres only keep you warm when they fit.', 'We try three cuts at least and check the seals with you crouching, reaching and sitting.'),
    item('Mask and snorkel fitting', 0, 'Ten masks, one face, no leaks.', 'We test without the strap, with a smile and with a regulator in your mouth.', { minutes: 30, tags: ['free'] }),
    item('Prescription lens consultation', 2_000, 'See the fish and read the gauges.', 'Bring your prescription; lenses from minus eight to plus four are ready within a week.', { minutes: 30 }),
    item('Drysuit measuring', 3_500, 'Twenty-two measurements for a suit that is made for you.', 'The maker in Porto cuts it within six weeks, and one alteration is included.', { minutes: 60 }),
    item('Dive computer set-up', 1_800, 'Alarms, mixtures and settings explained until you trust them.', 'We also transfer your old logbook when the cable still exists.', { minutes: 30 }),
    item('Fin and boot fitting', 0, 'No cramps, no blisters.', 'Try the difference between soft and stiff blades on our balance bench.', { minutes: 30, tags: ['free'] }),
    item('First kit consultation', 0, 'What to buy first, what to rent for another year.', 'You get an honest list, with the used things that we have in stock.', { tags: ['free', 'beginners'] }),
  ],
};

export const LESSONS: readonly Family[] = [courses, evenings, lessons, fittings];
