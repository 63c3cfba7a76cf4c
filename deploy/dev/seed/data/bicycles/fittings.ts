/** Fittings, rides and classes of the workshop in Tokyo. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const shop = 'Kurumaza Bicycle Works, 3-12-7 Yanaka, Taito-ku, Tokyo 110-0001';

const fittings: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Fitting and advice',
  place: shop,
  minutes: 60,
  tags: ['fitting', 'advice'],
  notes: [
    'Advice is given in Japanese and English.',
    'Bring the shoes that you ride in.',
    'If you order within a month, we take half of the fee off.',
    'Your measurements stay on file and belong to you.',
  ],
  items: [
    item('Road fitting', 16_500, 'Saddle, bars and cleats in the right place for you.', 'On the jig first, then on your own bicycle, then around the block.', { minutes: 120, tags: ['road'] }),
    item('Touring fitting', 16_500, 'For twelve hours in the saddle and a view at the end.', 'Higher bars, wider hands, happier neck.', { minutes: 120, tags: ['touring'] }),
    item('City bicycle sizing', 0, 'Which size, which gears, how upright.', 'Twenty minutes, three bicycles and one honest opinion.', { minutes: 30, tags: ['free', 'mamachari'] }),
    item('Saddle trial', 3_300, 'Sit bones measured, five saddles to try.', 'You may take two of them home for a week each.', { minutes: 45 }),
    item('Cleat set-up', 5_500, 'Knees that track, feet that do not go numb.', 'Marked with paint so that you can find the place again.', { minutes: 45, tags: ['road'] }),
    item('Frame consultation', 8_800, 'Geometry, tubes and what you really want.', 'Mr Kurumaza listens for half an hour and then draws.', { minutes: 90, tags: ['custom'] }),
    item('First bicycle for a child', 0, 'Light enough to lift, small enough to stop.', 'The child chooses the colour, you choose the bell.', { minutes: 30, tags: ['free', 'family'] }),
    item('Used bicycle appraisal', 2_200, 'What it is, what it needs and what it is worth.', 'We also tell you when it is worth more than you thought.', { minutes: 30, pay: PaymentMode.AT_DESK, tags: ['vintage'] }),
    item('Cargo bicycle trial', 3_300, 'An hour with forty kilos of rice on board.', 'Ride it to Ueno and back before you spend a holiday’s money.', { tags: ['cargo', 'family'] }),
    item('Electric bicycle trial', 3_300, 'Up the slope at Sendagi without a drop of sweat.', 'Three models, one hour, no persuading.', { tags: ['e-bike'] }),
    item('Long tour planning', 6_600, 'Roads, inns, trains that take bicycles.', 'From a man who has ridden around all four islands, twice.', { minutes: 75, tags: ['touring'] }),
    item('Luggage and bag fitting', 2_200, 'Panniers that do not touch your heels.', 'Bring what you want to carry, all of it.', { minutes: 45, pay: PaymentMode.AT_DESK, tags: ['touring'] }),
    item('Gear ratio consultation', 2_200, 'Fewer gears, better chosen.', 'We count your cadence on the hill behind the shop.', { minutes: 30, pay: PaymentMode.AT_DESK, tags: ['gears'] }),
    item('Bicycle registration and insurance', 660, 'The sticker that the law asks for, and the cover that the city does.', 'Bring an identity card and the receipt, if there is one.', { minutes: 30, pay: PaymentMode.AT_DESK }),
  ],
};

const rides: Family = {
  kind: OfferingKind.EVENT,
  category: 'Guided rides',
  place: `Start: ${shop}`,
  minutes: 240,
  capacity: 8,
  tags: ['ride', 'guided'],
  notes: [
    'The pace is that of the slowest, and nobody is left at a traffic light.',
    'Rental bicycles can be added; please give your height in the note.',
    'Rain moves the ride to the next date or your money back.',
    'One guide rides in front and one at the back, with a pump and rice balls.',
  ],
  addOns: [{ name: 'City bicycle rental', price: 2_200 }, { name: 'Road bicycle rental', price: 5_500 }],
  times: ['Sat 08:30', 'Sun 08:30', 'Wed 09:00'],
  items: [
    item('Old Tokyo by mamachari', 6_600, 'Temples, alleys and croquettes between Yanaka and Nezu.', 'Fifteen kilometres in three hours, including two stops for something fried.', { minutes: 180, tags: ['beginners', 'food'] }),
    item('Sumida river at sunrise', 5_500, 'Bridges, barges and radio calisthenics.', 'Back in time for work, with breakfast in a kissaten.', { minutes: 150, times: ['Wed 05:30', 'Fri 05:30'] }),
    item('Arakawa to the sea', 7_700, 'Flat, wide and forty kilometres to Tokyo Bay.', 'The wind decides which way we take the train.', { minutes: 300 }),
    item('Okutama valley day', 16_500, 'Cedars, tunnels and a lake at the end of the road.', 'By train to Ome with the bicycles in bags, which we show you how to do.', { minutes: 540, times: ['Sat 06:30'], tags: ['road', 'day trip'] }),
    item('Yanaka night ride', 5_500, 'Lanterns, shrines and one haunted slope.', 'We ride at ten kilometres an hour and whisper.', { minutes: 120, times: ['Fri 19:30'], tags: ['night'] }),
    item('Coffee ride: three roasters', 6_600, 'Twenty kilometres, three cups, no hurry.', 'Kiyosumi, Kuramae and one whose address we are not allowed to print.', { minutes: 210, tags: ['food'] }),
    item('Miura peninsula loop', 14_300, 'Cabbages, cliffs and Mount Fuji when it is in the mood.', 'Seventy kilometres with eight hundred metres of climbing.', { minutes: 480, times: ['Sun 07:00'], tags: ['road', 'day trip'] }),
    item('Architecture by bicycle', 8_800, 'From Tange to SANAA in one morning.', 'Led by an architect who brakes without warning.', { minutes: 210, tags: ['culture'] }),
    item('Plum and cherry ride', 6_600, 'Where it blooms that week, and only there.', 'The route is decided the evening before.', { minutes: 180, times: ['Sat 09:00', 'Sun 09:00', 'Wed 09:00'] }),
    item('Women’s road ride', 4_400, 'Sixty kilometres along the Tama, in a chatty group.', 'Clips or no clips, nobody minds.', { times: ['Sun 07:30'], tags: ['road'] }),
    item('First hundred kilometres', 9_900, 'The longest day so far, with people who have done it.', 'Four rests, one bakery and a photograph at the end.', { minutes: 480, times: ['Sat 06:30'], tags: ['road'] }),
    item('Ramen century', 11_000, 'A hundred miles, four bowls.', 'The bowls can be shared, the miles cannot.', { minutes: 600, times: ['Sun 06:00'], capacity: 10, tags: ['road', 'food'] }),
    item('Family ride to Ueno zoo', 3_300, 'Child seats, small bicycles and a great many stops.', 'The pandas are included, if they are awake.', { minutes: 180, times: ['Sun 09:30'], tags: ['family'] }),
  ],
};

const classes: Family = {
  kind: OfferingKind.EVENT,
  category: 'Workshop classes',
  place: shop,
  minutes: 120,
  capacity: 6,
  tags: ['class', 'learning'],
  notes: [
    'Groups are small, and everybody gets dirty.',
    'All tools are here; bring your own bicycle if you like, and it goes home better than it came.',
    'Aprons, gloves and hand cleaner are here.',
    'Notes are in Japanese and English, with drawings.',
  ],
  times: ['Thu 19:00', 'Sat 15:00'],
  items: [
    item('Punctures and tyres', 4_400, 'Never push home again.', 'You take off the rear wheel three times, the third time with your eyes shut.', { minutes: 90, tags: ['beginners'] }),
    item('Brakes and gears', 6_600, 'What the screws do, in the order in which to turn them.', 'We put everything out of tune first, and you put it back.'),
    item('Wheel building', 33_000, 'Two Saturdays, thirty-two spokes, one wheel that is yours.', 'Parts are extra, patience is included.', { minutes: 360, times: ['Sat 10:00'], capacity: 4, tags: ['wheels'] }),
    item('Overhaul your own bicycle', 24_200, 'A whole day with all the tools and a mechanic beside you.', 'Down to the bearings and up again by five.', { minutes: 420, times: ['Sun 10:00'], capacity: 4 }),
    item('Bicycle in a bag: the rinko class', 3_300, 'Take it apart for the train in twelve minutes.', 'The record stands at four, held by a grandmother from Chiba.', { minutes: 90, tags: ['touring', 'travel'] }),
    item('Children’s repair club', 0, 'Spanners for eight- to twelve-year-olds.', 'They repair donated bicycles that then go to a school in Fukushima.', { times: ['Sat 13:00'], capacity: 8, tags: ['free', 'family'] }),
    item('Brazing taster', 27_500, 'Fire, silver and two pieces of tube.', 'You make a bottle opener that will outlive you.', { minutes: 180, capacity: 3, times: ['Sun 13:00'], tags: ['frame'] }),
    item('Roadside rescue', 4_400, 'Broken chain, lost bolt, bent hanger.', 'What to carry, and what a cable tie can do.', { minutes: 90, tags: ['touring'] }),
  ],
};

const evenings: Family = {
  kind: OfferingKind.EVENT,
  category: 'Evenings',
  place: shop,
  minutes: 120,
  capacity: 20,
  tags: ['free', 'evening'],
  notes: [
    'Everybody is welcome, with a bicycle or without.',
    'Entry is free, and there is a box for the school in Fukushima.',
    'The shutters are half down; duck and come in.',
  ],
  times: ['Fri 19:00'],
  items: [
    item('Tea and tubes: open evening', 0, 'Ask anything, look at everything.', 'Once a month the stands are free for all, and Mr Kurumaza makes the tea.'),
    item('Talk: seventy years of keirin', 0, 'A former racer tells what the bell means.', 'With his own 1978 frame on the table.', { capacity: 30, tags: ['talk', 'track'] }),
  ],
};

export const FITTINGS: readonly Family[] = [fittings, rides, classes, evenings];
