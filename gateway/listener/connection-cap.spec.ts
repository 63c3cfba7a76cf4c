import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { connectionCap, refuseConnection } from './connection-cap.ts';

const socketOf = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress });

describe('connections of one address', () => {
  it('are served, refused, then closed at once, and make room when they end', () => {
    const admit = connectionCap(2);
    const sockets = Array.from({ length: 5 }, () => socketOf('192.0.2.7'));
    expect(sockets.map((socket) => admit(socket))).to.deep.equal(['served', 'served', 'refused', 'refused', 'closed']);
    for (const socket of sockets.slice(1)) socket.emit('close');
    expect(admit(socketOf('192.0.2.7'))).to.equal('served');
    expect(admit(socketOf('192.0.2.7'))).to.equal('refused');
    expect(admit(socketOf('192.0.2.8'))).to.equal('served');
  });

  it('are those of its network, where whoever calls may choose an address in it', () => {
    const admit = connectionCap(1);
    expect(['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map((address) => admit(socketOf(address)))).to.deep.equal(['served', 'refused', 'served']);
  });

  it('that were refused are closed, also when the other side never hangs up', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined);
    const [socket]: Socket[] = await once(server, 'connection');
    if (!socket) throw new Error('no connection');
    refuseConnection(socket, 'http1');
    await once(socket, 'close');
    client.destroy();
    server.close();
  });

  it('are those of an IPv4 address, however a socket writes it', () => {
    const admit = connectionCap(1);
    expect(['::ffff:192.0.2.7', '192.0.2.7', '::ffff:192.0.2.8'].map((address) => admit(socketOf(address)))).to.deep.equal(['served', 'refused', 'served']);
  });
});
