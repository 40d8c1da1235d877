// The contract of reservations.json (argument 1) on fastify, as strict as the contract: nothing is coerced, removed or defaulted.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const contract = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const operation = contract.paths['/reservations'].post;
const { NewReservation, Reservation } = contract.components.schemas;
const users = new Map([['benchmark-token-1', { id: 'user-1', role: 'user' }], ['benchmark-token-2', { id: 'user-2', role: 'admin' }]]);

const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } } });

app.decorateRequest('user', null);
app.addHook('onRequest', async (request, reply) => {
  const header = request.headers.authorization;
  request.user = header?.startsWith('Bearer ') ? users.get(header.slice(7)) ?? null : null;
  if (request.user === null) {
    reply.code(401).header('WWW-Authenticate', 'Bearer');
    throw new Error('Credentials are missing, wrong or expired.');
  }
  const accept = request.headers.accept;
  if (accept !== undefined && accept !== '*/*' && !accept.includes('application/json')) {
    reply.code(406);
    throw new Error('This operation answers with application/json.');
  }
});
app.post('/reservations', {
  schema: {
    body: NewReservation,
    querystring: { type: 'object', additionalProperties: false },
    response: { 201: Reservation },
  },
  config: { operationId: operation.operationId },
}, async (request, reply) => {
  const { name, tier } = request.body;
  reply.code(201).header('Location', `/reservations/${name}`);
  return { name, owner: request.user.id, tier };
});

const address = new URL(process.env.ASPNETCORE_URLS);
await app.listen({ host: address.hostname, port: Number(address.port) });
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
