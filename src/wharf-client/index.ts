// The TypeScript SDK of a Wharf server. The types of each contract are in `wharf-client/<contract>`, as in `wharf-client/files`.
export { WharfClient } from '../../generated/typescript/client.js';
export { Authentication, type AuthenticationOptions, type Credentials, type Session } from './authentication.js';
export { type Problem, type ProblemError, WharfProblemError } from './problem.js';
export { Download, type WharfResponse } from './responses.js';
export { type Attempt, type Authenticator, type RequestOptions, Transport, type WharfOptions } from './transport.js';
export { type Uploadable, type UploadSource } from './uploads.js';
