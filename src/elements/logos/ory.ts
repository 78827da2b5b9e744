// Written by scripts/brand-logos.mjs from simple-icons 16.37.0, CC0-1.0. The mark is its owner's: https://www.ory.com/brand

import type { Logo } from '../logo.js'

export const oryLogo: Logo = {
  box: '0 0 24 24',
  shapes: [
    {
      d: 'M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12m-6-.75V3l6-3 6 3v2.25l-6-3zm12 13.5V21l-6 3-6-3v-2.25l6 3z',
    },
  ],
}
