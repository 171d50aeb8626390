import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LineageEvent } from '@mu-mesh/core';

/** What a backend answers: a status, a status and a body, or nothing ever. */
export type Answer = number | { status: number; body: string } | 'hang';

export interface Received {
  url: string;
  headers: IncomingMessage['headers'];
  event: LineageEvent;
}

/** A lineage backend on a port of this machine. */
export class Backend {
  /** Events that it answered with 2xx, in order. */
  readonly taken: Received[] = [];
  requests = 0;
  answer: (event: LineageEvent, request: number) => Answer = () => 201;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        const event = JSON.parse(body) as LineageEvent;
        const answer = this.answer(event, ++this.requests);
        if (answer === 'hang') return;
        const { status, body: text } = typeof answer === 'number' ? { status: answer, body: '' } : answer;
        if (status < 300) this.taken.push({ url: request.url ?? '', headers: request.headers, event });
        response.writeHead(status).end(text);
      });
    });
  }

  static async start(port = 0): Promise<Backend> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new Backend(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `START shop.raw.orders` an event, in the order in which they came. */
  get said(): string[] {
    return this.taken.map(({ event }) => `${event.eventType} ${event.job.name}`);
  }

  /** Gone, with all connections: the port refuses. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
