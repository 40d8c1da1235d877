// What generated code calls.
export { followPages } from './pages.js';
export { type Download, type WharfResponse } from './responses.js';
export { type RequestOptions, Transport, type WharfOptions } from './transport.js';
export { type Uploadable } from './uploads.js';
