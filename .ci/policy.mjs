// The content security policy of the built lab. It stands in the page itself, so that any static host serves it.
import { createHash } from 'node:crypto';

// react-aria adds these two style elements by hand. They are allowed by their exact text, so nothing else gets in;
// if an update rewords them, the end-to-end test that counts violations says so.
const knownStyles = [
  '@layer {\n  [data-react-aria-pressable] {\n    touch-action: pan-x pan-y pinch-zoom;\n  }\n}',
  '@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}',
];

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const directives = {
  'default-src': ["'self'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'", ...knownStyles.map(hashOf)],
  'img-src': ["'self'", 'data:', 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

export const policy = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources.join(' ')}`)
  .join('; ');

/** A header can say one thing more than a meta element: that nobody may frame the lab. */
export const policyHeader = `${policy}; frame-ancestors 'none'`;
