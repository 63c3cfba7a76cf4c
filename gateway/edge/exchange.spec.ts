import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import { clientAddressOf } from './exchange.ts';

function requestFrom(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
}

describe('clientAddressOf', () => {
  const forwarded = '6.6.6.6, 198.51.100.7, 10.0.0.2';

  it('believes nobody when there is no proxy of ours', () => {
    expect(clientAddressOf(requestFrom('203.0.113.5', forwarded), 0)).to.equal('203.0.113.5');
  });
  it('takes what the outermost of our proxies saw, never what the client wrote', () => {
    expect(clientAddressOf(requestFrom('10.0.0.1', forwarded), 1)).to.equal('10.0.0.2');
    expect(clientAddressOf(requestFrom('10.0.0.1', forwarded), 2)).to.equal('198.51.100.7');
  });
  it('falls back to the connection', () => {
    expect(clientAddressOf(requestFrom('::ffff:203.0.113.5'), 1)).to.equal('203.0.113.5');
    expect(clientAddressOf(requestFrom('203.0.113.5', ' , '), 1)).to.equal('203.0.113.5');
  });
  it('has one way to write an IPv4 address, whatever a proxy’s is', () => {
    expect(clientAddressOf(requestFrom('10.0.0.1', '::ffff:198.51.100.7'), 1)).to.equal('198.51.100.7');
    expect(clientAddressOf(requestFrom('10.0.0.1', '::ffff:1:2'), 1)).to.equal('::ffff:1:2');
  });
});
