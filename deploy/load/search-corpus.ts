/** A large catalogue that reads like one: 100,000 offerings with skewed words, brands and categories, the same for every run. */
import type { Random } from './random.ts';

export interface CorpusRow {
  readonly kind: 'APPOINTMENT' | 'SERVICE' | 'EVENT' | 'PRODUCT';
  readonly title: string;
  readonly category: string;
  readonly brand: string | undefined;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly priceMinor: number;
}

interface Field {
  readonly category: string;
  readonly kind: CorpusRow['kind'];
  readonly subjects: readonly string[];
  readonly forms: readonly string[];
  readonly tags: readonly string[];
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

const FIELDS: readonly Field[] = [
  { category: 'Scuba diving', kind: 'EVENT', subjects: words('Open Water, Night Reef, Wreck, Drift, Deep Wall, Nitrox, Rescue Diver, Kelp Forest, Manta, Seahorse, Cavern, Drysuit'), forms: words('Course, Guided Dive, Two-Tank Trip, Refresher, Weekend, Photography Day'), tags: words('ocean, beginners, certified, boat, equipment included') },
  { category: 'Massage', kind: 'APPOINTMENT', subjects: words('Deep Tissue, Hot Stone, Swedish, Thai, Shiatsu, Lymphatic, Prenatal, Sports, Aromatherapy, Reflexology'), forms: words('Massage, Treatment, Session, Ritual, Therapy'), tags: words('relaxing, couples, recovery, oils, back pain') },
  { category: 'Theatre', kind: 'EVENT', subjects: words('The Tempest, Hedda Gabler, The Cherry Orchard, Twelfth Night, Antigone, Uncle Vanya, Macbeth, The Seagull, Electra, Cyrano'), forms: words('Evening Performance, Matinee, Relaxed Performance, Captioned Performance, Backstage Tour, Post-Show Talk'), tags: words('drama, classics, family, accessible, late seating') },
  { category: 'Pottery', kind: 'EVENT', subjects: words('Wheel Throwing, Raku Firing, Porcelain, Slab Building, Glazing, Kintsugi, Stoneware, Terracotta'), forms: words('Workshop, Evening Class, Taster, Masterclass, Weekend Course, Open Studio'), tags: words('hands-on, beginners, clay, take home, small group') },
  { category: 'Bicycle repair', kind: 'SERVICE', subjects: words('Road Bike, Mountain Bike, Cargo Bike, Electric Bike, Gravel Bike, Folding Bike, Tandem, Fixed Gear'), forms: words('Full Service, Brake Overhaul, Wheel Truing, Drivetrain Replacement, Safety Check, Suspension Rebuild, Hub Service'), tags: words('workshop, same day, warranty, collection, mechanics') },
  { category: 'Hair', kind: 'APPOINTMENT', subjects: words('Balayage, Keratin, Curly, Classic, Fade, Bridal, Vegan Colour, Gloss, Scalp, Fringe'), forms: words('Cut, Styling, Treatment, Consultation, Colouring, Blow-dry'), tags: words('stylist, colour, long hair, short hair, walk-in') },
  { category: 'Yoga', kind: 'EVENT', subjects: words('Vinyasa, Yin, Ashtanga, Restorative, Hatha, Aerial, Prenatal, Chair, Kundalini, Power'), forms: words('Class, Flow, Retreat Day, Immersion, Morning Practice, Evening Practice'), tags: words('mats provided, all levels, breathwork, flexibility, mindfulness') },
  { category: 'Cycling parts', kind: 'PRODUCT', subjects: words('Carbon, Titanium, Alloy, Ceramic, Tubeless, Hydraulic, Waterproof, Reflective, Leather, Merino'), forms: words('Handlebar, Seatpost, Tyre, Brake Pads, Pannier, Saddle, Chainring, Jersey, Gloves, Mudguard, Headlight'), tags: words('commuting, racing, touring, winter, spare parts') },
  { category: 'Skin care', kind: 'PRODUCT', subjects: words('Rose Hip, Green Tea, Oat, Vitamin C, Camellia, Sea Kelp, Charcoal, Honey, Aloe, Lavender'), forms: words('Serum, Cleanser, Night Cream, Body Butter, Face Mist, Balm, Hand Soap, Clay Mask'), tags: words('fragrance free, sensitive skin, refillable, vegan, dry skin') },
  { category: 'Cooking', kind: 'EVENT', subjects: words('Sourdough, Ramen, Tapas, Dumpling, Pasta, Chocolate, Cheese, Sushi, Pastry, Fermentation'), forms: words('Workshop, Supper Club, Masterclass, Family Class, Tasting, Evening Course'), tags: words('vegetarian, hands-on, wine, families, seasonal') },
  { category: 'Physiotherapy', kind: 'APPOINTMENT', subjects: words('Knee, Shoulder, Lower Back, Running Injury, Ankle, Neck, Post-Operative, Pelvic Floor, Tennis Elbow'), forms: words('Assessment, Rehabilitation Session, Follow-up, Gait Analysis, Manual Therapy'), tags: words('insurance, recovery, exercise plan, athletes, mobility') },
  { category: 'Photography', kind: 'SERVICE', subjects: words('Portrait, Wedding, Newborn, Product, Headshot, Family, Street, Food, Passport, Architecture'), forms: words('Shoot, Studio Session, Mini Session, Retouching, Album Design, Print Package'), tags: words('studio, outdoors, prints, same week, black and white') },
  { category: 'Music lessons', kind: 'APPOINTMENT', subjects: words('Piano, Cello, Jazz Guitar, Voice, Drum, Violin, Ukulele, Saxophone, Flute, Double Bass'), forms: words('Lesson, Trial Lesson, Exam Preparation, Coaching, Duet Session'), tags: words('children, adults, exam, sheet music, online') },
  { category: 'Walking tours', kind: 'EVENT', subjects: words('Old Town, Harbour, Street Art, Ghost, Market, Architecture, Literary, Garden, Bakery, Rooftop'), forms: words('Walk, Guided Tour, Sunset Tour, Private Tour, Photo Walk, Tasting Tour'), tags: words('outdoors, history, families, food, small group') },
  { category: 'Home repair', kind: 'SERVICE', subjects: words('Boiler, Window, Roof, Wiring, Kitchen Tap, Parquet, Lock, Radiator, Plaster, Gutter'), forms: words('Inspection, Repair, Replacement, Emergency Visit, Maintenance, Quote Visit'), tags: words('certified, emergency, same day, warranty, weekend') },
  { category: 'Stationery', kind: 'PRODUCT', subjects: words('Washi, Linen, Letterpress, Recycled, Dotted, Brass, Indigo, Marbled, Cotton'), forms: words('Notebook, Fountain Pen, Envelope Set, Planner, Ink, Sketchbook, Card Set, Pencil Case'), tags: words('gift, handmade, paper, refill, left-handed') },
];

const LEVELS = words('Beginner, Introductory, Intermediate, Advanced, Private, Small-Group, Express, Extended, Signature, Seasonal, Family, Weekend, Early-Bird, Late-Night');
const PLACES = words('Alfama, Shoreditch, Brooklyn, Kreuzberg, Shibuya, Trastevere, Gràcia, Montmartre, Södermalm, Östermalm, Belém, Cascais, Harlem, Greenwich, Nakameguro, Le Marais, Neukölln, Hackney, Tribeca, Camden, Asakusa, Sintra, Vesterbro, Jordaan, Malasaña, Žižkov');
const FIRST = words('Ana, Beatriz, Chiara, Daniel, Elif, Farid, Greta, Hugo, Ines, Jonas, Keiko, Leila, Marek, Nadia, Oskar, Priya, Quentin, Rosa, Satoshi, Tomas, Uma, Viktor, Wanda, Xenia, Yusuf, Zofia');
const LAST = words('Almeida, Bergström, Costa, Dubois, Eriksen, Fischer, Grant, Hoffmann, Ito, Jansen, Kowalski, Laurent, Moreau, Nakamura, Okafor, Pereira, Quinn, Rossi, Silva, Takahashi, Ueda, Vasquez, Weber, Yamamoto, Zielinski');
const SYLLABLES = words('al, bel, cor, den, el, fer, gan, hol, is, jun, kar, lum, mar, nor, or, pel, quin, ros, sal, tor, ul, ven, wil, yor, zan');
const ENDINGS = words('ia, o, a, works, studio, lane, field, craft, house, line, haus, mar');

const BRANDS_PER_FIELD = 40;

const SENTENCES: readonly ((r: Random, f: Field) => string)[] = [
  (r) => `${r.pick(FIRST)} ${r.pick(LAST)} has led it for ${r.below(18) + 2} years and keeps groups small so that every question gets an answer.`,
  (r, f) => `You start with a short conversation about what you expect, then go step by step through ${r.pick(f.subjects).toLowerCase()} and what belongs to it.`,
  (r) => `The entrance is in ${r.pick(PLACES)}, two minutes from the station; a lift and an accessible bathroom are available.`,
  (r, f) => `Bring comfortable clothes and a bottle of water. ${r.pick(f.tags)} and everything else is part of the price.`,
  (r) => `If you have to change your plans, tell us a day before and you pay nothing. Vouchers from ${r.pick(FIRST)} are welcome.`,
  (r, f) => `Most people combine it with ${r.pick(f.subjects).toLowerCase()} ${r.pick(f.forms).toLowerCase()} on another day.`,
  (r) => `Materials come from ${r.pick(PLACES)}, chosen by ${r.pick(FIRST)} ${r.pick(LAST)}, and are tested before they leave the workshop.`,
  (r, f) => `Afterwards you receive written notes, a plan for the next ${r.below(6) + 2} weeks and a discount on ${r.pick(f.forms).toLowerCase()}.`,
  (r) => `Made for people who come for the first time as well as for regulars; children under ${r.below(8) + 6} come with an adult.`,
];

/** Brands keep to one trade: the same number of names for each field. */
function brandNames(random: Random): Map<Field, string[]> {
  const names = new Set<string>();
  while (names.size < BRANDS_PER_FIELD * FIELDS.length) {
    const name = random.pick(SYLLABLES) + random.pick(SYLLABLES) + random.pick(ENDINGS);
    names.add(name.charAt(0).toUpperCase() + name.slice(1));
  }
  const all = [...names];
  return new Map(FIELDS.map((field, i) => [field, all.slice(i * BRANDS_PER_FIELD, (i + 1) * BRANDS_PER_FIELD)]));
}

/** Yields `count` offerings. */
export function* searchCorpus(count: number, random: Random): Generator<CorpusRow> {
  const brands = brandNames(random);
  for (let i = 0; i < count; i += 1) yield corpusRow(random, brands);
}

function corpusRow(random: Random, brands: ReadonlyMap<Field, readonly string[]>): CorpusRow {
  const field = random.skewed(FIELDS);
  const subject = random.skewed(field.subjects);
  const form = random.pick(field.forms);
  const lead = random.next() < 0.6 ? `${random.skewed(LEVELS)} ` : '';
  const tail = random.next() < 0.5 ? ` in ${random.skewed(PLACES)}` : ` with ${random.pick(FIRST)} ${random.pick(LAST)}`;
  const title = `${lead}${subject} ${form}${tail}`;
  return {
    kind: field.kind,
    title,
    category: field.category,
    brand: random.next() < 0.7 ? random.skewed(brands.get(field) ?? []) : undefined,
    tags: [random.pick(field.tags), random.pick(field.tags)],
    summary: `${subject} ${form.toLowerCase()} for ${random.pick(field.tags)}, led by ${random.pick(FIRST)} ${random.pick(LAST)}.`,
    description: sentences(random, field),
    priceMinor: (random.below(300) + 5) * 50,
  };
}

/** Five different sentences. */
function sentences(random: Random, field: Field): string {
  const first = random.below(SENTENCES.length);
  return Array.from({ length: 5 }, (_, i) => SENTENCES[(first + i) % SENTENCES.length]?.(random, field)).join(' ');
}
