import { policy } from '../policy.mjs';

/** Puts the policy into the built page. Not into the dev page: there vite itself injects inline scripts and styles. */
export function contentSecurity() {
  return {
    name: 'inflight:content-security',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
          // First in the head: a policy governs only what comes after it.
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}
