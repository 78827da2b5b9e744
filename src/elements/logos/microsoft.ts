// Four squares, drawn here after Microsoft's redlines. The mark is its owner's:
// https://learn.microsoft.com/entra/identity-platform/howto-add-branding-in-apps

import type { Logo } from '../logo.js'

export const microsoftLogo: Logo = {
  box: '0 0 21 21',
  shapes: [
    { d: 'M0 0h10v10H0z', fill: '#f25022' },
    { d: 'M11 0h10v10H11z', fill: '#7fba00' },
    { d: 'M0 11h10v10H0z', fill: '#00a4ef' },
    { d: 'M11 11h10v10H11z', fill: '#ffb900' },
  ],
}
