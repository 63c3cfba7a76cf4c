/** What the shop in Cascais sells. */
import { item, OfferingKind, priced, sizes, type Family } from '../model.ts';

const WOOL = ['Made by a family mill that has spun since 1947.', 'Try it on in the shop, over whatever you wear.', 'Repairs of the first year are on us.'];

const base = { kind: OfferingKind.PRODUCT, place: '', minutes: 0 } as const;

const masks: Family = {
  ...base,
  category: 'Masks and snorkels',
  tags: ['snorkel', 'scuba'],
  notes: [
    'Our guides have used the same for years.',
    'Ask at the counter, and one of us takes you to the tank to try it.',
    'Spare straps, buckles and valves are always in stock.',
  ],
  items: [
    item('Lúmen single-lens mask', 5_900, 'A wide view and a low volume, with a skirt that fits narrow faces.', 'The frame is one piece, so there is nothing to come loose.', { brand: 'Onda', variants: sizes('ON-LUM', 'Clear', 'Black', 'Petrol') }),
    item('Duo twin-lens mask', 6_400, 'Two lenses that can be exchanged for your prescription.', 'The nose pocket is soft enough to equalise with thick gloves.', { brand: 'Onda', variants: sizes('ON-DUO', 'Black', 'White') }),
    item('Peixinho children’s mask set', 3_400, 'A mask and snorkel that really fit small faces.', 'For children from five to ten, with a snorkel that stays dry when they dive.', { brand: 'Onda', variants: sizes('ON-PEX', 'Orange', 'Turquoise'), tags: ['children'] }),
    item('Abyss frameless mask', 7_900, 'Folds flat into a pocket, for travelling or as a spare.', 'The black skirt keeps stray light out, which photographers like.', { brand: 'Baltasar', variants: sizes('BA-ABY', 'Small', 'Regular') }),
    item('Semi-dry travel snorkel', 2_400, 'Rolls up to the size of a fist.', 'A splash guard above and a purge valve below keep the water out.', { brand: 'Onda', variants: sizes('ON-TRS', 'Black', 'Coral') }),
    item('Classic J snorkel', 1_600, 'No valves, nothing to break.', 'Soft mouthpiece, stiff tube and a loop for your strap.', { brand: 'Baltasar', variants: sizes('BA-JSN', 'Black', 'Blue') }),
    item('Anti-fog gel', 950, 'One drop, rub, rinse, clear for an hour.', 'Made without alcohol in Setúbal and harmless to the reef.', { variants: sizes('AFG', '30 ml') }),
    item('Neoprene mask strap cover', 1_200, 'No more pulled hair, and a mask that floats.', 'Sewn from offcuts of our own wetsuits.', { variants: sizes('NSC', 'Plain', 'Waves', 'Sardines') }),
  ],
};

const fins: Family = {
  ...base,
  category: 'Fins and boots',
  tags: ['fins', 'footwear'],
  notes: [
    'Sizes run true; with thick socks take one larger.',
    'You may try every blade in our pool before you buy.',
    'Spring straps and buckles of all our fins can be replaced.',
  ],
  items: [
    item('Corrente open-heel fins', 11_900, 'Channelled blades with a lot of push and little weight.', 'They work as well for a frog kick as for a sprint against the current.', { brand: 'Onda', variants: sizes('ON-COR', 'XS', 'S', 'M', 'L', 'XL') }),
    item('Nortada rubber fins', 13_900, 'Heavy natural rubber, for drysuits and strong legs.', 'The blade is short and stiff, and the spring straps are steel.', { brand: 'Baltasar', variants: sizes('BA-NOR', 'M', 'L', 'XL') }),
    item('Ligeira travel fins', 8_900, 'Full-foot fins that fit into hand luggage.', 'One pair weighs nine hundred grams.', { brand: 'Onda', variants: sizes('ON-LIG', '38-39', '40-41', '42-43', '44-45') }),
    item('Apneia long fins', 18_900, 'Fibreglass blades for freediving, soft enough for long days.', 'The foot pocket takes a two-millimetre sock.', { brand: 'Baltasar', variants: sizes('BA-APN', '39-40', '41-42', '43-44', '45-46'), tags: ['freediving'] }),
    item('Rock boot 5 mm', 5_900, 'A sole that you can walk over barnacles with.', 'The zip has a flap behind it, so the cold stays outside.', { brand: 'Onda', variants: sizes('ON-RKB', '37', '38', '39', '40', '41', '42', '43', '44', '45') }),
    item('Reef sock 3 mm', 2_900, 'For full-foot fins and hot decks.', 'A thin rubber sole and a cuff that stays up.', { brand: 'Onda', variants: sizes('ON-RFS', 'S', 'M', 'L', 'XL') }),
    item('Steel spring straps, pair', 3_900, 'Put on your fins with one hand, for good.', 'They fit all open-heel fins that we sell and most others.', { variants: sizes('SPR', 'M', 'L') }),
  ],
};

const suits: Family = {
  ...base,
  category: 'Wetsuits and warmth',
  tags: ['neoprene', 'wetsuit'],
  notes: [
    'A free fitting in the shop is part of every suit.',
    'Limestone neoprene with water-based glue, sewn in Matosinhos.',
    'Repairs of the first year are on us.',
  ],
  items: [
    item('Guincho 5 mm wetsuit', 24_900, 'The suit our guides wear from May to October.', 'Glued and blind-stitched seams, a back zip and knee pads that last.', { brand: 'Onda', variants: sizes('ON-GUI', 'S', 'MS', 'M', 'MT', 'L', 'XL', 'XXL') }),
    item('Guincho 5 mm wetsuit, women’s cut', 24_900, 'The same suit, cut by a woman who dives in it.', 'Seven sizes, with longer legs on request.', { brand: 'Onda', variants: sizes('ON-GUW', '34', '36', '38', '40', '42', '44', '46') }),
    item('Inverno 7 mm semi-dry', 38_900, 'For winter visibility without a drysuit.', 'A dry zip, an attached hood and seals inside seals.', { brand: 'Baltasar', variants: sizes('BA-INV', 'S', 'M', 'L', 'XL') }),
    item('Verão shorty 2.5 mm', 9_900, 'For snorkelling, boats and warm afternoons.', 'Flat seams, so you can wear it all day.', { brand: 'Onda', variants: sizes('ON-VER', 'XS', 'S', 'M', 'L', 'XL') }),
    item('Hooded vest 3 mm', 7_900, 'Turns a summer suit into one for spring.', 'Most of your warmth leaves through the neck, and this closes it.', { brand: 'Onda', variants: sizes('ON-HDV', 'S', 'M', 'L', 'XL') }),
    item('Merino undersuit', 16_900, 'Warm even when it is damp, which sooner or later it will be.', 'Knitted in Serra da Estrela from Portuguese wool.', { brand: 'Serra', variants: sizes('SE-MER', 'S', 'M', 'L', 'XL'), notes: WOOL, tags: ['drysuit'] }),
    item('Five-finger gloves 3 mm', 3_900, 'Thin enough for a camera, warm enough for an hour.', 'Palms with grip that does not come off on ropes.', { brand: 'Baltasar', variants: sizes('BA-GLV', 'XS', 'S', 'M', 'L', 'XL') }),
    item('Changing robe', 8_900, 'The wind at Guincho has met its match.', 'Recycled fleece inside, waterproof outside, pockets for your hands and your tea.', { brand: 'Serra', variants: sizes('SE-ROB', 'Child', 'Regular', 'Long'), notes: WOOL }),
  ],
};

const instruments: Family = {
  ...base,
  category: 'Instruments and lights',
  tags: ['instruments', 'safety'],
  notes: [
    'We show you how to use it before you leave the shop.',
    'Two years of guarantee, and a loan while yours is away.',
    'Spare parts are kept in our workshop.',
  ],
  items: [
    item('Bússola wrist compass', 6_900, 'Tilts by thirty degrees and still points north.', 'Large numbers that glow for hours and a side window for swimming by.', { brand: 'Baltasar', variants: sizes('BA-BUS', 'Strap', 'Bungee') }),
    item('Maré dive computer', 27_900, 'Two gases, one button more than you need, and a display that can be read at dusk.', 'Conservative by default and honest about why it asks you to wait.', { brand: 'Onda', variants: sizes('ON-MDC', 'Black', 'Sand') }),
    item('Farol 1000 primary torch', 14_900, 'A thousand lumens in a tight beam for two hours.', 'Machined from one block of aluminium, with a magnetic switch.', { brand: 'Farol', variants: sizes('FA-1000', 'Torch', 'Torch with charger') }),
    item('Farol 300 backup torch', 5_900, 'As small as a thumb, as reliable as a brick.', 'Runs on the same battery as your camera.', { brand: 'Farol', variants: sizes('FA-300', 'Black', 'Yellow') }),
    item('Wide video light', 22_900, 'Soft light without a hot spot, warm enough for red gorgonians.', 'Three levels and a mount for ball arms.', { brand: 'Farol', variants: sizes('FA-VID', 'Single', 'Pair') , tags: ['photography'] }),
    item('Surface marker buoy with reel', 7_900, 'One and a half metres of orange, and thirty metres of line.', 'The reel has no handle to jam, and the buoy can be filled by mouth.', { brand: 'Baltasar', variants: sizes('BA-SMB', 'Orange', 'Yellow') }),
    item('Line cutter', 2_900, 'Ceramic blades that never rust, on a belt or a wrist strap.', 'Cuts monofilament, which knives do not.', { variants: sizes('LCT', 'Belt', 'Wrist') }),
    item('Underwater slate and pencil', 1_400, 'For everything that hand signals cannot say.', 'Three pages that clean with sand.', { variants: sizes('SLT', 'Pocket', 'Wrist') }),
    item('Save-a-dive kit', 3_500, 'Seals, strap, mouthpiece, ties and a tool in a tin.', 'It has saved more dives on our boat than all the advice we ever gave.', { variants: sizes('SAD', 'Basic', 'Complete') }),
  ],
};

const gifts: Family = {
  ...base,
  category: 'Books and gifts',
  tags: ['gift', 'reading'],
  notes: [
    'We wrap it in an old sea chart if you like.',
    'Part of the price goes to the seahorse survey.',
    'It can be collected at the marina the same day.',
  ],
  items: [
    item('Fishes of the Portuguese coast', 2_900, 'Two hundred and forty species, painted and described.', 'The pages are washable, and our guides have checked every depth.', { brand: 'Edições Maré', variants: sizes('BK-FISH', 'English', 'Português') }),
    item('Waterproof logbook', 1_900, 'A hundred dives in spiral binding.', 'Room for a sketch on every page, because you remember what you draw.', { brand: 'Edições Maré', variants: sizes('BK-LOG', 'Blue', 'Sand') }),
    item('Map of the dive sites between Roca and Espichel', 1_500, 'Forty-six sites with depths, entries and good advice.', 'Printed on stone paper that survives the boat.', { brand: 'Edições Maré', variants: sizes('BK-MAP', 'Folded', 'Poster') }),
    item('Enamel mug with octopus', 1_400, 'For the tea after the dive.', 'Two layers of enamel and a drawing by our instructor Marisa.', { variants: sizes('GF-MUG', 'White', 'Petrol') }),
    item('Gift voucher', 5_000, 'Good for dives, courses and everything in the shop.', 'Valid for three years and for whoever holds it.', { variants: priced('GF-VOU', { '50 euros': 5_000, '100 euros': 10_000, '250 euros': 25_000 }) }),
    item('Organic cotton club shirt', 2_600, 'The anchor in front, the depth chart of the bay on the back.', 'Printed by hand in Lisbon.', { brand: 'Serra', variants: sizes('GF-TEE', 'S', 'M', 'L', 'XL') }),
    item('Dry bag 20 litres', 3_200, 'Keeps your phone dry and your towel dryer.', 'Welded seams, a shoulder strap and a window for your keys.', { variants: sizes('GF-DRY', 'Orange', 'Grey') }),
  ],
};

export const GEAR: readonly Family[] = [masks, fins, suits, instruments, gifts];
