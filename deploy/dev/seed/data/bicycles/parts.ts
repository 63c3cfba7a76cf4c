/** Parts that the workshop in Tokyo sells. */
import { item, OfferingKind, priced, sizes, type Family } from '../model.ts';

const base = { kind: OfferingKind.PRODUCT, place: '', minutes: 0 } as const;

const tyres: Family = {
  ...base,
  category: 'Tyres and wheels',
  tags: ['tyre', 'wheels'],
  notes: [
    'Fitting at the counter costs less when you buy it here.',
    'We measure your rim before you pay.',
    'Worn tyres are taken back and recycled.',
  ],
  items: [
    item('Kawaguchi all-weather tyre', 4_950, 'Quiet, grippy and made for wet zebra crossings.', 'A belt under the tread stops most of what lies about in Tokyo.', { brand: 'Kawaguchi', variants: sizes('TY-KAW', '700x25', '700x28', '700x32', '700x38') }),
    item('Hayate road tyre', 6_600, 'Supple, fast and worth the extra care.', 'Two hundred and twenty grams in 28 millimetres.', { brand: 'Hayate', variants: sizes('TY-HAY', '700x25', '700x28', '700x30'), tags: ['road'] }),
    item('Jari gravel tyre', 6_930, 'Smooth in the middle, knobs at the sides.', 'Tubeless-ready, for the dykes of the Arakawa.', { brand: 'Hayate', variants: sizes('TY-JAR', '700x40', '700x45', '650x47'), tags: ['gravel'] }),
    item('Mamachari tyre and tube set', 3_300, 'A pair of tyres with tubes and rim tape.', 'Thick where it touches, cheap where it does not.', { brand: 'Kawaguchi', variants: sizes('TY-MAM', '26 inch', '27 inch'), tags: ['mamachari'] }),
    item('Cargo tyre with reflex band', 5_500, 'Carries two children and the shopping.', 'Rated for a hundred and forty kilos at the rear.', { brand: 'Kawaguchi', variants: sizes('TY-CAR', '20x2.15', '26x2.15'), tags: ['cargo'] }),
    item('Track tubular', 9_900, 'Cotton casing and a tread like silk.', 'Aged for a year in our own cellar.', { brand: 'Hayate', variants: sizes('TY-TUB', '21 mm', '23 mm'), tags: ['track'] }),
    item('Inner tube', 880, 'The size you need, with the valve you need.', 'Butyl that keeps its air for a month.', { brand: 'Kawaguchi', variants: sizes('TU-BUT', '700x23-28', '700x32-40', '26 inch', '20 inch', '16 inch') }),
    item('Light inner tube', 1_650, 'Half the weight, twice the pumping.', 'For summer Sundays and racing.', { brand: 'Hayate', variants: sizes('TU-LGT', '48 mm valve', '60 mm valve'), tags: ['road'] }),
    item('Tubeless sealant', 2_420, 'Closes holes up to four millimetres.', 'Without ammonia, so your rims stay as they are.', { brand: 'Hayate', variants: priced('TU-SEA', { '120 ml': 1_320, '250 ml': 2_420, '1 litre': 7_700 }) }),
    item('Hand-built wheel pair: Yanaka', 68_200, 'Thirty-two spokes, silver hubs, built upstairs.', 'For city, touring and everything in between.', { brand: 'Kurumaza', variants: priced('WH-YAN', { '700C rim brake': 68_200, '700C disc': 74_800, '650B disc': 74_800 }) }),
    item('Dynamo front wheel', 35_200, 'Light whenever you move.', 'Sealed hub, polished rim, three years of guarantee.', { brand: 'Kurumaza', variants: sizes('WH-DYN', '700C', '26 inch', '20 inch'), tags: ['lights'] }),
    item('Cotton rim tape', 770, 'It stays where you put it.', 'Woven in Gunma, good for two tyres’ lifetimes.', { variants: sizes('TU-TAP', '13 mm', '17 mm', '22 mm') }),
  ],
};

const drivetrain: Family = {
  ...base,
  category: 'Drivetrain and brakes',
  tags: ['parts'],
  notes: [
    'Not sure whether it fits: send a photograph, we answer within the day.',
    'Small parts are kept for thirty years back.',
    'Unused parts can be returned within a month.',
  ],
  items: [
    item('Sakura chain', 3_850, 'Smooth, quiet and properly galvanised.', 'With a quick link that can be opened by hand.', { brand: 'Tetsuwa', variants: priced('DR-CHN', { '1-speed': 2_200, '8-speed': 3_080, '10-speed': 3_850, '11-speed': 4_950 }) }),
    item('Steel cassette', 5_940, 'Ratios for a city with more slopes than it admits.', 'Ramped teeth that shift under load.', { brand: 'Tetsuwa', variants: sizes('DR-CAS', '11-28', '11-32', '12-25') }),
    item('Track cog', 3_960, 'Cut from one bar of steel.', 'Every tooth count that the rule book knows.', { brand: 'Tetsuwa', variants: sizes('DR-COG', '13T', '14T', '15T', '16T', '17T'), tags: ['track'] }),
    item('Polished double crankset', 26_400, 'Cold-forged arms that look like 1978 and are not.', 'Square taper, narrow stance, rings that can be replaced.', { brand: 'Tetsuwa', variants: sizes('DR-CRK', '165 mm', '170 mm', '172.5 mm'), tags: ['touring'] }),
    item('Cartridge bottom bracket', 4_180, 'Fit it and forget it.', 'Double-sealed against the rainy season.', { brand: 'Tetsuwa', variants: sizes('DR-BBR', '103 mm', '107 mm', '113 mm', '118 mm') }),
    item('Touring pedals', 7_700, 'Wide, grippy, with bearings that can be greased.', 'Good in sandals, good in snow.', { brand: 'Tetsuwa', variants: sizes('DR-PED', 'Silver', 'Black') }),
    item('Toe clips and leather straps', 6_380, 'For feet that like company.', 'Chromed steel and leather from Himeji.', { brand: 'Kurumaza', variants: sizes('DR-TOE', 'M', 'L', 'XL'), tags: ['vintage', 'track'] }),
    item('Brake pads for rims', 1_540, 'They stop in the rain and spare the rim.', 'A softer compound for autumn, a harder one for the rest.', { brand: 'Tomare', variants: sizes('BR-RIM', 'Road', 'Cantilever', 'City') }),
    item('Disc brake pads', 2_750, 'Organic for quiet, sintered for long.', 'Pairs for the eight callipers that people really ride.', { brand: 'Tomare', variants: sizes('BR-DSC', 'Organic', 'Sintered') }),
    item('Long-reach side-pull brakes', 15_400, 'Room for a 32-millimetre tyre and a mudguard.', 'Forged arms and springs with feeling.', { brand: 'Tomare', variants: sizes('BR-LNG', 'Silver', 'Black'), tags: ['touring'] }),
    item('Brake lever set for drop bars', 8_800, 'A hood that fits small hands.', 'Reach can be set with a screw.', { brand: 'Tomare', variants: sizes('BR-LEV', 'Small', 'Regular') }),
    item('Cable set', 2_970, 'Stainless inners and lined outers, brake and gear.', 'With ferrules, ends and the two spare bits that you will need.', { brand: 'Tomare', variants: sizes('BR-CBL', 'Black', 'White', 'Brown') }),
    item('Bar-end shifters', 13_200, 'Nothing to go wrong for forty years.', 'Friction or indexed at the turn of a ring.', { brand: 'Tetsuwa', variants: sizes('DR-BES', '8-speed', '10-speed'), tags: ['touring'] }),
  ],
};

export const PARTS: readonly Family[] = [tyres, drivetrain];
