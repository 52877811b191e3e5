import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands between the bot and its server, so that the server can go away and come back. */
export function createGate(target: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          inner.destroy();
          outer.destroy();
        });
    }
    inner.pipe(outer).pipe(inner);
  });
  return {
    async open(at: number) {
      server.listen(at, '127.0.0.1');
      await once(server, 'listening');
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
