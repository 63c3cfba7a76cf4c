/** Bicycles, bags, lights and gifts that the workshop in Tokyo sells. */
import { item, OfferingKind, priced, sizes, type Family } from '../model.ts';

const GIFT = ['Wrapped in a page of an old route map.', 'The same stands on our own shelf at home.', 'It can be sent anywhere in Japan for 520 yen.'];

const base = { kind: OfferingKind.PRODUCT, place: '', minutes: 0 } as const;

const bicycles: Family = {
  ...base,
  category: 'Bicycles',
  tags: ['bicycle', '自転車'],
  notes: [
    'The price includes assembly, registration and a first service after two months.',
    'Ride it before you buy it, as far as you like.',
    'Every size is in the shop; colours other than black take three weeks.',
  ],
  items: [
    item('Yanaka city bicycle', 74_800, 'A mamachari for people who love to ride.', 'Three gears, a dynamo light and a basket that takes a daikon.', { brand: 'Kurumaza', variants: sizes('BI-YAN', 'S', 'M', 'L'), tags: ['mamachari'] }),
    item('Sendagi eight-speed commuter', 118_800, 'Hub gears, belt and mudguards: wipe it down once a year.', 'Twelve kilos, with lights that stay on at the crossing.', { brand: 'Kurumaza', variants: sizes('BI-SEN', '48', '52', '56') }),
    item('Nezu randonneur', 297_000, 'Steel, 650B and a front bag that you will never take off.', 'Brazed in Adachi, painted by hand, ready for the other side of the island.', { brand: 'Kurumaza', variants: sizes('BI-NEZ', '50', '53', '56', '59'), tags: ['touring'] }),
    item('Senju track bicycle', 198_000, 'A lugged frame to keirin geometry, with a brake for the road.', 'Fixed on one side, free on the other.', { brand: 'Kurumaza', variants: sizes('BI-SNJ', '51', '53', '55', '57'), tags: ['track'] }),
    item('Komorebi children’s bicycle', 39_600, 'Seven kilos, real brakes and no training wheels.', 'We take it back for half when it is outgrown.', { brand: 'Komorebi', variants: priced('BI-KOM', { '14 inch': 33_000, '16 inch': 36_300, '20 inch': 39_600, '24 inch': 46_200 }), tags: ['family'] }),
    item('Tombo folding bicycle', 132_000, 'Through the ticket gate on its own wheels.', 'Folds in eleven seconds and does not bite.', { brand: 'Tombo', variants: sizes('BI-TOM', 'Three gears', 'Six gears'), tags: ['folding'] }),
    item('Nimotsu cargo bicycle', 385_000, 'Two children, or one child and a cello.', 'A low step, a wide stand and brakes that mean it.', { brand: 'Nimotsu', variants: priced('BI-NIM', { 'Without motor': 385_000, 'With motor': 572_000 }), tags: ['cargo', 'family'] }),
    item('Sakamichi electric assist', 176_000, 'Flattens the slopes of Bunkyo.', 'Seventy kilometres on a charge and a key that cannot be forgotten.', { brand: 'Nimotsu', variants: sizes('BI-SAK', 'Ivory', 'Olive', 'Black'), tags: ['e-bike'] }),
  ],
};

const carrying: Family = {
  ...base,
  category: 'Bags, baskets and carriers',
  tags: ['luggage', 'touring'],
  notes: [
    'We fit it to your bicycle without charge.',
    'Made in small workshops that we know by name.',
    'What wears out can be replaced.',
  ],
  items: [
    item('Canvas front bag', 19_800, 'Waxed cotton, leather straps, a map pocket on top.', 'Nine litres that know where your rice ball is.', { brand: 'Asakusa Hanpu', variants: sizes('BA-FRT', 'Navy', 'Olive', 'Brown') }),
    item('Saddle bag', 12_100, 'Room for a tube, a tool and a rain jacket.', 'It does not sway, it does not rub.', { brand: 'Asakusa Hanpu', variants: sizes('BA-SAD', 'Navy', 'Olive', 'Brown') }),
    item('Roll-top panniers, pair', 24_200, 'Welded, waterproof and quick to take off.', 'Forty litres, which is one week or two children’s school things.', { brand: 'Tsuyu', variants: sizes('BA-PAN', 'Yellow', 'Grey', 'Black') }),
    item('Bento pannier', 9_900, 'Carries lunch level.', 'Stiff walls, a flat floor and a cooler lining.', { brand: 'Asakusa Hanpu', variants: sizes('BA-BEN', 'Navy', 'Sand') }),
    item('Wicker front basket', 8_250, 'Woven in Beppu from split bamboo.', 'Gets darker with every summer.', { brand: 'Beppu Kago', variants: sizes('BA-WIC', 'Round', 'Square'), tags: ['mamachari'] }),
    item('Porteur carrier', 17_600, 'A flat deck over the front wheel for twenty kilos.', 'Chrome-molybdenum, silver-brazed, with rails.', { brand: 'Kurumaza', variants: sizes('BA-POR', 'Silver', 'Black') }),
    item('Rear carrier', 8_800, 'Carries twenty-seven kilos and says nothing.', 'It fits frames with eyes, and frames without them by clamp.', { brand: 'Kurumaza', variants: sizes('BA-REA', '26 inch', '700C') }),
    item('Rinko bag', 7_700, 'The bag that gets your bicycle into a train.', 'Four hundred grams, folded no bigger than a bottle.', { brand: 'Tsuyu', variants: sizes('BA-RIN', 'Road', 'Touring'), tags: ['travel'] }),
    item('Furoshiki for baskets', 2_750, 'A square of cotton that keeps everything in.', 'Two patterns from a dye house in Nerima, and a card with four knots.', { brand: 'Asakusa Hanpu', variants: sizes('BA-FUR', 'Waves', 'Spokes') }),
  ],
};

const lights: Family = {
  ...base,
  category: 'Lights, locks and tools',
  tags: ['accessories'],
  notes: [
    'Tested on our own way home.',
    'Spare parts are kept in stock.',
    'Guaranteed for two years.',
  ],
  items: [
    item('Hotaru dynamo headlamp', 9_350, 'A road-wide beam without blinding anybody.', 'Stays on for four minutes at the lights.', { brand: 'Hotaru', variants: sizes('LI-DYN', 'Silver', 'Black') }),
    item('Hotaru battery light set', 6_050, 'White in front, red behind, one cable for both.', 'Twelve hours on the setting that you will use.', { brand: 'Hotaru', variants: sizes('LI-BAT', 'Standard', 'Bright') }),
    item('Brass bell', 2_640, 'One clear note that makes people smile and step aside.', 'Cast in Takaoka, where they make the temple bells.', { brand: 'Takaoka', variants: sizes('LI-BEL', 'Small', 'Large') }),
    item('Ring lock', 5_280, 'The lock that is always with you.', 'Turn, click, noodles.', { brand: 'Kagiya', variants: sizes('LO-RNG', 'Black', 'Silver') }),
    item('Chain lock in a cotton sleeve', 9_900, 'Hardened links and cloth that spares the paint.', 'Ninety centimetres, with three keys.', { brand: 'Kagiya', variants: priced('LO-CHN', { '90 cm': 9_900, '120 cm': 11_550 }) }),
    item('Track pump', 7_480, 'Steel, wood and a gauge that tells the truth.', 'The seals can be bought for the price of a coffee.', { brand: 'Kuki', variants: sizes('TO-PMP', 'Single head', 'Twin head') }),
    item('Frame pump', 6_380, 'Painted to match, long enough to work.', 'Fits between the tubes without a bracket.', { brand: 'Kuki', variants: sizes('TO-FPM', 'S', 'M', 'L'), tags: ['touring'] }),
    item('Pocket tool, fourteen functions', 5_500, 'What you need by the road and nothing that breaks.', 'Chain rivet tool included.', { brand: 'Tetsuwa', variants: sizes('TO-POC', 'With case', 'Without case') }),
    item('Workshop tool roll', 27_500, 'Eleven tools in waxed canvas, as used on our benches.', 'For people who have begun to like it.', { brand: 'Tetsuwa', variants: sizes('TO-ROL', 'City', 'Road') }),
    item('Camellia oil for chrome', 1_650, 'What sword polishers use, in a bottle with a brush.', 'Two drops on a cloth, before and after the rain.', { variants: sizes('TO-CAM', '60 ml', '150 ml'), notes: GIFT }),
    item('Aluminium mudguards', 8_580, 'Hammered, fluted and long enough to matter.', 'With leather flaps and all the small bolts.', { brand: 'Tsuyu', variants: sizes('LI-MUD', '700C', '650B', '26 inch'), tags: ['touring'] }),
  ],
};

const riders: Family = {
  ...base,
  category: 'For riders',
  tags: ['clothing', 'gift'],
  notes: [
    'Wash it cold, dry it in the shade.',
    'Gifts are wrapped in a page of an old route map.',
    'Sizes are Japanese; take one larger than you think.',
  ],
  items: [
    item('Kurumaza mechanic’s apron', 8_800, 'Indigo canvas that looks better after a year.', 'Pockets for two spanners, one pencil and a handkerchief.', { brand: 'Kurumaza', variants: sizes('RI-APR', 'Short', 'Long') }),
    item('Rain cape', 9_680, 'Covers you, the bars and the shopping.', 'Thumb loops, a hood with a peak and nothing to tangle.', { brand: 'Tsuyu', variants: sizes('RI-CAP', 'Yellow', 'Navy', 'Grey') }),
    item('City helmet', 11_000, 'A helmet that gets worn.', 'The round fit suits most of our customers, and it passes the European test.', { brand: 'Komorebi', variants: sizes('RI-HEL', 'S/M', 'L/XL') }),
    item('Children’s helmet', 5_940, 'Light, round and in the colours of the Yamanote line.', 'Grows with the head by five centimetres.', { brand: 'Komorebi', variants: sizes('RI-CHE', 'Green', 'Orange', 'Blue'), tags: ['family'] }),
    item('Wool cycling cap', 4_180, 'For under the helmet and for afterwards.', 'Knitted in Sumida, peak up or down.', { brand: 'Kurumaza', variants: sizes('RI-WCP', 'Navy', 'Vermilion', 'Moss') }),
    item('Tenugui hand towel', 1_430, 'Sweat, hands, chain, headband.', 'Printed with the exploded view of a three-speed hub.', { brand: 'Asakusa Hanpu', variants: sizes('RI-TEN', 'Indigo', 'Rust') }),
    item('Half-finger gloves', 5_280, 'Crocheted backs and goatskin palms.', 'They fit when they have been wet once.', { brand: 'Asakusa Hanpu', variants: sizes('RI-GLV', 'S', 'M', 'L') }),
    item('Tokyo by bicycle: forty routes', 2_640, 'Maps, climbs and where to have tea.', 'Drawn by our guides, who got lost so that you need not.', { brand: 'Kurumaza', variants: sizes('RI-BK', 'English', 'Japanese'), notes: GIFT }),
    item('Gift card for the workshop', 5_000, 'For repairs, rides and all that hangs on the wall.', 'Valid for as long as there is a wall.', { variants: priced('RI-GFT', { '5,000 yen': 5_000, '10,000 yen': 10_000, '30,000 yen': 30_000 }), notes: GIFT }),
  ],
};

export const GOODS: readonly Family[] = [bicycles, carrying, lights, riders];
