/** What the workshop in Tokyo does to bicycles. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const shop = 'Kurumaza Bicycle Works, 3-12-7 Yanaka, Taito-ku, Tokyo 110-0001';

const base = { kind: OfferingKind.SERVICE, place: shop, pay: PaymentMode.AT_DESK } as const;

const everyday: Family = {
  ...base,
  category: 'Repairs',
  minutes: 30,
  tags: ['repair', '修理'],
  notes: [
    'You may wait on the bench by the stove and watch.',
    'Parts are charged at list price, and the old ones are yours to keep.',
    'We ask before we do more than you booked.',
    'Every repair is guaranteed for six months.',
  ],
  addOns: [{ name: 'Wash and dry', price: 1_500, minutes: 15 }, { name: 'Pick-up and return within Taito-ku', price: 2_200 }],
  items: [
    item('Puncture repair', 1_300, 'Found, patched and pumped while you drink your tea.', 'We look for the thorn as well, since it is usually still there.', { tags: ['tyre'] }),
    item('Inner tube replacement, city bicycle rear', 3_200, 'Chain case, stand and coaster brake included.', 'The rear wheel of a mamachari is an hour’s swearing at home and half an hour here.', { minutes: 45, tags: ['tyre', 'mamachari'] }),
    item('Tyre change, pair', 2_800, 'Both tyres off, rim tape checked, both tyres on.', 'Bring your own or choose from forty on the wall.', { minutes: 45, tags: ['tyre'] }),
    item('Tubeless set-up, pair', 5_500, 'Tape, valves, sealant and the satisfying pop.', 'Rims have to be tubeless-ready, and we check before we begin.', { minutes: 60, tags: ['tyre'] }),
    item('Tubular gluing, one wheel', 6_600, 'Three thin coats over two days, as it should be.', 'Stretched first, stitched side checked, valve straight.', { minutes: 45, tags: ['tyre', 'track'] }),
    item('Rim brake adjustment', 1_800, 'Pads toed in, cables free, levers where your fingers are.', 'Squealing is cured nine times of ten.', { tags: ['brakes'] }),
    item('Disc brake bleed, one side', 4_400, 'Fresh fluid, centred calliper, no more long lever.', 'Mineral oil or DOT, never both.', { minutes: 45, tags: ['brakes'] }),
    item('Disc rotor truing', 1_600, 'Straightened by eye and dial gauge.', 'No more ting on every turn.', { tags: ['brakes'] }),
    item('Roller brake service', 2_600, 'The drum on the back of half the bicycles in Tokyo.', 'Special grease, new cable and a lever that returns.', { minutes: 45, tags: ['brakes', 'mamachari'] }),
    item('Gear adjustment', 2_000, 'Limit screws, cable tension and hanger checked in that order.', 'It should shift once when you click once.', { tags: ['gears'] }),
    item('Derailleur hanger alignment', 2_400, 'Straightened to a millimetre with the long tool.', 'Most bad shifting begins with a bicycle that fell over.', { tags: ['gears'] }),
    item('Internal hub gear service', 6_800, 'Oil bath, new seals and correct cable settings.', 'For three, seven, eight and eleven gears.', { minutes: 90, tags: ['gears'] }),
    item('Chain replacement', 1_700, 'Measured, cut, joined and tested on the stand.', 'A new chain at the right time saves a cassette.', { tags: ['drivetrain'] }),
    item('Chain and cassette replacement', 3_200, 'The whole worn pair, changed together.', 'Chainrings are measured as well, and we show you the numbers.', { minutes: 45, tags: ['drivetrain'] }),
    item('Bottom bracket replacement', 4_800, 'Out with the creak, in with quiet bearings.', 'Square, splined, pressed or threaded: we have all the tools.', { minutes: 60, tags: ['drivetrain'] }),
    item('Headset service', 4_200, 'Races cleaned, balls counted, steering like water.', 'Dented races are shown to you before they are replaced.', { minutes: 60 }),
    item('Hub bearing service, one wheel', 3_800, 'Cones, cups and grease, adjusted with the quick release closed.', 'Cartridge bearings are pressed out and in.', { minutes: 60, tags: ['wheels'] }),
    item('Wheel truing', 2_200, 'Side to side, up and down, and even tension.', 'One broken spoke is part of the price.', { minutes: 45, tags: ['wheels'] }),
    item('Spoke replacement', 1_800, 'The right length, the right gauge, found in eleven drawers.', 'We ask why it broke before we send you off.', { tags: ['wheels'] }),
    item('Cable set replacement', 3_600, 'All inner and outer cables, cut to length.', 'Routed without rubbing and sealed where the rain gets in.', { minutes: 60 }),
    item('Bar tape wrap', 1_900, 'Even overlap, tidy ends, cork plugs.', 'Forty colours on the wall, and two hands that have done four thousand.', { minutes: 30 }),
    item('Dynamo and lights check', 2_400, 'From the hub to the last millimetre of cable.', 'Corroded plugs are replaced by ones that do not.', { minutes: 45, tags: ['lights'] }),
    item('Child seat fitting', 3_000, 'Front or rear, on a bicycle that may carry it.', 'We refuse politely when the frame is not made for it.', { minutes: 45, tags: ['family'] }),
    item('Basket and carrier fitting', 1_800, 'Wicker, wire or wooden, straight and rattle-free.', 'Brackets for odd forks are made on the spot.', { tags: ['family'] }),
    item('Electric assist diagnosis', 4_000, 'We read the motor, the battery and the wiring.', 'You get the number of charges and what is left of the capacity, printed.', { minutes: 60, tags: ['e-bike'] }),
    item('Crash inspection', 3_300, 'Frame, fork, wheels and bars after a fall.', 'With a written report for the insurance on request.', { minutes: 60 }),
    item('Carbon frame tap test and scope', 8_800, 'Listening, light and a camera inside the tubes.', 'If we are unsure, it goes to the ultrasound lab in Saitama.', { minutes: 60 }),
  ],
};

const overhauls: Family = {
  ...base,
  category: 'Overhauls',
  minutes: 60,
  pay: PaymentMode.ONLINE,
  holdMinutes: 480,
  freeCancellationHours: 48,
  tags: ['overhaul', 'maintenance'],
  notes: [
    'The hour you book is when we go through the bicycle with you; it is ready three days later.',
    'You get a list of what was done, with measurements.',
    'A loan bicycle is free while yours is here.',
    'Afterwards we check everything once more within two months at no cost.',
  ],
  addOns: [{ name: 'New bar tape', price: 2_900 }, { name: 'Ceramic wax on the frame', price: 4_400 }],
  items: [
    item('Spring tune-up', 8_800, 'Brakes, gears, wheels and bolts before the cherry trees are out.', 'Forty points in the order in which they fail.'),
    item('Basic safety check', 4_400, 'Twenty points, one sheet of paper, thirty minutes.', 'Good for bicycles that stood all winter.', {
        minutes: 30,
        pay: PaymentMode.AT_DESK,
        notes: ['You can wait for it.', 'The sheet says what is urgent and what is not.', 'Small things are adjusted on the spot at no cost.'],
      }),
    item('Full overhaul, city bicycle', 19_800, 'Stripped to the frame, cleaned, greased and built again.', 'A mamachari treated like this lasts for another fifteen years.', { tags: ['mamachari'] }),
    item('Full overhaul, road bicycle', 29_800, 'Every bearing, every cable, every thread.', 'Torque values are noted and given to you.', { tags: ['road'] }),
    item('Full overhaul, mountain bicycle', 33_000, 'With pivots, but without suspension internals.', 'We find the creak; we always find the creak.', { tags: ['mountain'] }),
    item('Suspension fork service', 16_500, 'Lowers off, fresh oil, new wipers.', 'Set to your weight afterwards, with a note of the clicks.', { tags: ['mountain'] }),
    item('Folding bicycle overhaul', 22_000, 'Hinges, clamps and all the small wheels.', 'We know the play that is right and the play that is not.', { tags: ['folding'] }),
    item('Track bicycle overhaul', 16_500, 'Clean, quiet and straight.', 'Chain tension done by ear, as at the keirin school.', { tags: ['track'] }),
    item('Touring preparation', 24_200, 'Everything that must not break between here and Wakkanai.', 'With a spares list for your very bicycle.', { tags: ['touring'] }),
    item('Race day preparation', 12_100, 'Clean chain, fresh sealant, checked bolts.', 'Bring it on Wednesday, collect it on Friday, do not touch it.', { tags: ['road'] }),
    item('Cargo bicycle overhaul', 36_300, 'Long chain, many bearings, big brakes.', 'We collect it when it has grown too long for the train.', { tags: ['cargo', 'family'] }),
    item('Electric bicycle annual service', 18_700, 'Mechanics and electrics in one go, with firmware.', 'The motor’s seals are checked before the rainy season.', { tags: ['e-bike'] }),
    item('Long-term storage', 11_000, 'Six months hung up, dry and dark.', 'Tyres pumped monthly, battery kept at sixty per cent.', {
      notes: ['The hour you book is when you bring it.', 'Two days’ notice, and it is ready to ride.', 'Insured against fire, theft and earthquake.'],
    }),
    item('Export packing', 13_200, 'Boxed for the aeroplane so that it arrives as it left.', 'Fork, bars and wheels padded, photographs included.', { tags: ['travel'] }),
  ],
};

const builds: Family = {
  ...base,
  category: 'Building and restoration',
  minutes: 90,
  pay: PaymentMode.ONLINE,
  holdMinutes: 1_440,
  freeCancellationHours: 72,
  tags: ['custom', 'handmade'],
  notes: [
    'The time you book is the first meeting; the work itself takes four to eight weeks.',
    'You see photographs of every stage.',
    'The price is for the work, and parts are quoted before we begin.',
    'Nothing leaves before Mr Kurumaza has ridden it around the pond.',
  ],
  items: [
    item('Wheel pair built by hand', 22_000, 'Spokes chosen for your weight and your roads.', 'Tension within five per cent, and a card with the numbers.', { tags: ['wheels'] }),
    item('Dynamo front wheel build', 13_200, 'Light without batteries, laced in an afternoon.', 'Includes wiring through the fork where the fork allows it.', { tags: ['wheels', 'lights'] }),
    item('Randonneur assembly', 77_000, 'A frame of yours, a list of parts and one patient mechanic.', 'Mudguards are fitted without stress, which is half of the work.', { tags: ['touring'] }),
    item('Keirin frame assembly', 44_000, 'NJS parts, no more than needed.', 'We own the tools that the rules ask for.', { tags: ['track'] }),
    item('Restoration of a Showa-era bicycle', 88_000, 'Rod brakes, painted lines and the lamp that still works.', 'We keep scratches that tell something and remove rust that does not.', { tags: ['vintage'] }),
    item('Frame repaint, one colour', 49_500, 'Stripped, primed and enamelled in Adachi.', 'Masking of chrome lugs is part of the price.', { tags: ['paint'] }),
    item('Hand-painted pinstripes', 16_500, 'Lines drawn in one breath by a sign painter of seventy-four.', 'Gold, vermilion or the blue of your choice.', { tags: ['paint'] }),
    item('Steel frame repair', 38_500, 'Bent, cracked or corroded tubes, brazed like new.', 'A jig tells us first whether it is worth it.', { tags: ['frame'] }),
    item('Dropout and braze-on work', 19_800, 'Mudguard eyes, bottle bosses, pump pegs.', 'Silver-brazed and painted over so that nobody will notice.', { tags: ['frame'] }),
    item('Leather saddle reshaping', 9_900, 'Soaked, blocked and laced.', 'Old saddles come back from the dead more often than old riders.', { minutes: 45, tags: ['vintage'] }),
    item('Singlespeed conversion', 27_500, 'Chain line, gear ratio, clean frame.', 'From an old road frame that deserves it.', { tags: ['custom'] }),
    item('Front carrier made to measure', 33_000, 'Bent and brazed from chrome-molybdenum tube.', 'It fits your bag, your fork and nobody else’s.', { tags: ['touring'] }),
    item('Internal gear hub conversion', 30_800, 'One chain, no derailleur, no fuss.', 'We choose the sprocket by the hills on your way home.', { tags: ['gears'] }),
  ],
};

export const REPAIRS: readonly Family[] = [everyday, overhauls, builds];
