import type { Brand } from './brand.js'

/** The brand of a button that names no brand: the app's own login. */
export const genericBrand: Brand = {
  id: '',
  name: '',
  logo: {
    box: '0 0 24 24',
    shapes: [
      { d: 'M12 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10Zm0 12c5.5 0 9 2.8 9 6.4V22H3v-1.6C3 16.8 6.5 14 12 14Z' },
    ],
  },
  own: [
    { fill: '#1f1f1f', text: '#fff' },
    { fill: '#f2f2f2', text: '#1f1f1f' },
  ],
}
