/** For families, learners and the curious: the theatre in London by day. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const families: Family = {
  kind: OfferingKind.EVENT,
  category: 'Families',
  place: 'The Studio, Lantern Yard, London SE1',
  minutes: 60,
  capacity: 65,
  tags: ['children', 'family'],
  notes: [
    'Every seat needs a ticket, except for babies on a lap.',
    'There is a pram park, a changing room and a microwave beside the foyer.',
    'Relaxed performances, with the lights up and the doors open, are on the first Sunday.',
    'The cast comes out afterwards to say hello.',
  ],
  times: ['Sat 11:00', 'Sun 11:00', 'Sun 14:00'],
  items: [
    item('The Snow Hare', 1_400, 'A paper forest, two puppeteers and one very brave hare, from three years.', 'Snow falls on the audience at the end, and it may be taken home.', { tags: ['puppets'] }),
    item('Rapunzel cuts it short', 1_400, 'She has scissors, and she has a plan: a fairy tale for six and over.', 'The tower is made of chairs, and the prince is useful in the end.'),
    item('Goldilocks and the three musicians', 1_200, 'Bears with a double bass, from four years.', 'The smallest bear has the loudest instrument.', { minutes: 50 }),
    item('Baby opera: Under the Quilt', 900, 'For babies from four to eighteen months and whoever carries them.', 'Two singers, soft light and things that may be put into the mouth.', { minutes: 35, capacity: 24, times: ['Tue 10:30', 'Thu 10:30'], tags: ['babies', 'music'] }),
    item('The boy who counted stars', 1_400, 'A planetarium made of colanders, from seven years.', 'Written with an astronomer from Greenwich, so everything in it is true except the dog.'),
    item('Pirates of the lower deck', 1_400, 'The crew mutinies, and the audience holds the rope.', 'Loud, wet and over before anybody needs the loo.', { minutes: 55 }),
    item('A Christmas Carol in one suitcase', 1_600, 'One actor, twenty-three characters and a goose.', 'From eight years, or younger with strong nerves.', { minutes: 70, tags: ['christmas'] }),
    item('Shadow theatre: The Monkey King', 1_400, 'Leather puppets, gongs and a journey to the west of Borough Market.', 'Afterwards everybody may try the puppets behind the screen.', { tags: ['puppets'] }),
    item('The Library Mouse', 1_200, 'A mouse lives behind the encyclopaedias and reads them at night, from four years.', 'Every child brings a book and takes another one home.', { minutes: 45 }),
    item('Dinosaurs do not knock', 1_400, 'A new family moves in next door, and they are rather large.', 'The biggest puppet needs four people and one sneeze.', { tags: ['puppets'] }),
    item('Drama club open morning', 0, 'Try an hour of games with our youth company, from eight to fourteen.', 'Parents are sent for coffee and called back for the last ten minutes.', { capacity: 30, times: ['Sat 10:00'], tags: ['free', 'youth'] }),
    item('Peter and the Wolf with shadow and brass', 1_500, 'Prokofiev’s tale, a brass quintet and hands on a screen.', 'The duck gets out alive in our version.', { minutes: 50, tags: ['music'] }),
  ],
};

const workshops: Family = {
  kind: OfferingKind.EVENT,
  category: 'Workshops',
  place: 'Rehearsal Room 1, Lantern Yard, London SE1',
  minutes: 180,
  capacity: 16,
  holdMinutes: 240,
  freeCancellationHours: 72,
  tags: ['workshop', 'learning'],
  notes: [
    'No experience is needed unless it says so.',
    'Wear something you can move in and bring water.',
    'Groups are small, so everyone gets on their feet.',
    'A concession rate is available at the box office, no questions asked.',
  ],
  times: ['Sat 10:00', 'Sun 10:30', 'Wed 18:30'],
  items: [
    item('Acting for the terrified', 4_500, 'For people who would rather be behind the curtain.', 'By the end you will have said four lines of Chekhov to someone’s face and survived.'),
    item('Stage combat: unarmed', 6_500, 'Slaps, hair pulls and falls that look terrible and hurt nobody.', 'Taught by the fight director of our Hamlet, who has all his teeth.', { capacity: 12 }),
    item('Stage combat: rapier and dagger', 8_500, 'Footwork, distance and a short choreographed duel.', 'Some movement experience helps; weapons are provided and blunt.', { capacity: 10 }),
    item('Shakespeare’s verse without fear', 4_800, 'Why the rhythm tells you what to do.', 'We take one sonnet and one quarrel apart and put them back together in your own mouth.'),
    item('Playwriting: the first ten pages', 9_500, 'A day on openings with dramaturg Leigh Marchetti.', 'Your pages are read aloud by two actors, which teaches more than any notes.', { minutes: 420, capacity: 10, times: ['Sun 10:00'], tags: ['writing'] }),
    item('Puppet making from newspaper', 5_500, 'Three sheets, some tape and an old coat.', 'At four o’clock it breathes, and you will be a little shocked.', { capacity: 12, tags: ['puppets', 'craft'] }),
    item('Lighting design for small stages', 6_000, 'Four lanterns, three colours and the courage to leave things dark.', 'You light the same scene three times, each for another meaning.', { capacity: 8, place: 'The Studio, Lantern Yard, London SE1', tags: ['technical'] }),
    item('Sound design with what is lying about', 5_500, 'Thunder from a baking tray, rain from peas.', 'You record, cut and play a two-minute storm by the end of the morning.', { capacity: 10, tags: ['technical'] }),
    item('Clown: finding your own', 5_000, 'It is not about falling over, although that helps.', 'Ivo Petrák watches kindly and says very little until it matters.'),
    item('Improvisation for work', 7_500, 'Listening, saying yes and thinking on your feet, without role play about customers.', 'Teams book it often, and people who come alone like it more.', { tags: ['professional'] }),
    item('Voice and breath', 4_200, 'Be heard in the last row without shouting.', 'Floor work for the first hour, text for the second, silence for ten minutes.', { minutes: 150 }),
    item('Commedia dell’arte masks', 5_800, 'Half-masks, full appetite.', 'Find out in one morning whether you are a servant, a lover or an old man with money.'),
    item('Scene painting: wood and marble', 8_000, 'Turn plywood into oak and carrara with two brushes and a feather.', 'You take your panel home, slightly wet.', { minutes: 360, capacity: 8, times: ['Sat 10:00', 'Sun 10:00'], place: 'Scene dock, Lantern Yard, London SE1', tags: ['craft'] }),
    item('Directing: the first week', 9_000, 'What to do between the read-through and the first stumble.', 'We bring the actors, you bring a scene, and everyone directs for twenty minutes.', { minutes: 420, capacity: 8, times: ['Sun 10:00'] }),
  ],
};

const talks: Family = {
  kind: OfferingKind.EVENT,
  category: 'Talks and tours',
  place: 'Foyer, Lantern Yard, London SE1',
  minutes: 75,
  capacity: 25,
  pay: PaymentMode.AT_DESK,
  tags: ['tour', 'behind the scenes'],
  notes: [
    'We meet at the box office five minutes before.',
    'All routes are step-free except for the fly floor.',
    'Tea from the urn and a biscuit are included, as is tradition.',
    'If there is anything to pay, you pay it at the desk on the day.',
  ],
  times: ['Sat 10:30', 'Wed 14:00', 'Thu 18:00'],
  items: [
    item('Backstage tour', 1_200, 'From the trap room to the fly floor in seventy-five minutes.', 'You may pull one rope, and our stage manager chooses which.'),
    item('Touch tour for Hamlet', 0, 'Handle costumes, props and set before an audio-described performance.', 'Guide dogs are welcome and have their own bowl.', { minutes: 45, capacity: 12, tags: ['accessibility', 'free'] }),
    item('Meet the director: Maya Okonjo on Elsinore', 0, 'Forty minutes of conversation and twenty of your questions.', 'She brings the model box and explains why the ghost is a weather presenter.', { minutes: 60, capacity: 80, tags: ['talk', 'free'] }),
    item('Ghosts of Lantern Yard', 1_400, 'A walk by lantern light through a building that has burned down twice.', 'The night porter leads it, and he has seen things.', { times: ['Fri 22:30'], capacity: 18, tags: ['ghost story'] }),
    item('Costume store tour', 1_200, 'Four thousand costumes, two moth traps and one very opinionated cutter.', 'You may try on a ruff.', { capacity: 12 }),
    item('Lights up: a morning with the technicians', 1_000, 'Watch a full focus session and aim a lantern yourself.', 'Fourteen years and over, flat shoes please.', { minutes: 120, capacity: 10, tags: ['technical'] }),
    item('Theatreland on foot: playhouses of Bankside', 1_500, 'Four lost playhouses and two that came back.', 'A two-mile walk that ends where it should, in the bar.', { minutes: 120, times: ['Sun 11:00'], tags: ['walk', 'history'] }),
    item('Reading group: plays aloud', 0, 'Twelve chairs, one play, everybody reads.', 'This season we read Aphra Behn, and you need not be good at it.', { minutes: 120, capacity: 12, times: ['Mon 18:30'], tags: ['free', 'reading'] }),
    item('Writers’ hour: new pages heard cold', 0, 'Ten pages each, two actors, honest ears.', 'Send yours a week ahead or come and listen.', { minutes: 90, capacity: 40, times: ['Tue 18:00'], tags: ['free', 'new writing'] }),
    item('How a set is built', 1_200, 'From a card model to eleven tons of steel and plywood.', 'The head of the workshop talks you through the one that is standing that day.', { place: 'Scene dock, Lantern Yard, London SE1', tags: ['craft'] }),
    item('First-night criticism with the critics', 600, 'Two critics disagree in public.', 'They have both seen the same preview as you, and that is where the agreement ends.', { capacity: 60, tags: ['talk'] }),
    item('Open house: a day at the Lantern', 0, 'All doors open, all departments at work.', 'Pick a time to start and stay as long as you like.', { capacity: 50, minutes: 180, times: ['Sun 10:00'], tags: ['free', 'family'] }),
  ],
};

export const DAYTIME: readonly Family[] = [families, workshops, talks];
