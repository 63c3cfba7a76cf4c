import { fromJson } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { nameOf } from '#runtime/rpc/call.ts';
import { createRandom } from '#runtime/testing/simulation/random.ts';
import { loadServices } from '#runtime/rpc/contract.ts';
import { createDictionary } from './dictionary.ts';
import { generate } from './generate.ts';
import { grown } from './memory.ts';
import { draw, type Shot } from './shapes.ts';

const methods = (await loadServices()).flatMap((service) => service.methods);

describe('requests of the fuzzer', () => {
  const dictionary = createDictionary();
  const shots = (seed: number, count = 2_000): Shot[] =>
    Array.from({ length: count }, (_, number) => {
      const method = methods[number % methods.length] ?? expect.fail('no RPCs');
      return draw(method, { random: createRandom(seed * 7_919 + number), dictionary, wildness: 0.4 });
    });

  it('are the same for the same seed, and others for another', () => {
    const bodies = (seed: number): string[] => shots(seed, 200).map(({ shape, body }) => `${shape} ${Buffer.from(body).toString('base64')}`);
    expect(bodies(1)).to.deep.equal(bodies(1));
    expect(bodies(1)).not.to.deep.equal(bodies(2));
  });

  it('have all shapes, for all RPCs', () => {
    const drawn = shots(3);
    expect(new Set(drawn.map(({ shape }) => shape))).to.have.property('size', 12);
    expect(new Set(drawn.map(({ method }) => nameOf(method)))).to.have.property('size', methods.length);
  });

  it('can be read by every RPC when they are tame, and often not when they are wild', () => {
    const readable = (wildness: number): number =>
      methods.filter((method, index) => {
        try {
          return fromJson(method.input, generate(method.input, { random: createRandom(index), dictionary, wildness }));
        } catch {
          return false;
        }
      }).length;
    expect(readable(0)).to.equal(methods.length);
    expect(readable(0.9)).to.be.below(0.8 * methods.length);
  });

  it('speak of what services have said', () => {
    const said = createDictionary();
    const id = 'bkg_01m7zjrwzwef8vnj4959rxhsdb';
    said.learn({ booking: { id, lines: [{ title: 'Night dive' }] } });
    expect([said.ids('bkg'), said.said('title'), said.ids('pay')]).to.deep.equal([[id], ['Night dive'], []]);
    const method = methods.find(({ name }) => name === 'CancelBooking') ?? expect.fail('no CancelBooking');
    const ids = Array.from({ length: 20 }, (_, seed) => generate(method.input, { random: createRandom(seed), dictionary: said, wildness: 0 })['id']);
    expect(ids).to.include(id);
  });
});

describe('memory of processes', () => {
  const samples = (rss: (index: number) => number) => Array.from({ length: 40 }, (_, index) => ({ name: 'gateway', rssMb: rss(index) }));

  it('that warmed up and then stayed is no growth', () => expect(grown(samples((index) => Math.min(100 + 20 * index, 250)))).to.deep.equal([]));
  it('that never stops growing is', () => expect(grown(samples((index) => 100 + 10 * index))).to.deep.equal(['the gateway process grew by 200 MB']));
  it('that was hardly seen says nothing', () => expect(grown(samples((index) => 100 * index).slice(0, 10))).to.deep.equal([]));
});
