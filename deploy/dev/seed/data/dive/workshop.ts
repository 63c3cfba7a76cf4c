/** Equipment servicing of the school in Cascais. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const workshop: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Equipment workshop',
  place: 'Workshop, Rua das Fontaínhas 18, Cascais',
  minutes: 60,
  pay: PaymentMode.AT_DESK,
  tags: ['repair', 'maintenance'],
  notes: [
    'The time you book is when we take your equipment in and go through it with you.',
    'Worn parts come back to you in a bag, so that you can see what was changed.',
    'We call before anything costs more than agreed.',
    'Whatever has to be tight is tested under water in our own tank, and you get a written report.',
  ],
  addOns: [{ name: 'Express, back within 24 hours', price: 2_000 }],
  items: [
    item('Regulator service, one first and one second stage', 8_500, 'Stripped, ultrasonically cleaned, new seals, and adjusted on the bench.', 'Recommended every two years or hundred dives, whichever comes first.', { minutes: 90 }),
    item('Regulator service with octopus', 11_500, 'The complete set of first stage, main second stage and octopus.', 'Hoses and mouthpieces are checked too and replaced at cost.', { minutes: 120 }),
    item('Regulator bench check', 2_500, 'Intermediate pressure, cracking effort and leaks in half an hour.', 'Worth doing before every longer trip, even when everything seems fine.', { minutes: 30 }),
    item('Cylinder visual inspection', 2_200, 'Inside and outside, valve threads and paint.', 'Your cylinder gets a sticker with the date, or an honest explanation why it does not.', { minutes: 30 }),
    item('Cylinder hydrostatic test', 4_800, 'The legal test every five years, done at the certified station in Sintra.', 'We collect on Mondays and have it back by Friday, filled.', { minutes: 30 }),
    item('Valve overhaul', 3_900, 'New seat, new seals and a thread that turns like new.', 'Stiff valves are the commonest reason for a missed dive on our boat.'),
    item('Oxygen cleaning for nitrox', 5_500, 'Cylinder and valve cleaned and marked for mixtures above forty per cent.', 'Done in a separate clean bench with a written protocol.', { minutes: 90 }),
    item('Drysuit neck seal replacement', 8_900, 'Latex or silicone, cut to your neck.', 'We glue it overnight and pressure-test the suit before it leaves.', { minutes: 90, addOns: [] }),
    item('Drysuit wrist seals, pair', 7_500, 'Two new seals, or a ring system if you would like to change gloves.', 'Bring the undersuit that you wear, for the right length.', { minutes: 90, addOns: [] }),
    item('Drysuit leak search', 4_500, 'We fill it with air, find every pinhole and mark it.', 'Up to three small holes are closed for this price.', { minutes: 90 }),
    item('Drysuit zip replacement', 19_500, 'A new metal or plastic zip, glued, taped and tested.', 'The biggest operation that a suit can have, and good for ten more years.', { minutes: 120, addOns: [] }),
    item('Wetsuit seam and panel repair', 3_500, 'Blind-stitched and glued, so that it stretches like before.', 'Tears up to ten centimetres are included; longer ones we measure first.', { minutes: 30 }),
    item('Buoyancy jacket service', 4_900, 'Inflator rebuilt, dump valves cleaned, bladder rinsed and tested for a day.', 'Salt inside the bladder ruins more jackets than rocks do.'),
    item('Inflator rebuild while you wait', 2_900, 'A sticking inflator is dangerous and quickly cured.', 'Have a coffee at the marina; it takes forty minutes.', { minutes: 45, addOns: [] }),
    item('Dive computer battery and pressure test', 3_200, 'New battery, new seal, and an hour at a simulated fifty metres.', 'We do all makes whose battery can be changed by a workshop.', { minutes: 45 }),
    item('Torch repair and reseal', 2_800, 'Switches, seals and charging contacts.', 'Even flooded torches often come back to life when they arrive still wet.', { minutes: 45 }),
    item('Camera housing pressure test', 3_900, 'Your housing in the chamber without the camera, before the sea does it with one.', 'Includes new grease and a look at every seal under the microscope.', { minutes: 45, tags: ['photography'] }),
    item('Full kit check before a holiday', 6_900, 'Everything you own on our bench for two hours, from mask strap to cylinder.', 'You get a traffic-light list: fine, soon, now.', { minutes: 120 }),
    item('Compressor air quality test', 5_900, 'A sample of your club’s air measured for oil, water and carbon monoxide.', 'The certificate meets EN 12021 and is accepted by the port.', { minutes: 60, addOns: [] }),
    item('Rinse and winter storage', 4_500, 'Washed, dried, greased and kept in the dark until spring.', 'One call a week ahead, and your kit hangs ready on the boat.', { minutes: 30, addOns: [] }),
    item('Scooter battery and propeller service', 7_900, 'New seals, balanced propeller and a measured run time.', 'Batteries are tested under load, not just with a voltmeter.', { minutes: 90, tags: ['scooter'] }),
  ],
};

export const WORKSHOP: readonly Family[] = [workshop];
