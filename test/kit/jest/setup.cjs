// jsdom has no WebCrypto, which a login and its tokens need.
Object.defineProperty(globalThis, 'crypto', { value: require('node:crypto').webcrypto })
