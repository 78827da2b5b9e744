// A member's card, drawn here after the icon of Amazon Cognito, whose lines are too fine for a button. The mark is its owner's:
// https://aws.amazon.com/architecture/icons

import type { Logo } from '../logo.js'

export const cognitoLogo: Logo = {
  box: '0 0 24 24',
  shapes: [
    {
      d:
        'M0 0h24v24H0ZM3.5 6v12h17V6ZM5.5 8h13v8h-13ZM9.5 9a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2ZM6.8 ' +
        '15c0-1.4 1.2-2.2 2.7-2.2s2.7.8 2.7 2.2ZM14 9.8h3v1.4h-3ZM14 12.4h3v1.4h-3Z',
      rule: 'evenodd',
    },
  ],
}
