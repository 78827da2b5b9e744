// An open door, drawn here after Logto's mark, which is in neither icon package. The mark is its owner's: https://logto.io

import type { Logo } from '../logo.js'

export const logtoLogo: Logo = {
  box: '0 0 24 24',
  shapes: [
    {
      d:
        'M3.5 1.7 15.4 0A1.6 1.6 0 0 1 17.2 1.6v20.8a1.6 1.6 0 0 1-1.8 1.6L3.5 22.3A1.8 1.8 0 0 1 2 ' +
        '20.5v-17A1.8 1.8 0 0 1 3.5 1.7Zm9.9 8.1a.4.4 0 0 0-.4.4v3.6c0 .2.2.4.4.4l1 .1a.4.4 0 0 0 ' +
        '.5-.4v-3.8a.4.4 0 0 0-.5-.4ZM18.5 2.5h1.4A2.1 2.1 0 0 1 22 4.6v14.8a2.1 2.1 0 0 1-2.1 2.1h-1.4Z',
      rule: 'evenodd',
    },
  ],
}
