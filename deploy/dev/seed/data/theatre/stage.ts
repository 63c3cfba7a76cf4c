/** Plays, music and comedy at the theatre in London. */
import { item, OfferingKind, type Family } from '../model.ts';

const programme = { name: 'Printed programme', price: 500 };
const drinks = { name: 'Interval drink, waiting for you', price: 750 };

/** Short evenings run through. */
const STRAIGHT = [
  'There is no interval, and the bar is open before and after.',
  'You sit close enough to hear a whisper.',
  'Captioned and audio-described performances are marked in the calendar.',
  'Latecomers cannot be let in, so please leave the house early.',
];

const plays: Family = {
  kind: OfferingKind.EVENT,
  category: 'Plays',
  place: 'Main House, Lantern Yard, London SE1',
  minutes: 150,
  capacity: 180,
  tags: ['theatre', 'drama'],
  notes: [
    'There is one interval of twenty minutes, and the bar is open before, between and after.',
    'No seat is more than nine metres from the stage.',
    'Captioned and audio-described performances are marked in the calendar.',
    'Latecomers are let in at a suitable break and watch on the foyer screen until then.',
  ],
  addOns: [programme, drinks],
  times: ['Tue 19:30', 'Wed 19:30', 'Thu 19:30', 'Fri 19:30', 'Sat 14:30', 'Sat 19:30'],
  items: [
    item('Hamlet', 3_800, 'A prince, a ghost and a country under surveillance, in two and a half hours without a spare word.', 'Director Maya Okonjo sets Elsinore in a shuttered television studio, where every soliloquy may be on air.', { minutes: 165, tags: ['shakespeare'] }),
    item('Twelfth Night', 3_500, 'Shipwrecked twins, yellow stockings and a band that never leaves the stage.', 'The songs are new, the jokes are four centuries old, and they all still land.', { tags: ['shakespeare', 'comedy'] }),
    item('The Importance of Being Earnest', 3_600, 'Wilde’s perfect machine of lies, muffins and handbags.', 'Played at full speed by a cast of five, which makes the second act a small miracle.', { minutes: 135, tags: ['comedy', 'classic'] }),
    item('A Doll’s House', 3_400, 'Nora closes the door, and we follow her.', 'A new translation from the Norwegian keeps Ibsen’s bluntness and lets the children speak.', { tags: ['classic'] }),
    item('Three Sisters', 3_400, 'Waiting for Moscow in a house full of clocks.', 'The second half is played by real candlelight, four hundred candles a night.', { tags: ['classic'] }),
    item('The Cherry Orchard', 3_400, 'A family says goodbye to a house that was sold long ago.', 'The audience sits in the orchard, and the axe is heard in the car park.', { tags: ['classic'] }),
    item('Antigone', 3_000, 'One brother is buried with honours, the other is left to the dogs.', 'Ninety minutes without an interval, with a chorus of twelve South London teenagers.', { minutes: 90, addOns: [programme], notes: STRAIGHT, tags: ['greek'] }),
    item('Much Ado About Nothing', 3_500, 'Beatrice and Benedick run a seaside hotel and cannot stand each other.', 'Summer 1961, a broken jukebox and the best letter scene in town.', { tags: ['shakespeare', 'comedy'] }),
    item('The Tempest', 3_600, 'Shakespeare’s last island, with an Ariel who flies.', 'Water runs down the back wall throughout; the front row gets blankets.', { tags: ['shakespeare'] }),
    item('She Stoops to Conquer', 3_200, 'A gentleman mistakes a country house for an inn and behaves accordingly.', 'Goldsmith’s comedy in full Georgian dress and with completely modern timing.', { tags: ['comedy', 'classic'] }),
    item('Dr Faustus', 3_100, 'Twenty-four years of everything, and then the bill.', 'Marlowe’s tragedy as a late-night game show, hosted by a very charming Mephistopheles.', { minutes: 110, addOns: [programme], notes: STRAIGHT }),
    item('The Rover', 3_200, 'Aphra Behn’s carnival of swords, masks and bad promises.', 'The first woman to live by her pen in England wrote the funniest duel in our season.', { tags: ['comedy', 'classic'] }),
    item('Hedda Gabler', 3_500, 'General Gabler’s daughter is bored, and there are two pistols in the house.', 'One room, one night, and Ruth Adeyemi in the part of her life.', { minutes: 130 }),
    item('Woyzeck', 2_900, 'A soldier, his love and a diet of peas.', 'Eighty minutes of fragments, staged in the round with a live percussionist.', { minutes: 80, addOns: [programme], notes: STRAIGHT, place: 'The Studio, Lantern Yard, London SE1', capacity: 70 }),
    item('The Signalman', 2_600, 'Dickens’s ghost story in a real railway arch.', 'The 8.42 to Lewisham passes overhead and has not missed its cue yet.', { minutes: 75, addOns: [programme], notes: STRAIGHT, place: 'Arch 12, Lantern Yard, London SE1', capacity: 60, tags: ['ghost story'] }),
    item('Salt House Road', 2_800, 'Three generations of oyster sellers and one building site.', 'A new play by Leigh Marchetti, winner of last year’s Thames Writing Prize.', { place: 'The Studio, Lantern Yard, London SE1', capacity: 70, minutes: 105, tags: ['new writing'] }),
    item('The Night Bus Monologues', 2_200, 'Six writers, six passengers, one route from Trafalgar Square to Crystal Palace.', 'Each monologue lasts as long as the ride between two stops.', { place: 'The Studio, Lantern Yard, London SE1', capacity: 70, minutes: 95, tags: ['new writing'] }),
    item('Understudies', 2_700, 'Two actors have waited eleven months for somebody to be ill.', 'A backstage comedy by Femi Harcourt, set in the dressing room of another, worse play.', { minutes: 100, tags: ['new writing', 'comedy'] }),
    item('Marconi’s Last Message', 2_800, 'A wireless operator hears a voice that should not be there.', 'You wear headphones, and half of the play happens behind your back.', { minutes: 85, capacity: 90, addOns: [programme], notes: STRAIGHT, tags: ['new writing', 'headphones'] }),
    item('The Allotment', 2_600, 'Plot 14 has been promised to two people, and both have brought a spade.', 'Real soil, real rain and a tender two-hander about land and loneliness.', { place: 'The Studio, Lantern Yard, London SE1', capacity: 70, minutes: 90, addOns: [programme], notes: STRAIGHT, tags: ['new writing'] }),
    item('Jane Eyre', 3_400, 'Eight actors, three doors and a voice from the attic.', 'Our most asked-for production returns for its fourth winter.', { minutes: 170, tags: ['adaptation'] }),
    item('Frankenstein', 3_500, 'The creature tells it himself.', 'Puppeteers build him in front of you out of what lies about in the workshop.', { minutes: 140, tags: ['adaptation', 'puppets'] }),
    item('Silas Marner', 2_900, 'A weaver loses his gold and finds a child by the fire.', 'George Eliot’s story told by four actors and a loom that makes all the sound.', { minutes: 120, tags: ['adaptation'] }),
  ],
};

const music: Family = {
  kind: OfferingKind.EVENT,
  category: 'Music',
  place: 'Main House, Lantern Yard, London SE1',
  minutes: 120,
  capacity: 160,
  tags: ['concert', 'live music'],
  notes: [
    'The stalls are cleared for standing when the music asks for it; the gallery is always seated.',
    'Doors and kitchen open an hour before the first note.',
    'The house piano is a 1911 Bechstein and gets tuned for every concert.',
    'Under-eighteens pay half with an adult.',
  ],
  addOns: [drinks],
  times: ['Sun 19:00', 'Mon 19:30', 'Fri 21:30'],
  items: [
    item('Candlelit strings: Purcell to Pärt', 3_200, 'A string quintet, three hundred candles and an hour and a half of slow music.', 'The Bankside Players sit in the middle of the room and you sit around them.'),
    item('Sunday jazz with the Ada Lowe Quartet', 2_200, 'The house band plays standards until somebody dances.', 'Guests sit in after the break; last month it was a very famous trombonist.', { tags: ['jazz'] }),
    item('Songs of the river', 2_000, 'Shanties, lighterman songs and a chorus that you will know by the end.', 'Collected along the Thames by Nell Whitaker, who sings them with harmonium and fiddle.', { tags: ['folk'] }),
    item('Late night piano', 1_500, 'One pianist, one lamp, no set list.', 'It begins when the play has finished and ends with the last train.', { minutes: 75, capacity: 80, times: ['Fri 22:15', 'Sat 22:15'] }),
    item('Kora and cello', 2_400, 'Strings from Bamako and Bermondsey in conversation.', 'Seckou Diabaté and Hannah Prior have played together for nine years and still surprise each other.', { tags: ['world'] }),
    item('The Lantern Singers: carols by lamplight', 2_600, 'Forty voices in the gallery and a hot drink in your hand.', 'You are asked to join in for the last four, and song sheets are on your seat.', { times: ['Sun 17:00', 'Mon 19:30'], tags: ['christmas', 'choir'] }),
    item('Tango night with the Orquesta Sur', 2_500, 'A free beginners’ class at seven, the orchestra at eight.', 'The floor is sprung oak, and nobody stays seated after the second set.', { capacity: 120, tags: ['dance'] }),
    item('Silent film with live score: Nosferatu', 2_400, 'Murnau’s vampire and a trio that has not slept since.', 'The score is new and played on theremin, viola and a great deal of percussion.', { minutes: 100, tags: ['film'] }),
    item('Silent film with live score: The General', 2_400, 'Buster Keaton, a locomotive and a very fast banjo.', 'Suitable for everyone who can read a title card or sit beside someone who can.', { minutes: 85, times: ['Sun 15:00', 'Sun 19:00'], tags: ['film', 'family'] }),
    item('New voices: songwriters in the round', 1_200, 'Four songwriters share a stage, a microphone and their unfinished songs.', 'The audience chooses who goes first by applause.', { capacity: 90 }),
    item('Schubert’s Winterreise, in English', 2_800, 'The winter journey as you have never understood it before.', 'Baritone Joel Amadi sings Margaret Hale’s new translation to the old Bechstein.', { minutes: 80, tags: ['classical'] }),
    item('Gospel brunch', 3_400, 'The Peckham Tabernacle choir, and eggs with everything.', 'Brunch is served between the sets and is part of the price.', { times: ['Sun 11:30'], capacity: 110, addOns: [], tags: ['choir', 'food'] }),
    item('Electronics in the scene dock', 1_800, 'Modular synthesisers among the flats and the paint.', 'Standing only, earplugs free, over at midnight.', { place: 'Scene dock, Lantern Yard, London SE1', capacity: 140, times: ['Fri 21:30'], tags: ['electronic'] }),
    item('Baroque by request', 2_300, 'You choose from the menu, they play at sight.', 'Harpsichord, two violins and a cellist with no nerves at all.', { tags: ['classical'] }),
    item('Ceilidh in the Main House', 1_800, 'A caller who explains every dance, twice.', 'Bring flat shoes and no partner; you will have had twelve by the end.', { capacity: 140, times: ['Sat 19:30'], tags: ['dance', 'folk'] }),
    item('An evening of forgotten musicals', 2_700, 'Eleven songs from eight shows that closed within a week.', 'Each is introduced with the worst line of its first-night review.', { tags: ['musical'] }),
  ],
};

const comedy: Family = {
  kind: OfferingKind.EVENT,
  category: 'Comedy and cabaret',
  place: 'The Studio, Lantern Yard, London SE1',
  minutes: 105,
  capacity: 70,
  tags: ['comedy', 'late'],
  notes: [
    'You sit at small tables, and drinks are brought to you.',
    'Sixteen and over unless it says otherwise.',
    'Nobody in the front row is picked on against their will.',
    'The late show ends in time for the last Jubilee line train.',
  ],
  times: ['Thu 20:30', 'Fri 20:30', 'Sat 21:00'],
  items: [
    item('Stand-up at the Lantern', 1_800, 'Three acts and a host that you may know from the wireless.', 'The line-up is announced on Mondays, and the best one is always the one you had not heard of.'),
    item('Work in progress with Bel Fairweather', 1_000, 'An hour of new jokes, some of which work.', 'You get a pencil and are asked to use it.', { minutes: 60 }),
    item('Improvised Dickens', 1_900, 'A new novel every night from a title that you make up.', 'There will be an orphan, a lawyer and a coincidence that nobody could have planned.'),
    item('The Two-Drink Cabaret', 2_400, 'Songs, a sword swallower and a very low-cut tuxedo.', 'Compère Vivienne du Mal has run it for eleven years and knows all your secrets.', { times: ['Sat 22:00'] }),
    item('Improvised Shakespeare, under an hour', 1_600, 'Iambic pentameter out of thin air.', 'The audience gives a place, a sin and a vegetable; the rest is blank verse.', { minutes: 55, tags: ['improvisation'] }),
    item('Magic at close quarters', 2_800, 'Twenty-four guests, one table and a pack of cards.', 'You may shuffle as often as you like; it will not help.', { capacity: 24, minutes: 75, tags: ['magic'] }),
    item('Quiz night of useless knowledge', 800, 'Six rounds, teams of up to five, and a prize that nobody needs.', 'The music round is played live and badly on purpose.', { times: ['Wed 19:30'], tags: ['quiz'] }),
    item('Drag bingo with Dame Waterloo', 1_700, 'Ninety numbers and an opinion on each of them.', 'Dabbers are provided, dignity is not.', { times: ['Thu 20:00'] }),
    item('Comedy in translation', 1_500, 'Comics from five languages test their best joke in English.', 'What dies on stage is explained afterwards, which is often funnier.'),
    item('Political satire revue: The Week in Rags', 2_000, 'Written on Wednesday, sung on Thursday, out of date on Sunday.', 'Four performers, one upright piano and the newspapers.', { times: ['Thu 20:30', 'Fri 20:30', 'Sat 20:30'] }),
    item('Tall tales: storytelling for grown-ups', 1_400, 'Five true stories on one theme, told without notes.', 'Put your name in the hat if you have one of your own.', { times: ['Tue 20:00'] }),
    item('Clown, actually', 1_700, 'An hour without a word and without a red nose.', 'Ivo Petrák was trained in Prague and has never fallen the same way twice.', { minutes: 60 }),
  ],
};

export const STAGE: readonly Family[] = [plays, music, comedy];
