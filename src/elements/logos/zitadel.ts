// Arrows turned in on themselves, drawn here after ZITADEL's mark, which is in neither icon package. The mark is its owner's:
// https://zitadel.com

import type { Logo } from '../logo.js'

export const zitadelLogo: Logo = {
  box: '0 0 24 24',
  shapes: [
    {
      d:
        'M17.3 16.9 16.6 14.2 15.3 14.6 16 17 8.1 14.9 13.9 9 14.5 11.4 15.8 11 14.6 6.4 5.4 15.8 18.1 ' +
        '19.3 17.5 16.7Z',
    },
    { d: 'M5.2 11.8.8 16.2 6.8 17.8 6.3 16.1 3.6 15.4 5.6 13.4Z' },
    { d: 'M17.7 6.8 16.1.8 11.8 5.2 13.4 5.6 15.4 3.6 16.1 6.3Z' },
    { d: 'M15.9 20.2 21.8 21.8 20.2 15.9 19 17 19.8 19.8 17 19Z' },
    { d: 'M11 21 10.6 17.3 13.1 18Z' },
    { d: 'M6.9 7.2 8.4 10.5 10.3 8.7Z' },
    { d: 'M20.9 10.9 17.3 10.6 17.9 13Z' },
  ],
}
